//! A password that is compared as it was typed where its hash is compared too: what is stored is the hash.
//!
//! In: the two sides of a comparison and the function that they stand in. Out: yes or no. It must not judge.

use super::super::ir::{Expr, Kind as Form, Op};
use super::super::visit;
use super::Evaluator;
use super::sides::bound_before;
use crate::fact::role::{Handling, handling};
use crate::source::Span;

impl Evaluator<'_> {
    /// `typed == user.password || hash(typed) == user.password`
    pub(super) fn is_hash_beside(&self, sides: [&Expr; 2], span: Span) -> bool {
        let Some((true, at)) = self.active.last() else { return false };
        let body = &self.krate.function_at(*at).body;
        let places: Vec<String> = sides.into_iter().filter_map(place).collect();
        let mut found = false;
        visit::block(body, &mut |expr| {
            let Some((one, other)) = compared(expr).filter(|_| expr.span != span) else { return };
            let same = |side: &Expr| place(side).is_some_and(|place| places.contains(&place));
            let hash = |side: &Expr| match place(side).filter(|name| !name.contains('.')) {
                Some(name) => bound_before(&name, expr.span, body).is_some_and(hashes),
                None => hashes(side),
            };
            found |= same(one) && hash(other) || same(other) && hash(one);
        });
        found
    }
}

fn compared(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match &*expr.kind {
        Form::Binary { op: Op::Eq | Op::Ne, left, right } => Some((left, right)),
        Form::Method { receiver, name, args } if matches!(name.as_str(), "eq" | "ne") => {
            Some((receiver, args.first()?))
        }
        _ => None,
    }
}

/// `user.password`, behind borrows and conversions.
fn place(expr: &Expr) -> Option<String> {
    match &*expr.kind {
        Form::Path(path) => path.last().cloned(),
        Form::Field { base, name } => Some(format!("{}.{name}", place(base)?)),
        Form::Same(inner) | Form::Borrow { place: inner } => place(inner),
        Form::Method { receiver, name, args } if args.is_empty() && handling(name).is_none() => {
            place(receiver)
        }
        _ => None,
    }
}

/// `get_hash(&typed, &salt)`, `hasher.digest(typed)?`
fn hashes(value: &Expr) -> bool {
    match &*value.kind {
        Form::Call { callee, args } => {
            !args.is_empty()
                && matches!(&*callee.kind, Form::Path(path)
                    if path.last().is_some_and(|name| handling(name) == Some(Handling::Hashes)))
        }
        Form::Method { receiver, name, args } => {
            !args.is_empty() && handling(name) == Some(Handling::Hashes) || hashes(receiver)
        }
        Form::Same(inner) | Form::Borrow { place: inner } => hashes(inner),
        _ => false,
    }
}
