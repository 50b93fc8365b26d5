//! The beginning of facts that come from names and calls alone, beside the evaluation.
//!
//! In: what it is about, and where it stands. Out: a fact without attributes. It must not judge.

use super::index::Crate;
use super::ir::Function;
use crate::fact::{Context, Fact, Kind};
use crate::source::Span;

/// A fact of the item at a path below the crate.
pub fn at(path: String, context: Option<Context>, kind: Kind, place: Span) -> Fact {
    let mut fact = Fact::new(kind, "rust", place);
    fact.anchor = path.clone();
    fact.function = path;
    fact.context = context.unwrap_or_default();
    fact
}

/// A fact of a function; its context is its own, or that of the module around.
pub fn in_function(krate: &Crate, file: usize, function: &Function, kind: Kind, place: Span) -> Fact {
    let scope = krate.files.get(file).and_then(|(_, items)| items.scopes.get(function.scope));
    let context = function.context.or(scope.and_then(|scope| scope.context));
    at(krate.path_of(file, function), context, kind, place)
}
