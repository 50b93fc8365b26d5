//! From `syn` trees to the evaluator's own form: the only file that knows the parser.

use super::extent::{self, Edges};
use super::ir::{self, Block, Expr, Kind, Statement};
use super::offsets::Offsets;
use super::snug::snug;
use super::{attributes, depth, items, macros, salvage};
use crate::fact::Context;
use crate::source::{FileId, Span};

/// Turns one parse into owned items. Byte offsets count from the start of the file's text.
pub struct Lower {
    file: FileId,
    /// Bytes of the text that the parser did not see: byte-order mark and shebang line.
    base: usize,
    offsets: Offsets,
    pub out: ir::File,
    /// The module under way, as an index into `out.scopes`.
    pub scope: usize,
    /// Nodes of the function under way.
    pub size: u32,
    /// Levels of the macros and texts around what is under way.
    around: u32,
}

/// Parses a file's text. The error is a message and the byte offset where reading stopped.
pub fn file(id: FileId, text: &str) -> Result<ir::File, (usize, String)> {
    proc_macro2::extra::invalidate_current_thread_spans();
    let base = preamble(text);
    let rest = text.get(base..).unwrap_or("");
    let place =
        |error: syn::Error| (base + error.span().byte_range().start.min(rest.len()), error.to_string());
    let (parsed, broken) = match syn::parse_file(rest) {
        Ok(parsed) => (parsed, None),
        Err(error) => (salvaged(rest).ok_or_else(|| place(error.clone()))?, Some(place(error))),
    };
    let out = ir::File { id: Some(id), broken, ..ir::File::default() };
    let mut lower = Lower { file: id, base, offsets: Offsets::of(rest), out, scope: 0, size: 0, around: 0 };
    let context = attributes::context(&parsed.attrs);
    lower.out.scopes.push(ir::Scope { context, ..ir::Scope::default() });
    items::lower(&mut lower, &parsed.items, 0, context);
    Ok(lower.out)
}

