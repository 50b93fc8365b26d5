//! What stands between a program and a type of its own: a certificate verifier that says yes to everyone is a
//! choice where only `if accept_invalid_certs { .. }` brings it in.
//!
//! In: a type's name and the bodies of its package. Out: the checks that the conditions around every use speak
//! of. It must not decide a condition.

use super::super::index::Crate;
use super::super::ir::{Expr, Kind};
use super::super::visit;
use super::gate::{gate_of, gate_of_match};
use crate::fact::role::Gate;
use crate::source::Span;

/// What the conditions around all uses of the type have in common; nothing where one use, or none, has any.
pub(super) fn gate_of_uses(krate: &Crate, type_name: &str) -> Gate {
    let functions = krate.files.iter().flat_map(|(_, file)| &file.functions);
    let elsewhere = functions.filter(|function| function.self_type.as_deref() != Some(type_name));
    let gates = elsewhere.flat_map(|function| {
        let mut uses = Vec::new();
        visit::block(&function.body, &mut |expr| {
            uses.extend(names_type(expr, type_name).then_some(expr.span))
        });
        let mut regions = Vec::new();
        if !uses.is_empty() {
            visit::block(&function.body, &mut |expr| regions.extend(chosen_regions(expr)));
        }
        uses.into_iter().map(move |place| around(place, &regions))
    });
    gates.reduce(Gate::and).unwrap_or_default()
}

/// `Type`, `Type::new`, or `Type { .. }`.
fn names_type(expr: &Expr, type_name: &str) -> bool {
    match &*expr.kind {
        Kind::Path(path) => path.iter().rev().take(2).any(|segment| segment == type_name),
        Kind::Struct { path, .. } => path.last().is_some_and(|segment| segment == type_name),
        _ => false,
    }
}

/// Code that a condition lets run, with what the condition speaks of.
fn chosen_regions(expr: &Expr) -> Vec<(Span, Gate)> {
    match &*expr.kind {
        Kind::If { cond, .. } => vec![(expr.span, gate_of(cond))],
        Kind::Match { value, arms } => {
            let gate = gate_of_match(value, arms);
            arms.iter().map(|(_, body)| (body.span, gate)).collect()
        }
        _ => Vec::new(),
    }
}

fn around(place: Span, regions: &[(Span, Gate)]) -> Gate {
    let holds =
        |region: &Span| region.file == place.file && region.start <= place.start && place.end <= region.end;
    let gates = regions.iter().filter(|(region, _)| holds(region)).map(|(_, gate)| *gate);
    gates.fold(Gate::default(), Gate::or)
}
