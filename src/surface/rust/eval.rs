//! The symbolic evaluator: walks a function as it would run and notes what is known of each value.
//!
//! In: a crate's items and the models. Out: facts. It follows literals, bindings, constants, calls of
//! the crate's own functions, branches as "one of several", and gives up (unknown) everywhere else.
//! Work per function is bounded, so that a crate costs time linear in its size.

mod call;
mod flow;
mod rows;
mod take;

use super::index::{At, Crate};
use super::ir::{Block, Constant, Expr, Function, Kind, Pattern, Statement, Type};
use super::object::Object;
use super::value::{Fields, Known, ObjectId, Val, arithmetic};
use crate::fact::{Attribute, Context, Fact, Key};
use crate::model::Models;
use crate::project::Versions;
use crate::source::Span;

/// Expressions evaluated for one function and everything that it calls.
const BASE_STEPS: u32 = 4_000;
const STEPS_PER_NODE: u32 = 6;
/// Calls of the crate's own functions within each other.
const MAX_DEPTH: usize = 3;

pub struct Evaluator<'a> {
    pub krate: &'a Crate,
    pub models: &'a Models,
    pub versions: &'a Versions,
    frame: Frame,
    objects: Vec<Object>,
    journal: Vec<Change>,
    depth: usize,
    steps: u32,
    /// The branch under way has left by `return`, `?`-less error or panic.
    diverged: bool,
    /// Functions and constants on the way in, against recursion.
    active: Vec<(bool, At)>,
    /// Calls into modelled libraries that no row covers.
    pub gaps: Vec<(usize, String)>,
    /// Facts that need no object: environment variables with fallbacks.
    extra: Vec<Fact>,
}

/// A fact, and whether it came out of a function with a caller's values in it.
pub struct Said {
    pub inlined: bool,
    pub fact: Fact,
}

/// Names in sight, and where the code under evaluation stands.
#[derive(Default)]
struct Frame {
    file: usize,
    scope: usize,
    function: String,
    self_type: Option<String>,
    context: Option<Context>,
    names: Vec<(String, Known)>,
    returns: Vec<Known>,
    /// The `let` under way, so that a fact knows the statement that binds it.
    binding: Option<Binding>,
}

/// `let mut name = ..;`
#[derive(Clone, Debug)]
pub struct Binding {
    pub name: String,
    pub mutable: bool,
    pub statement: Span,
}

/// One change that a branch made, to be undone or joined.
enum Change {
    Name(usize, Known),
    Attribute(ObjectId, Key, Option<Attribute>),
}

