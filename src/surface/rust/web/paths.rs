//! Answers that send the browser to an address with a credential among the segments of its path.
//!
//! In: a handler. Out: facts. What counts is the text of a `format!` and the name of what fills it; queries are the
//! evaluator's business. It must not judge.

use super::super::eval::names_of;
use super::super::ir::{Expr, Kind};
use super::super::placeholders::{Argument, Placeholder, placeholders};
use super::super::visit;
use super::Handler;
use super::onward::target;
use crate::fact::kinds::url;
use crate::fact::{Attribute, Fact, role};

pub fn facts(handler: &Handler<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    visit::block(&handler.function.body, &mut |expr| {
        let Some(target) = target(handler, expr) else { return };
        let Some(name) = in_path(target).or_else(|| in_path_of_local(handler, target)) else { return };
        let mut fact = handler.started(url::in_path.kind, target.span);
        fact.set(url::in_path, Attribute::inferred(true).at(target.span));
        fact.set(url::value_name, Attribute::stated(name, target.span));
        found.push(fact);
    });
    found
}

/// `let address = format!(..); Redirect::to(&address)`
fn in_path_of_local(handler: &Handler<'_>, target: &Expr) -> Option<String> {
    let names = names_of(target);
    let mut found = None;
    visit::bindings(&handler.function.body, &mut |pattern, value| {
        if names.iter().any(|name| pattern.names() == [name]) {
            found = found.take().or_else(|| in_path(value));
        }
    });
    found
}

/// The name of a credential that is a segment of an address's path.
fn in_path(expr: &Expr) -> Option<String> {
    match &*expr.kind {
        Kind::Same(inner) | Kind::Borrow { place: inner } => in_path(inner),
        Kind::Method { receiver, args, .. } if args.is_empty() => in_path(receiver),
        Kind::Macro { path, args } if path.last().is_some_and(|name| name == "format") => {
            let (text, filled) = args.split_first()?;
            let Kind::Text(text) = &*text.kind else { return None };
            let segments = placeholders(text).into_iter().filter(|one| is_segment(text, one));
            segments.filter_map(|one| name_of(&one, filled)).find(|name| role::carries_credential(name))
        }
        _ => None,
    }
}

fn is_segment(text: &str, one: &Placeholder) -> bool {
    text.get(..one.at).is_some_and(|before| before.ends_with('/') && !before.contains(['?', '#']))
}

fn name_of(one: &Placeholder, filled: &[Expr]) -> Option<String> {
    let argument = match &one.argument {
        Argument::Position(at) => filled.get(*at)?,
        Argument::Name(name) => match filled.iter().find_map(|arg| named(arg, name)) {
            Some(value) => value,
            None => return Some(name.clone()),
        },
    };
    names_of(argument).pop()
}

/// `token = tokens.access`
fn named<'e>(arg: &'e Expr, wanted: &str) -> Option<&'e Expr> {
    match &*arg.kind {
        Kind::Shown { name: Some(name), value, .. } if name == wanted => Some(value),
        _ => None,
    }
}
