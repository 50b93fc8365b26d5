//! What a condition is about, judged by the names in it.
//!
//! In: a condition or a `match` as written. Out: the checks that its names speak of, and the builds that
//! `cfg!` stands for. It must not decide the condition.

use super::super::ir::{Expr, Kind, Pattern};
use crate::fact::Context;
use crate::fact::role::{Gate, gate_role};

/// What the names in a condition speak of.
pub(super) fn gate_of(cond: &Expr) -> Gate {
    let mut gate = Gate::default();
    in_expr(cond, &mut gate);
    gate
}

/// What the subject of a `match` and its patterns speak of.
pub(super) fn gate_of_match(value: &Expr, arms: &[(Pattern, Expr)]) -> Gate {
    let mut gate = gate_of(value);
    arms.iter().for_each(|(pattern, _)| in_pattern(pattern, &mut gate));
    gate
}

fn note(name: &str, gate: &mut Gate) {
    *gate = gate.or(gate_role(name));
}

/// `std::env::args()` speaks of arguments, `Mode::is_local()` of a mode: a type counts, a module does not.
fn called(callee: &Expr, gate: &mut Gate) {
    let Kind::Path(path) = &*callee.kind else { return in_expr(callee, gate) };
    let Some((last, before)) = path.split_last() else { return };
    note(last, gate);
    let of_type = before.last().filter(|owner| owner.starts_with(char::is_uppercase));
    of_type.into_iter().for_each(|owner| note(owner, gate));
}

fn in_expr(expr: &Expr, gate: &mut Gate) {
    match &*expr.kind {
        Kind::Path(path) => path.iter().rev().take(2).for_each(|name| note(name, gate)),
        // The name of a variable, a feature or a profile.
        Kind::Text(name) => note(name, gate),
        Kind::Field { base, name } => {
            note(name, gate);
            in_expr(base, gate);
        }
        Kind::Method { receiver, name, args } => {
            // `args().any(..)` asks about members, not about any origin.
            if args.is_empty() || !matches!(name.as_str(), "any" | "all") {
                note(name, gate);
            }
            in_expr(receiver, gate);
            args.iter().for_each(|arg| in_expr(arg, gate));
        }
        Kind::Call { callee, args } => {
            called(callee, gate);
            args.iter().for_each(|arg| in_expr(arg, gate));
        }
        Kind::Macro { args, .. } | Kind::Other(args) | Kind::Tuple(args) => {
            args.iter().for_each(|arg| in_expr(arg, gate));
        }
        Kind::LetCond { pattern, value } => {
            in_pattern(pattern, gate);
            in_expr(value, gate);
        }
        Kind::Binary { left, right, .. } => {
            in_expr(left, gate);
            in_expr(right, gate);
        }
        Kind::Assign { value, .. } => in_expr(value, gate),
        Kind::Not(inner) | Kind::Same(inner) | Kind::Borrow { place: inner } => in_expr(inner, gate),
        Kind::Closure { body, .. } => in_expr(body, gate),
        _ => {}
    }
}

fn in_pattern(pattern: &Pattern, gate: &mut Gate) {
    match pattern {
        Pattern::Bind { name, .. } | Pattern::Constant(name) => note(name, gate),
        Pattern::TupleStruct { name, parts } => {
            note(name, gate);
            parts.iter().for_each(|part| in_pattern(part, gate));
        }
        Pattern::Tuple(parts) | Pattern::Or(parts) => parts.iter().for_each(|part| in_pattern(part, gate)),
        Pattern::Struct(fields) => fields.iter().for_each(|(name, part)| {
            note(name, gate);
            in_pattern(part, gate);
        }),
        Pattern::Guarded(inner) => in_pattern(inner, gate),
        Pattern::Literal(_) | Pattern::Wild | Pattern::Other => {}
    }
}

/// The builds that `cfg!(debug_assertions)` or `cfg!(test)` stand for.
pub(in crate::surface::rust) fn build_gate(cond: &Expr) -> Option<Context> {
    let Kind::Macro { path, args } = &*cond.kind else { return None };
    let ([.., name], [arg]) = (path.as_slice(), args.as_slice()) else { return None };
    let Kind::Path(flag) = &*arg.kind else { return None };
    match (name.as_str(), flag.last().map(String::as_str)) {
        ("cfg", Some("debug_assertions")) => Some(Context::Development),
        ("cfg", Some("test")) => Some(Context::Test),
        _ => None,
    }
}
