//! Every expression of a body, outermost first: for questions that need no values.
//!
//! In: a block or an expression. It must not judge, and it knows no names.

use super::ir::{Block, Expr, Kind, Pattern, Statement};

/// Shows every expression of a block to `see`.
pub fn block<'b>(block: &'b Block, see: &mut dyn FnMut(&'b Expr)) {
    for statement in &block.statements {
        match statement {
            Statement::Let { value, otherwise, .. } => {
                value.iter().chain(otherwise).for_each(|inner| expr(inner, see));
            }
            Statement::Expr { expr: inner, .. } => expr(inner, see),
        }
    }
}

/// Shows every pattern of a block that is given a value: of `let`, of `if let`, of the arms of a `match`.
pub fn bindings(outer: &Block, see: &mut dyn FnMut(&Pattern, &Expr)) {
    lets(outer, see);
    block(outer, &mut |expr| bound(expr, see));
}

/// The same for an expression.
pub fn bindings_of(outer: &Expr, see: &mut dyn FnMut(&Pattern, &Expr)) {
    expr(outer, &mut |inner| bound(inner, see));
}

fn bound(expr: &Expr, see: &mut dyn FnMut(&Pattern, &Expr)) {
    match &*expr.kind {
        Kind::If { then: inner, .. }
        | Kind::Block(inner)
        | Kind::Loop(inner)
        | Kind::For { body: inner, .. }
        | Kind::While { body: inner, .. } => lets(inner, see),
        Kind::LetCond { pattern, value } => see(pattern, value),
        Kind::Match { value, arms } => arms.iter().for_each(|(pattern, _)| see(pattern, value)),
        _ => {}
    }
}

fn lets(block: &Block, see: &mut dyn FnMut(&Pattern, &Expr)) {
    for statement in &block.statements {
        if let Statement::Let { pattern, value: Some(value), .. } = statement {
            see(pattern, value);
        }
    }
}

/// Shows an expression and everything in it to `see`.
pub fn expr<'e>(outer: &'e Expr, see: &mut dyn FnMut(&'e Expr)) {
    see(outer);
    match &*outer.kind {
        Kind::Call { callee, args } => [callee].into_iter().chain(args).for_each(|part| expr(part, see)),
        Kind::Method { receiver, args, .. } => {
            [receiver].into_iter().chain(args).for_each(|part| expr(part, see));
        }
        Kind::Struct { fields, rest, .. } => {
            fields.iter().map(|(_, value)| value).chain(rest).for_each(|part| expr(part, see));
        }
        Kind::Tuple(parts) | Kind::Array(parts) | Kind::Other(parts) | Kind::Macro { args: parts, .. } => {
            parts.iter().for_each(|part| expr(part, see));
        }
        Kind::Field { base: inner, .. }
        | Kind::Not(inner)
        | Kind::Negative(inner)
        | Kind::LetCond { value: inner, .. }
        | Kind::Closure { body: inner, .. }
        | Kind::Borrow { place: inner }
        | Kind::Shown { value: inner, .. }
        | Kind::Same(inner) => expr(inner, see),
        Kind::Repeat { item: one, count: other }
        | Kind::Binary { left: one, right: other, .. }
        | Kind::Assign { place: one, value: other }
        | Kind::Update { place: one, value: other, .. }
        | Kind::Index { base: one, index: other } => {
            [one, other].into_iter().for_each(|part| expr(part, see))
        }
        Kind::Range { from, to } => from.iter().chain(to).for_each(|part| expr(part, see)),
        Kind::Return(value) => value.iter().for_each(|part| expr(part, see)),
        _ => control(outer, see),
    }
}

fn control<'e>(outer: &'e Expr, see: &mut dyn FnMut(&'e Expr)) {
    match &*outer.kind {
        Kind::If { cond, then, otherwise } => {
            expr(cond, see);
            block(then, see);
            otherwise.iter().for_each(|part| expr(part, see));
        }
        Kind::Match { value, arms } => {
            [value].into_iter().chain(arms.iter().map(|(_, body)| body)).for_each(|part| expr(part, see));
        }
        Kind::Block(inner) | Kind::Loop(inner) => block(inner, see),
        Kind::For { over: head, body, .. } | Kind::While { cond: head, body } => {
            expr(head, see);
            block(body, see);
        }
        _ => {}
    }
}
