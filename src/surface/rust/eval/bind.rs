//! Names get their values: parameters, `let`, patterns, and the blocks in which they are in sight.

use super::super::ir::{Block, Expr, Pattern, Statement, Type};
use super::super::reading::Readings;
use super::super::value::{Known, Val};
use super::hints;
use super::literal::is_default;
use super::{Binding, Change, Evaluator};
use crate::fact::role;
use crate::source::Span;

impl Evaluator<'_> {
    pub(super) fn bind_param(&mut self, pattern: &Pattern, ty: Option<&Type>, span: Span) {
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
    pub(super) fn typed(&self, ty: &Type, span: Span) -> Known {
        let last = ty.path.last().map(String::as_str).unwrap_or("");
        if let (true, [inner, ..]) = (role::is_wrapper(last), ty.arguments.as_slice()) {
            return self.typed(inner, span);
        }
        let path = self.resolve(&ty.path).first().unwrap_or(&ty.path).clone();
        Known::new(Val::Typed(path), span)
    }

    /// Full paths that a path may mean here.
    pub(super) fn resolve(&self, path: &[String]) -> Readings {
        match (path.first().map(String::as_str), &self.frame.self_type) {
            (Some("Self"), Some(name)) => {
                let path: Vec<String> =
                    std::iter::once(name.clone()).chain(path[1..].iter().cloned()).collect();
                self.krate.resolve(self.frame.file, self.frame.scope, &path)
            }
            _ => self.krate.resolve(self.frame.file, self.frame.scope, path),
        }
    }

    pub(super) fn block(&mut self, block: &Block) -> Known {
        let (outer, gates) = (self.frame.names.len(), self.gates.len());
        let mut value = Known::unknown(block_span(block));
        for statement in &block.statements {
            match statement {
                Statement::Let { pattern, ty, value, otherwise, span } => {
                    self.local(pattern, ty.as_deref(), value.as_ref(), *span);
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
        self.gates.truncate(gates);
        value
    }

    pub(super) fn local(
        &mut self,
        pattern: &Pattern,
        ty: Option<&Type>,
        value: Option<&Expr>,
        statement: Span,
    ) {
        let binding = match pattern {
            Pattern::Bind { name, mutable } => {
                Some(Binding { name: name.clone(), mutable: *mutable, statement })
            }
            _ => None,
        };
        let outer = std::mem::replace(&mut self.frame.binding, binding);
        let own_default = ty.filter(|_| value.is_some_and(is_default)).and_then(|ty| {
            let paths = self.resolve(&ty.path);
            self.default_of(paths.first()?, statement)
        });
        let outside = std::mem::replace(&mut self.frame.thrown_away, hints::thrown_away(pattern));
        let known = match value {
            Some(_) if own_default.is_some() => own_default.unwrap_or(Known::unknown(statement)),
            Some(value) => self.expr(value),
            None => Known::unknown(statement),
        };
        self.frame.binding = outer;
        self.frame.thrown_away = outside;
        let known = self.read_into(known, ty);
        let known = match (known.is_unknown(), ty) {
            (true, Some(ty)) => self.typed(ty, known.span),
            _ => known,
        };
        self.bind(pattern, known);
    }

    /// Gives the names of a pattern their values.
    pub(super) fn bind(&mut self, pattern: &Pattern, known: Known) {
        let unknown = Known::unknown(known.span);
        match pattern {
            Pattern::Bind { name, .. } => self.frame.names.push(name.clone(), known),
            Pattern::Tuple(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    // Parts of data that carries a name carry it too.
                    let whole = matches!(known.val, Val::Tag(_)).then(|| known.clone());
                    let inner = known.field(&at.to_string()).cloned().or(whole);
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
            Pattern::Guarded(inner) => self.bind(inner, known),
            Pattern::Constant(_) | Pattern::Literal(_) | Pattern::Wild | Pattern::Other => {}
        }
    }

    pub(super) fn name(&self, name: &str) -> Option<&Known> {
        self.frame.names.find(name)
    }

    pub(super) fn assign_name(&mut self, name: &str, known: Known) {
        let Some(at) = self.frame.names.position(name) else { return };
        let old = self.frame.names.swap(at, known);
        self.journal.extend(old.map(|old| Change::Name(at, old)));
    }
}

fn block_span(block: &Block) -> Span {
    match block.statements.last() {
        Some(Statement::Expr { span, .. } | Statement::Let { span, .. }) => *span,
        None => Span::new(crate::source::FileId(0), 0..0),
    }
}
