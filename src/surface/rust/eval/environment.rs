//! Environment variables, and the secrets that stand in for them where they are missing.
//!
//! In: a variable's name and its fallback. Out: a value, and a fact of its own where the name speaks of a secret.

use super::super::ir::{Expr, Kind};
use super::super::value::{Known, Val};
use super::Evaluator;
use super::stated::Brought;
use crate::fact::role;
use crate::source::Span;

impl Evaluator<'_> {
    /// An environment variable's content. With a fallback for a secret's name it is a fact by itself.
    pub(super) fn env(&mut self, name: Option<String>, fallback: Option<Known>, span: Span) -> Known {
        if let (Some(name), Some(fallback)) = (&name, &fallback)
            && let (Some(text), Some(purpose)) = (fallback.text(), role::secret_role(name))
        {
            let of = Brought { literal: text, at: fallback.span, purpose, place: span };
            self.brings_along(&of, "env-with-fallback", None, Some(name));
        }
        Known::new(Val::Env { name, fallback: fallback.map(Box::new) }, span)
    }

    /// `if secret.is_empty()`: a local that holds a variable's content, be it nothing.
    pub(super) fn asked_if_empty(&self, cond: &Expr) -> Option<(String, Known)> {
        let Kind::Method { receiver, name, args } = &*cond.kind else { return None };
        let Kind::Path(path) = &*receiver.kind else { return None };
        let ([local], [], "is_empty") = (path.as_slice(), args.as_slice(), name.as_str()) else {
            return None;
        };
        let known = self.name(local)?;
        let open = match &known.val {
            Val::Env { fallback, .. } => fallback.as_ref().is_none_or(|inner| inner.text() == Some("")),
            _ => false,
        };
        open.then(|| (local.clone(), known.clone()))
    }

    /// What such a local gets in that case is the variable's fallback.
    pub(super) fn filled_if_empty(&mut self, local: &str, before: &Known) {
        let Val::Env { name, fallback } = &before.val else { return };
        let Some(Val::OneOf(ways)) = self.name(local).map(|known| known.val.clone()) else { return };
        let given = ways.iter().find(|way| way.text().is_some_and(|text| !text.is_empty()));
        let (Some(given), [_, _]) = (given, ways.as_slice()) else { return };
        if let Some(empty) = fallback {
            self.extra.retain(|fact| fact.head != empty.span);
        }
        let known = self.env(name.clone(), Some(given.clone()), given.span);
        self.assign_name(local, known);
    }
}
