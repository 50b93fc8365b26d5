//! Whether what is compared can be guessed at once only: the record that holds it is gone after the first try.
//!
//! In: a comparison and the function that it stands in. Out: yes or no, by the names of calls. It must not judge.

use super::super::ir::{Block, Expr, Kind as Form, Op, Statement};
use super::super::visit;
use super::Evaluator;
use super::sides::bound_before;
use crate::fact::role;
use crate::source::Span;

impl Evaluator<'_> {
    /// The record is thrown away where the comparison fails, or was taken out of its store for it.
    pub(super) fn is_used_once(&self, sides: [&Expr; 2], span: Span) -> bool {
        let Some((true, at)) = self.active.last() else { return false };
        let body = &self.krate.function_at(*at).body;
        sides.into_iter().filter_map(holder).any(|record| {
            let value = bound_before(record, span, body);
            let mut keys = value.map(locals).unwrap_or_default();
            keys.push(record);
            value.is_some_and(takes_out)
                || discards_before(body, &keys, span)
                || where_it_fails(body, span).is_some_and(|failed| discards(failed, &keys))
        })
    }
}

/// The variable that a side is a part of, or is itself.
fn holder(expr: &Expr) -> Option<&str> {
    match &*expr.kind {
        Form::Path(path) => path.first().filter(|_| path.len() == 1).map(String::as_str),
        Form::Field { base: inner, .. } | Form::Same(inner) | Form::Borrow { place: inner } => holder(inner),
        Form::Method { receiver, args, .. } if args.is_empty() => holder(receiver),
        _ => None,
    }
}

fn locals(expr: &Expr) -> Vec<&str> {
    let mut found = Vec::new();
    visit::expr(expr, &mut |inner| {
        if let Form::Path(path) = &*inner.kind
            && let [name] = path.as_slice()
        {
            found.push(name.as_str());
        }
    });
    found
}

/// `store.remove(&id).await?`, and not `params.remove("token")`: what a request brings is not used up.
fn takes_out(value: &Expr) -> bool {
    match &*value.kind {
        Form::Method { receiver, name, .. } => {
            let sent = locals(receiver).into_iter().any(role::is_sent);
            role::uses_up(name) && !sent || takes_out(receiver)
        }
        Form::Call { callee, args } => {
            let name = if let Form::Path(path) = &*callee.kind { path.last() } else { None };
            name.is_some_and(|name| role::uses_up(name)) && !args.iter().flat_map(locals).any(role::is_sent)
        }
        Form::Same(inner) | Form::Borrow { place: inner } => takes_out(inner),
        _ => false,
    }
}

/// A statement of the function itself, which runs whatever is compared later.
fn discards_before(body: &Block, keys: &[&str], span: Span) -> bool {
    body.statements.iter().any(|statement| match statement {
        Statement::Expr { expr, .. } => expr.span.end <= span.start && throws_away(expr, keys),
        Statement::Let { .. } => false,
    })
}

fn discards(block: &Block, keys: &[&str]) -> bool {
    let mut found = false;
    visit::block(block, &mut |expr| found |= throws_away(expr, keys));
    found
}

/// `Callback::delete(record.id).await?`: something of the record is handed over.
fn throws_away(expr: &Expr, keys: &[&str]) -> bool {
    let about = |parts: &mut dyn Iterator<Item = &Expr>| {
        parts.flat_map(locals).any(|name| keys.contains(&name) && !role::is_sent(name))
    };
    match &*expr.kind {
        Form::Method { receiver, name, args } => {
            role::uses_up(name) && about(&mut [receiver].into_iter().chain(args))
                || args.is_empty() && throws_away(receiver, keys)
        }
        Form::Call { callee, args } => {
            matches!(&*callee.kind, Form::Path(path) if path.last().is_some_and(|name| role::uses_up(name)))
                && about(&mut args.iter())
        }
        Form::Same(inner) => throws_away(inner, keys),
        _ => false,
    }
}

/// What runs where the comparison finds a difference.
fn where_it_fails(body: &Block, span: Span) -> Option<&Block> {
    let mut found = None;
    visit::block(body, &mut |expr| {
        if let Form::If { cond, then, otherwise } = &*expr.kind
            && let Some(differs) = asks(cond, span, false)
        {
            let otherwise = otherwise.as_ref().map(|inner| &*inner.kind);
            found = match otherwise {
                _ if differs => Some(then),
                Some(Form::Block(block)) => Some(block),
                _ => None,
            };
        }
    });
    found
}

/// Whether the condition holds where the values differ; `None` where the comparison is not in it.
fn asks(cond: &Expr, span: Span, negated: bool) -> Option<bool> {
    match &*cond.kind {
        Form::Binary { op: op @ (Op::Eq | Op::Ne), .. } if cond.span == span => {
            Some((*op == Op::Ne) != negated)
        }
        Form::Method { name, .. } if cond.span == span => Some((name == "ne") != negated),
        Form::Binary { left, right, .. } => asks(left, span, negated).or_else(|| asks(right, span, negated)),
        Form::Not(inner) => asks(inner, span, !negated),
        Form::Same(inner) => asks(inner, span, negated),
        _ => None,
    }
}
