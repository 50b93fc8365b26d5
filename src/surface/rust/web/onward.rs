//! Answers that send the browser to an address out of the request.
//!
//! In: a handler and what it takes from the query. Out: a fact, with whether anything looks at the address before.

use super::super::ir::{Expr, Kind};
use super::super::visit;
use super::Handler;
use super::inputs::Inputs;
use crate::fact::kinds::redirect;
use crate::fact::{Attribute, Fact, role};
use crate::source::Span;

pub fn facts(handler: &Handler<'_>, inputs: &Inputs<'_>) -> Vec<Fact> {
    if inputs.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(String, Span)> = Vec::new();
    let mut checked = Vec::new();
    visit::block(&handler.function.body, &mut |expr| match target(handler, expr)
        .map(|target| (inputs.requested(target), target))
    {
        Some((Some(parameter), target)) => found.push((parameter, target.span)),
        _ => checked.extend(looked_at(inputs, expr)),
    });
    let one = |(parameter, span): (String, Span)| {
        let mut fact = handler.started(redirect::parameter.kind, span);
        fact.set(redirect::onward, Attribute::inferred(role::leads_onward(&parameter)));
        fact.set(redirect::checked, Attribute::inferred(checked.contains(&parameter)).at(span));
        fact.set(redirect::parameter, Attribute::stated(parameter, span));
        fact
    };
    found.into_iter().map(one).collect()
}

/// The address of `Redirect::to(address)` or of a Location header (RFC 9110 section 10.2.2).
pub(super) fn target<'e>(handler: &Handler<'_>, expr: &'e Expr) -> Option<&'e Expr> {
    match &*expr.kind {
        Kind::Call { callee, args } => match &*callee.kind {
            Kind::Path(path) if handler.leads_to(path, |web| &web.redirects) => args.first(),
            _ => None,
        },
        Kind::Tuple(parts) => match parts.as_slice() {
            [name, value] if is_location(name) => Some(value),
            _ => None,
        },
        Kind::Method { args, .. } => match args.as_slice() {
            [name, value] if is_location(name) => Some(value),
            _ => None,
        },
        _ => None,
    }
}

fn is_location(expr: &Expr) -> bool {
    match &*expr.kind {
        Kind::Text(text) => text.eq_ignore_ascii_case("location"),
        Kind::Path(path) => path.last().is_some_and(|last| last == "LOCATION"),
        Kind::Same(inner) => is_location(inner),
        _ => false,
    }
}

/// Parameters that an expression compares, matches, or hands to something that may look at them.
fn looked_at(inputs: &Inputs<'_>, expr: &Expr) -> Vec<String> {
    let of = |exprs: &[&Expr]| exprs.iter().filter_map(|expr| inputs.requested(expr)).collect::<Vec<_>>();
    match &*expr.kind {
        Kind::Binary { left, right, .. } => of(&[left, right]),
        Kind::Method { receiver, name, args } => {
            let given: Vec<&Expr> = args.iter().collect();
            let asked = !role::keeps_value(name) && !role::asks_little(name) && name != "get";
            [of(&given), if asked { of(&[receiver]) } else { Vec::new() }].concat()
        }
        Kind::Call { callee, args } => {
            let wraps = matches!(&*callee.kind, Kind::Path(path) if path.last().is_some_and(|last| role::wraps_value(last)));
            if wraps { Vec::new() } else { of(&args.iter().collect::<Vec<_>>()) }
        }
        Kind::Macro { path, args } => {
            let shows = path.last().is_some_and(|name| SHOWING.contains(&name.as_str()));
            if shows { Vec::new() } else { of(&args.iter().collect::<Vec<_>>()) }
        }
        _ => Vec::new(),
    }
}

/// Macros of the language and of logs that look at nothing.
const SHOWING: [&str; 8] = ["format", "trace", "debug", "info", "warn", "error", "println", "eprintln"];
