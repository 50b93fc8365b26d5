//! A fact under construction: what calls have said of it so far.

use super::eval::{Binding, Evaluator};
use super::value::ObjectId;
use crate::fact::kinds::{cors, tls_client};
use crate::fact::role::Gate;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Context, Fact, Key, Kind, derive};
use crate::model::Form;
use crate::source::Span;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct Object {
    pub model: usize,
    pub kind: Kind,
    /// How further attributes would be written.
    pub form: Form,
    /// The whole chain so far.
    pub span: Span,
    /// The call or literal that made it.
    pub head: Span,
    pub function: String,
    pub context: Option<Context>,
    pub binding: Option<Binding>,
    /// How a secret's text becomes key bytes.
    pub encoding: Encoding,
    /// Calls of the crate's own functions between the function under evaluation and this place.
    pub depth: usize,
    /// Checks that the conditions around it speak of.
    pub gate: Gate,
    /// Path of the modelled type whose call made it.
    pub of_type: String,
    /// Another fact of the same call, which hears of the same edits.
    pub twin: Option<ObjectId>,
    pub attributes: BTreeMap<Key, Attribute>,
}

impl Object {
    pub fn get(&self, key: Key) -> Option<&Attribute> {
        self.attributes.get(&key)
    }

    /// Sets or clears an attribute and gives back what was there.
    pub fn swap(&mut self, key: Key, attribute: Option<Attribute>) -> Option<Attribute> {
        match attribute {
            Some(attribute) => self.attributes.insert(key, attribute),
            None => self.attributes.remove(&key),
        }
    }

    pub fn keys(&self) -> Vec<Key> {
        self.attributes.keys().copied().collect()
    }

    pub fn into_fact(self, eval: &Evaluator<'_>) -> Fact {
        let mut fact = Fact::new(self.kind, "rust", self.span);
        fact.head = self.head;
        fact.model = eval.models.rust[self.model].library.clone();
        fact.context = self.context.unwrap_or_default();
        fact.anchor = self.function.clone();
        fact.function = self.function;
        fact.attributes = self.attributes;
        let conditional = match self.kind {
            Kind::Cors => Some((cors::conditional, self.gate.build || self.gate.cors)),
            Kind::TlsClient => Some((tls_client::conditional, self.gate.build || self.gate.tls)),
            _ => None,
        };
        if let Some((key, asked_for)) = conditional {
            fact.set(key, Attribute::stated(asked_for, self.head));
        }
        derive::complete(&mut fact, self.encoding);
        fact
    }
}
