//! Facts that the evaluator states by itself: how each of them begins, and secrets that a program brings along.
//!
//! In: what it is, and where. Out: a fact of the function under evaluation. It must not judge.

use super::Evaluator;
use crate::fact::kinds::key;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Fact, Kind, Secret, derive};
use crate::source::Span;

/// A secret that holds where nobody sets another one.
pub(super) struct Brought<'b> {
    pub literal: &'b str,
    /// Where the literal stands.
    pub at: Span,
    pub purpose: &'static str,
    /// What it stands in for: a member, a setting, a read of a variable.
    pub place: Span,
}

impl Evaluator<'_> {
    /// The beginning of a fact.
    pub(super) fn fact_started(&self, kind: Kind, place: Span) -> Fact {
        let mut fact = Fact::new(kind, "rust", place);
        fact.function = self.function_path().to_owned();
        fact.anchor = fact.function.clone();
        fact.context = self.context().unwrap_or_default();
        fact
    }

    /// States a secret; `anchor` names it where the function does not.
    pub(super) fn brings_along(
        &mut self,
        of: &Brought<'_>,
        origin: &str,
        anchor: Option<String>,
        variable: Option<&str>,
    ) {
        let mut fact = self.fact_started(Kind::SecretKey, of.place);
        fact.head = of.at;
        fact.anchor = anchor.unwrap_or(fact.anchor);
        fact.set(key::secret, Attribute::stated(Secret::new(of.literal), of.at));
        fact.set(key::origin, Attribute::stated(origin, of.place));
        if let Some(variable) = variable {
            fact.set(key::variable, Attribute::stated(variable, of.place));
        }
        fact.set(key::purpose, Attribute::inferred(of.purpose));
        derive::complete(&mut fact, Encoding::Raw);
        self.extra.push(fact);
    }
}