impl<'a> Evaluator<'a> {
    pub fn new(krate: &'a Crate, models: &'a Models, versions: &'a Versions) -> Evaluator<'a> {
        Evaluator {
            krate,
            models,
            versions,
            frame: Frame::default(),
            objects: Vec::new(),
            journal: Vec::new(),
            depth: 0,
            steps: 0,
            diverged: false,
            active: Vec::new(),
            gaps: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// Evaluates one function on its own, its parameters known by type only.
    pub fn function(&mut self, at: At) -> Vec<Said> {
        let function = self.krate.function_at(at);
        self.start(BASE_STEPS + function.size.saturating_mul(STEPS_PER_NODE));
        self.frame = self.frame_of(at, function);
        self.active.push((true, at));
        for param in &function.params {
            self.bind_param(&param.pattern, param.ty.as_ref(), function.span);
        }
        self.block(&function.body);
        self.active.pop();
        self.finish()
    }

    /// Evaluates a constant's or static's initialiser for the facts in it.
    pub fn constant(&mut self, at: At) -> Vec<Said> {
        let constant = self.krate.constant_at(at);
        self.start(BASE_STEPS);
        self.frame = self.frame_of_constant(at, constant);
        self.active.push((false, at));
        self.expr(&constant.value);
        self.active.pop();
        self.finish()
    }

    fn start(&mut self, steps: u32) {
        self.steps = steps;
        self.depth = 0;
        self.diverged = false;
        self.objects.clear();
        self.journal.clear();
        self.active.clear();
    }

    /// What was found. What a test's calls bring into code is the test's own business.
    fn finish(&mut self) -> Vec<Said> {
        let in_test = self.frame.context == Some(Context::Test);
        let objects = std::mem::take(&mut self.objects).into_iter();
        let kept = objects.filter(|object| object.depth == 0 || !in_test);
        let mut said: Vec<Said> =
            kept.map(|object| Said { inlined: object.depth > 0, fact: object.into_fact(self) }).collect();
        let extra = std::mem::take(&mut self.extra);
        if !in_test || self.depth == 0 {
            said.extend(extra.into_iter().map(|fact| Said { inlined: true, fact }));
        }
        said
    }

    fn frame_of(&self, (file, _): At, function: &Function) -> Frame {
        Frame {
            file,
            scope: function.scope,
            function: self.krate.path_of(file, function),
            self_type: function.self_type.clone(),
            context: function.context.or(self.scope_context(file, function.scope)),
            ..Frame::default()
        }
    }

    fn frame_of_constant(&self, (file, _): At, constant: &Constant) -> Frame {
        Frame {
            file,
            scope: constant.scope,
            function: constant.name.clone(),
            self_type: constant.self_type.clone(),
            context: constant.context.or(self.scope_context(file, constant.scope)),
            ..Frame::default()
        }
    }

    fn scope_context(&self, file: usize, scope: usize) -> Option<Context> {
        self.krate.files[file].1.scopes.get(scope).and_then(|scope| scope.context)
    }

    /// Path of the function under evaluation, below the crate.
    pub fn function_path(&self) -> &str {
        &self.frame.function
    }

    pub fn context(&self) -> Option<Context> {
        self.frame.context
    }

    fn bind_param(&mut self, pattern: &Pattern, ty: Option<&Type>, span: Span) {
        let known = ty.map_or(Known::unknown(span), |ty| self.typed(ty, span));
        match (pattern, ty) {
            // `State(x): State<T>`, `Json(body): Json<T>`: an extractor around its content.
            (Pattern::TupleStruct { parts, .. }, Some(ty)) => {
                for (at, part) in parts.iter().enumerate() {
                    self.bind_param(part, ty.arguments.get(at), span);
                }
            }
            _ => self.bind(pattern, known),
        }
    }

    /// A value of which only the type is known; wrappers such as `Arc<T>` and `Option<T>` are looked through.
    fn typed(&self, ty: &Type, span: Span) -> Known {
        const WRAPPERS: &[&str] = &["Arc", "Rc", "Box", "Option", "Cow", "Ref", "RefMut", "Data", "State"];
        let last = ty.path.last().map(String::as_str).unwrap_or("");
        if let (true, [inner, ..]) = (WRAPPERS.contains(&last), ty.arguments.as_slice()) {
            return self.typed(inner, span);
        }
        let path = self.resolve(&ty.path).into_iter().next().unwrap_or_else(|| ty.path.clone());
        Known::new(Val::Typed(path), span)
    }

    /// Full paths that a path may mean here.
    fn resolve(&self, path: &[String]) -> Vec<Vec<String>> {
        match (path.first().map(String::as_str), &self.frame.self_type) {
            (Some("Self"), Some(name)) => {
                let path: Vec<String> =
                    std::iter::once(name.clone()).chain(path[1..].iter().cloned()).collect();
                self.krate.resolve(self.frame.file, self.frame.scope, &path)
            }
            _ => self.krate.resolve(self.frame.file, self.frame.scope, path),
        }
    }

    fn block(&mut self, block: &Block) -> Known {
        let outer = self.frame.names.len();
        let mut value = Known::unknown(block_span(block));
        for statement in &block.statements {
            match statement {
                Statement::Let { pattern, ty, value, otherwise, span } => {
                    self.local(pattern, ty.as_ref(), value.as_ref(), *span);
                    if let Some(otherwise) = otherwise {
                        self.maybe(otherwise, *span);
                    }
                }
                Statement::Expr { expr, tail, .. } => {
                    let known = self.expr(expr);
                    if *tail {
                        value = known;
                    }
                }
            }
            if self.diverged {
                break;
            }
        }
        self.frame.names.truncate(outer);
        value
    }

    fn local(&mut self, pattern: &Pattern, ty: Option<&Type>, value: Option<&Expr>, statement: Span) {
        let binding = match pattern {
            Pattern::Bind { name, mutable } => {
                Some(Binding { name: name.clone(), mutable: *mutable, statement })
            }
            _ => None,
        };
        let outer = std::mem::replace(&mut self.frame.binding, binding);
        let known = match value {
            Some(value) => self.expr(value),
            None => Known::unknown(statement),
        };
        self.frame.binding = outer;
        let known = match (known.is_unknown(), ty) {
            (true, Some(ty)) => self.typed(ty, known.span),
            _ => known,
        };
        self.bind(pattern, known);
    }

    /// Gives the names of a pattern their values.
    fn bind(&mut self, pattern: &Pattern, known: Known) {
        let unknown = Known::unknown(known.span);
        match pattern {
            Pattern::Bind { name, .. } => self.frame.names.push((name.clone(), known)),
            Pattern::Tuple(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    let inner = known.field(&at.to_string()).cloned();
                    self.bind(part, inner.unwrap_or(unknown.clone()));
                }
            }
            // `Some(x)`, `Ok(x)` hold the value that we know under its own name.
            Pattern::TupleStruct { name, parts } => {
                let transparent = matches!(name.as_str(), "Some" | "Ok") && parts.len() == 1;
                for part in parts {
                    self.bind(part, if transparent { known.clone() } else { unknown.clone() });
                }
            }
            Pattern::Struct(fields) => {
                for (name, part) in fields {
                    let inner = known.field(name).cloned();
                    self.bind(part, inner.unwrap_or(unknown.clone()));
                }
            }
            Pattern::Or(cases) => {
                if let Some(first) = cases.first() {
                    self.bind(first, unknown);
                }
            }
            Pattern::Other => {}
        }
    }

    fn name(&self, name: &str) -> Option<&Known> {
        self.frame.names.iter().rev().find(|(known, _)| known == name).map(|(_, known)| known)
    }

    fn assign_name(&mut self, name: &str, known: Known) {
        let Some(at) = self.frame.names.iter().rposition(|(other, _)| other == name) else { return };
        let old = std::mem::replace(&mut self.frame.names[at].1, known);
        self.journal.push(Change::Name(at, old));
    }

    fn exprs(&mut self, all: &[Expr]) -> Vec<Known> {
        all.iter().map(|expr| self.expr(expr)).collect()
    }

    pub fn expr(&mut self, expr: &Expr) -> Known {
        let Some(left) = self.steps.checked_sub(1) else { return Known::unknown(expr.span) };
        self.steps = left;
        let span = expr.span;
        match &*expr.kind {
            Kind::Text(text) => Known::new(Val::Text(text.clone()), span),
            Kind::Bytes(bytes) => Known::new(bytes_or_text(bytes.clone()), span),
            Kind::Int(number) => Known::new(Val::Int(*number), span),
            Kind::Bool(flag) => Known::new(Val::Bool(*flag), span),
            Kind::Path(path) => self.path(path, span),
            Kind::Call { callee, args } => self.call(callee, args, span),
            Kind::Method { receiver, name, args } => self.method(receiver, name, args, span),
            Kind::Field { base, name } => self.field(base, name, span),
            Kind::Struct { path, fields, rest } => self.struct_literal(path, fields, rest.as_ref(), span),
            Kind::Tuple(parts) => Known::new(Val::Tuple(self.exprs(parts)), span),
            Kind::Array(parts) => Known::new(list_or_bytes(self.exprs(parts)), span),
            Kind::Repeat { item, count } => self.repeat(item, count, span),
            Kind::Not(inner) => self.expr(inner).map(|known| match known.val {
                Val::Bool(flag) => Val::Bool(!flag),
                _ => Val::Unknown,
            }),
            Kind::Negative(inner) => self.expr(inner).map(|known| match known.val {
                Val::Int(number) => number.checked_neg().map_or(Val::Unknown, Val::Int),
                Val::Duration(length) => length.checked_neg().map_or(Val::Unknown, Val::Duration),
                _ => Val::Unknown,
            }),
            Kind::Binary { op, left, right } => self.binary(*op, left, right, span),
            Kind::Assign { place, value } => self.assign(place, value, span),
            Kind::Update { op, place, value } => self.update(*op, place, value, span),
            Kind::Closure { params, body } => self.closure(params, body, span),
            // A release build is what gets deployed.
            Kind::Macro { .. } if flow::build_gate(expr).is_some() => Known::new(Val::Bool(false), span),
            Kind::Macro { path, args } => self.macro_call(path, args, span),
            Kind::Borrow { place } => self.expr(place),
            Kind::Same(inner) => self.expr(inner),
            Kind::Index { base, index } => {
                self.exprs(&[base.clone(), index.clone()]);
                Known::unknown(span)
            }
            Kind::Other(parts) => {
                self.exprs(parts);
                Known::unknown(span)
            }
            _ => self.flow(expr),
        }
    }

    fn path(&mut self, path: &[String], span: Span) -> Known {
        if let [name] = path {
            if let Some(known) = self.name(name) {
                return known.clone().via(span, "used here");
            }
            if name == "None" {
                return Known::new(Val::None, span);
            }
        }
        let candidates = self.resolve(path);
        for candidate in &candidates {
            if let Some(at) = self.krate.constant(candidate) {
                return self.constant_value(at, span);
            }
        }
        self.value_rows(&candidates, &[], span)
            .unwrap_or_else(|| Known::new(Val::Path(candidates.into_iter().next().unwrap_or_default()), span))
    }

    /// A constant's value; facts in its initialiser are stated where it stands, not at each use.
    fn constant_value(&mut self, at: At, span: Span) -> Known {
        if self.active.contains(&(false, at)) || self.depth >= MAX_DEPTH {
            return Known::unknown(span);
        }
        let constant = self.krate.constant_at(at);
        let frame = self.frame_of_constant(at, constant);
        let outer = std::mem::replace(&mut self.frame, frame);
        let diverged = self.diverged;
        self.active.push((false, at));
        self.depth += 1;
        let known = self.expr(&constant.value);
        self.depth -= 1;
        self.active.pop();
        self.diverged = diverged;
        self.frame = outer;
        known.via(span, "used here")
    }

    fn field(&mut self, base: &Expr, name: &str, span: Span) -> Known {
        let base = self.expr(base);
        if let Some(known) = base.field(name) {
            return known.clone().via(span, "used here");
        }
        match &base.val {
            Val::Object(id) => Known::new(Val::ObjectField(*id, name.to_owned()), span),
            Val::Tag(tag) => Known::new(Val::Tag(tag.clone()), span),
            Val::Typed(path) => self.field_type(path, name, span),
            _ => Known::unknown(span),
        }
    }

    fn field_type(&self, path: &[String], name: &str, span: Span) -> Known {
        let found = self.krate.structure(path);
        let field = found.and_then(|found| found.fields.iter().find(|field| field.name == name));
        field.and_then(|field| field.ty.as_ref()).map_or(Known::unknown(span), |ty| self.typed(ty, span))
    }

    fn struct_literal(
        &mut self,
        path: &[String],
        fields: &[(String, Expr)],
        rest: Option<&Expr>,
        span: Span,
    ) -> Known {
        let values: Vec<(String, Known)> =
            fields.iter().map(|(name, value)| (name.clone(), self.expr(value))).collect();
        let base = rest.map(|rest| self.expr(rest));
        let candidates = self.resolve(path);
        if let Some(made) = self.make_struct(&candidates, &values, base.as_ref(), span) {
            return made;
        }
        let mut all = values;
        let mut open = false;
        match base.map(|base| base.val) {
            Some(Val::Struct(base)) => {
                let missing =
                    base.fields.into_iter().filter(|(name, _)| !all.iter().any(|(own, _)| own == name));
                let missing: Vec<(String, Known)> = missing.collect();
                all.extend(missing);
                open = base.open;
            }
            Some(_) => open = true,
            None => {}
        }
        let path = candidates.into_iter().next().unwrap_or_default();
        Known::new(Val::Struct(Fields { path, fields: all, open }), span)
    }

    fn repeat(&mut self, item: &Expr, count: &Expr, span: Span) -> Known {
        const LONGEST: i64 = 4_096;
        let item = self.expr(item);
        let count = self.expr(count);
        match (&item.val, &count.val) {
            (Val::Int(byte), Val::Int(count))
                if (0..=255).contains(byte) && (0..=LONGEST).contains(count) =>
            {
                Known::new(Val::Bytes(vec![*byte as u8; *count as usize]), span)
            }
            _ => Known::unknown(span),
        }
    }

    fn binary(&mut self, op: super::ir::Op, left: &Expr, right: &Expr, span: Span) -> Known {
        let left = self.expr(left);
        let right = self.expr(right);
        let certainty = left.certainty.min(right.certainty);
        let val = arithmetic(op, &left.val, &right.val);
        // A length of time from elsewhere decides about the sum: that is where to look, and to mend.
        let decides = matches!(
            (&left.val, &right.val),
            (Val::Instant(0) | Val::Stamp { offset: 0, .. }, Val::Duration(_))
        );
        if decides && !span.contains(right.span) && val != Val::Unknown {
            return Known { certainty, val, ..right.via(span, "added to the clock here") };
        }
        Known { certainty, ..Known::new(val, span) }
    }

    fn closure(&mut self, params: &[Pattern], body: &Expr, span: Span) -> Known {
        let outer = self.frame.names.len();
        let returns = std::mem::take(&mut self.frame.returns);
        let diverged = self.diverged;
        for param in params {
            self.bind(param, Known::unknown(span));
        }
        let value = self.expr(body);
        let result = self.frame.returns.drain(..).fold(value, Known::or);
        self.frame.returns = returns;
        self.diverged = diverged;
        self.frame.names.truncate(outer);
        Known::new(Val::Closure(Box::new(result)), span)
    }
}

fn block_span(block: &Block) -> Span {
    match block.statements.last() {
        Some(Statement::Expr { span, .. } | Statement::Let { span, .. }) => *span,
        None => Span::new(crate::source::FileId(0), 0..0),
    }
}

fn bytes_or_text(bytes: Vec<u8>) -> Val {
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Val::Text(text),
        Ok(text) => Val::Bytes(text.into_bytes()),
        Err(error) => Val::Bytes(error.into_bytes()),
    }
}

/// `[1, 2, 3]` is bytes where all parts are; anything else is a list.
fn list_or_bytes(parts: Vec<Known>) -> Val {
    let byte = |known: &Known| match known.val {
        Val::Int(number) => u8::try_from(number).ok(),
        _ => None,
    };
    match parts.iter().map(byte).collect::<Option<Vec<u8>>>() {
        Some(bytes) if !bytes.is_empty() => Val::Bytes(bytes),
        _ => Val::List(parts),
    }
}
