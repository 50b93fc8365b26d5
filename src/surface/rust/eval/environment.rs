//! Environment variables, and the secrets that stand in for them where they are missing.
//!
//! In: a variable's name and its fallback. Out: a value, and a fact of its own where the name speaks of a secret.

use super::super::value::{Known, Val};
use super::Evaluator;
use crate::fact::kinds::key;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Fact, Kind, derive, role};
use crate::source::Span;

impl Evaluator<'_> {
    /// An environment variable's content. With a fallback for a secret's name it is a fact by itself.
    pub(super) fn env(&mut self, name: Option<String>, fallback: Option<Known>, span: Span) -> Known {
        if let (Some(name), Some(fallback)) = (&name, &fallback)
            && let (Some(text), Some(purpose)) = (fallback.text(), role::secret_role(name))
        {
            let mut fact = Fact::new(Kind::SecretKey, "rust", span);
            fact.head = fallback.span;
            fact.function = self.function_path().to_owned();
            fact.anchor = fact.function.clone();
            fact.context = self.context().unwrap_or_default();
            let secret = crate::fact::Secret::new(text);
            fact.set(key::secret, Attribute::stated(secret, fallback.span));
            fact.set(key::origin, Attribute::stated("env-with-fallback", span));
            fact.set(key::variable, Attribute::stated(name.as_str(), span));
            fact.set(key::purpose, Attribute::inferred(purpose));
            derive::complete(&mut fact, Encoding::Raw);
            self.extra.push(fact);
        }
        Known::new(Val::Env { name, fallback: fallback.map(Box::new) }, span)
    }
}