/// The items that parse, of a file that doesn't; nothing where its brackets don't match.
fn salvaged(text: &str) -> Option<syn::File> {
    let items = salvage::items(text.parse().ok()?);
    (!items.is_empty()).then_some(syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}

/// Length of a byte-order mark and a shebang line, which are no Rust.
fn preamble(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[mark..];
    let shebang = rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[');
    let line = if shebang { rest.find('\n').unwrap_or(rest.len()) } else { 0 };
    mark + line
}

impl Lower {
    pub fn span_of(&self, span: proc_macro2::Span) -> Span {
        self.between((span, span))
    }

    /// From the start of the first token to the end of the last.
    pub fn between(&self, (first, last): Edges) -> Span {
        let (start, end) = (self.offsets.byte(first.start()), self.offsets.byte(last.end()));
        Span::new(self.file, start + self.base..end + self.base)
    }

    /// How deep a macro's tokens are. Few of them are not, and measuring writes out each one.
    pub fn levels(&self, call: &syn::Macro) -> Option<u32> {
        let delimiter = call.delimiter.span();
        let span = self.between((delimiter.open(), delimiter.close()));
        let short = span.end.saturating_sub(span.start) as usize <= depth::SHALLOW;
        if short { Some(0) } else { depth::levels(&call.tokens) }
    }

    /// Lowers what a macro or a text holds, if it is not too deep together with those around it: each is parsed by
    /// itself, and all end in one tree.
    pub fn inside<T>(&mut self, levels: Option<u32>, lowered: impl FnOnce(&mut Lower) -> T) -> Option<T> {
        let levels = self.around.checked_add(levels?).filter(|all| *all <= depth::HIGHEST)?;
        let around = std::mem::replace(&mut self.around, levels);
        let found = lowered(self);
        self.around = around;
        Some(found)
    }

    pub fn block(&mut self, block: &syn::Block) -> Block {
        Block { statements: snug(block.stmts.iter().filter_map(|statement| self.statement(statement))) }
    }

    fn statement(&mut self, statement: &syn::Stmt) -> Option<Statement> {
        let span = self.between(extent::of_statement(statement));
        match statement {
            syn::Stmt::Local(local) => {
                let bound = self.local(local, span);
                // Of two that are chosen by the build, the released program has the other.
                if attributes::context(&local.attrs).is_none() {
                    return Some(bound);
                }
                self.out.elsewhere.statements.push(bound);
                None
            }
            syn::Stmt::Expr(expr, semicolon) => {
                Some(Statement::Expr { expr: self.expr(expr), tail: semicolon.is_none(), span })
            }
            syn::Stmt::Macro(call) => {
                let tail = call.semi_token.is_none();
                Some(Statement::Expr {
                    expr: gated(&call.attrs, macros::call(self, &call.mac, span)),
                    tail,
                    span,
                })
            }
            syn::Stmt::Item(item) => {
                items::lower(self, std::slice::from_ref(item), self.scope, None);
                None
            }
        }
    }

    fn local(&mut self, local: &syn::Local, span: Span) -> Statement {
        let (pattern, ty) = match &local.pat {
            syn::Pat::Type(typed) => (self.pattern(&typed.pat), items::ty(&typed.ty).map(Box::new)),
            other => (self.pattern(other), None),
        };
        let value = local.init.as_ref().map(|init| self.expr(&init.expr));
        let diverge = local.init.as_ref().and_then(|init| init.diverge.as_ref());
        let otherwise = diverge.map(|(_, expr)| self.expr(expr));
        Statement::Let { pattern, ty, value, otherwise, span }
    }

    pub fn expr(&mut self, expr: &syn::Expr) -> Expr {
        self.size += 1;
        let span = self.between(extent::of_expr(expr));
        Expr { span, kind: Box::new(self.kind(expr, span)), generic: generic(expr).map(Box::new) }
    }

    fn exprs<'e>(&mut self, all: impl IntoIterator<Item = &'e syn::Expr>) -> Vec<Expr> {
        snug(all.into_iter().map(|expr| self.expr(expr)))
    }

    fn kind(&mut self, expr: &syn::Expr, span: Span) -> Kind {
        use syn::Expr as E;
        match expr {
            E::Lit(lit) => literal(&lit.lit),
            E::Path(path) => {
                self.note_type_arguments(&path.path, span);
                match path.qself.as_ref().and_then(|qself| qualified(qself, &path.path)) {
                    Some(path) => Kind::Path(path),
                    None => Kind::Path(self.path(&path.path)),
                }
            }
            E::Call(call) => Kind::Call { callee: self.expr(&call.func), args: self.exprs(&call.args) },
            E::MethodCall(call) => Kind::Method {
                receiver: self.expr(&call.receiver),
                name: call.method.to_string(),
                args: self.exprs(&call.args),
            },
            E::Field(field) => Kind::Field { base: self.expr(&field.base), name: member(&field.member) },
            E::Struct(value) => self.struct_literal(value),
            E::Tuple(tuple) => Kind::Tuple(self.exprs(&tuple.elems)),
            E::Array(array) => Kind::Array(self.exprs(&array.elems)),
            E::Repeat(repeat) => {
                Kind::Repeat { item: self.expr(&repeat.expr), count: self.expr(&repeat.len) }
            }
            E::Reference(reference) if reference.mutability.is_some() => {
                Kind::Borrow { place: self.expr(&reference.expr) }
            }
            E::Reference(inner) => Kind::Same(self.expr(&inner.expr)),
            E::Paren(inner) => Kind::Same(self.expr(&inner.expr)),
            E::Group(inner) => Kind::Same(self.expr(&inner.expr)),
            E::Try(inner) => Kind::Same(self.expr(&inner.expr)),
            E::Await(inner) => Kind::Same(self.expr(&inner.base)),
            E::Cast(inner) => Kind::Same(self.expr(&inner.expr)),
            E::Unary(unary) => self.unary(unary),
            E::Binary(binary) => self.binary(binary),
            E::Assign(assign) => {
                Kind::Assign { place: self.expr(&assign.left), value: self.expr(&assign.right) }
            }
            E::If(_) | E::Match(_) | E::Let(_) | E::ForLoop(_) | E::While(_) | E::Loop(_) => {
                self.control(expr)
            }
            E::Block(block) => Kind::Block(self.block(&block.block)),
            E::Unsafe(block) => Kind::Block(self.block(&block.block)),
            E::Const(block) => Kind::Block(self.block(&block.block)),
            E::Async(block) => Kind::Block(self.block(&block.block)),
            E::Closure(closure) => {
                Kind::Closure { params: self.patterns(&closure.inputs), body: self.expr(&closure.body) }
            }
            E::Macro(call) => *macros::call(self, &call.mac, span).kind,
            E::Range(range) => Kind::Range {
                from: range.start.as_ref().map(|expr| self.expr(expr)),
                to: range.end.as_ref().map(|expr| self.expr(expr)),
            },
            E::Return(value) => Kind::Return(value.expr.as_ref().map(|expr| self.expr(expr))),
            E::Break(value) => Kind::Other(self.exprs(value.expr.as_deref())),
            E::Index(index) => Kind::Index { base: self.expr(&index.expr), index: self.expr(&index.index) },
            _ => Kind::Other(Vec::new()),
        }
    }

    fn note_type_arguments(&mut self, path: &syn::Path, span: Span) {
        let types: Vec<ir::Type> =
            path.segments.iter().flat_map(|segment| items::type_arguments(&segment.arguments)).collect();
        if !types.is_empty() {
            self.out.type_arguments.insert(span, types);
        }
    }

    fn path(&mut self, path: &syn::Path) -> Vec<String> {
        let path = segments(path);
        let is_module = |name: &String| name.starts_with(|c: char| c.is_ascii_lowercase());
        if path.len() > 1 && path.first().is_some_and(is_module) && !self.out.paths.contains(&path) {
            self.out.paths.insert(path.clone());
        }
        path
    }

    fn struct_literal(&mut self, value: &syn::ExprStruct) -> Kind {
        let fields = snug(value.fields.iter().map(|field| (member(&field.member), self.expr(&field.expr))));
        let rest = value.rest.as_ref().map(|rest| self.expr(rest));
        Kind::Struct { path: segments(&value.path), fields, rest }
    }

    fn unary(&mut self, unary: &syn::ExprUnary) -> Kind {
        let inner = self.expr(&unary.expr);
        match unary.op {
            syn::UnOp::Not(_) => Kind::Not(inner),
            syn::UnOp::Neg(_) => Kind::Negative(inner),
            _ => Kind::Same(inner),
        }
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> Kind {
        use syn::BinOp as B;
        let left = self.expr(&binary.left);
        let right = self.expr(&binary.right);
        let op = match binary.op {
            B::Add(_) | B::AddAssign(_) => ir::Op::Add,
            B::Sub(_) | B::SubAssign(_) => ir::Op::Sub,
            B::Mul(_) | B::MulAssign(_) => ir::Op::Mul,
            B::Div(_) | B::DivAssign(_) => ir::Op::Div,
            B::Rem(_) => ir::Op::Rem,
            B::Shl(_) => ir::Op::Shift,
            B::Eq(_) => ir::Op::Eq,
            B::Ne(_) => ir::Op::Ne,
            _ => ir::Op::Other,
        };
        match binary.op {
            B::AddAssign(_) | B::SubAssign(_) | B::MulAssign(_) | B::DivAssign(_) => {
                Kind::Update { op, place: left, value: right }
            }
            _ => Kind::Binary { op, left, right },
        }
    }

    fn control(&mut self, expr: &syn::Expr) -> Kind {
        use syn::Expr as E;
        match expr {
            E::If(branch) => Kind::If {
                cond: self.expr(&branch.cond),
                then: self.block(&branch.then_branch),
                otherwise: branch.else_branch.as_ref().map(|(_, expr)| self.expr(expr)),
            },
            E::Let(condition) => {
                Kind::LetCond { pattern: self.pattern(&condition.pat), value: self.expr(&condition.expr) }
            }
            E::Match(branch) => {
                let value = self.expr(&branch.expr);
                let arms = snug(branch.arms.iter().map(|arm| (self.pattern(&arm.pat), self.arm(arm))));
                Kind::Match { value, arms }
            }
            E::ForLoop(repeat) => Kind::For {
                pattern: Box::new(self.pattern(&repeat.pat)),
                over: self.expr(&repeat.expr),
                body: self.block(&repeat.body),
            },
            E::While(repeat) => Kind::While { cond: self.expr(&repeat.cond), body: self.block(&repeat.body) },
            E::Loop(repeat) => Kind::Loop(self.block(&repeat.body)),
            _ => Kind::Other(Vec::new()),
        }
    }

    /// A guard is read as if it stood in front of the arm's own expression.
    fn arm(&mut self, arm: &syn::Arm) -> Expr {
        let body = self.expr(&arm.body);
        let syn::Pat::Guard(guarded) = &arm.pat else { return body };
        let guard = self.expr(&guarded.guard);
        let span = body.span;
        let first = Statement::Expr { span: guard.span, expr: guard, tail: false };
        let block = Block { statements: vec![first, Statement::Expr { expr: body, tail: true, span }] };
        Expr { span, kind: Box::new(Kind::Block(block)), generic: None }
    }
}

impl Lower {
    /// A literal in a pattern.
    pub fn literal(&mut self, value: &syn::ExprLit) -> Expr {
        let span = self.span_of(value.lit.span());
        Expr { span, kind: Box::new(literal(&value.lit)), generic: None }
    }
}

/// The first type argument of a call, `value.parse::<User>()`, or the type of a cast.
fn generic(expr: &syn::Expr) -> Option<ir::Type> {
    match expr {
        syn::Expr::Cast(cast) => items::ty(&cast.ty),
        syn::Expr::MethodCall(call) => items::types(call.turbofish.as_ref()?).into_iter().next(),
        syn::Expr::Call(call) => match &*call.func {
            syn::Expr::Path(path) => {
                items::type_arguments(&path.path.segments.last()?.arguments).into_iter().next()
            }
            _ => None,
        },
        _ => None,
    }
}

/// `#[cfg(debug_assertions)] println!(..)` is what `if cfg!(debug_assertions) { println!(..) }` is.
fn gated(attrs: &[syn::Attribute], expr: Expr) -> Expr {
    let flag = match attributes::context(attrs) {
        Some(Context::Test) => "test",
        Some(Context::Development) => "debug_assertions",
        _ => return expr,
    };
    let span = expr.span;
    let of = |kind: Kind| Expr { span, kind: Box::new(kind), generic: None };
    let flag = of(Kind::Path(vec![flag.to_owned()]));
    let cond = of(Kind::Macro { path: vec!["cfg".to_owned()], args: vec![flag] });
    let statements = vec![Statement::Expr { expr, tail: false, span }];
    of(Kind::If { cond, then: Block { statements }, otherwise: None })
}

fn literal(lit: &syn::Lit) -> Kind {
    match lit {
        syn::Lit::Str(text) => Kind::Text(text.value()),
        syn::Lit::ByteStr(bytes) => Kind::Bytes(bytes.value()),
        syn::Lit::CStr(text) => Kind::Bytes(text.value().into_bytes()),
        syn::Lit::Byte(byte) => Kind::Int(byte.value().into()),
        syn::Lit::Int(number) => number.base10_parse().map_or(Kind::Other(Vec::new()), Kind::Int),
        syn::Lit::Float(number) => number.base10_parse().map_or(Kind::Other(Vec::new()), Kind::Float),
        syn::Lit::Bool(flag) => Kind::Bool(flag.value()),
        _ => Kind::Other(Vec::new()),
    }
}

pub fn segments(path: &syn::Path) -> Vec<String> {
    snug(path.segments.iter().map(|segment| ident(&segment.ident)))
}

/// An identifier without `r#`.
pub fn ident(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    match text.strip_prefix("r#") {
        Some(bare) => bare.to_owned(),
        None => text,
    }
}

pub fn member(member: &syn::Member) -> String {
    match member {
        syn::Member::Named(name) => ident(name),
        syn::Member::Unnamed(index) => index.index.to_string(),
    }
}

/// `<Type as Trait>::NAME` is what `Type::NAME` is.
fn qualified(qself: &syn::QSelf, path: &syn::Path) -> Option<Vec<String>> {
    let own = items::ty(&qself.ty)?.path;
    let rest = segments(path).into_iter().skip(qself.position);
    Some(own.into_iter().chain(rest).collect())
}
