//! What surfaces say and rules judge: facts with attributes, each with a value, a place and a
//! certainty.
//!
//! Plain owned data. Knows the vocabulary and nothing of the inputs that facts come from.

pub mod connection;
pub mod context;
pub mod definition;
pub mod derive;
pub mod kinds;
pub mod lexicon;
pub mod partial;
pub mod query;
pub mod role;
pub mod script;
pub mod secret;
pub mod set_cookie;
pub mod slot;
pub mod strength;
pub mod value;

pub use context::Context;
pub use kinds::{Key, Kind, Type};
pub use script::stored_by_script;
pub use secret::Secret;
pub use slot::Slot;
pub use value::Value;

use crate::source::Span;
use std::collections::BTreeMap;

/// How sure we are of an attribute. A finding is as sure as the weakest attribute that decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// A weak sign, such as an unspecific name.
    Guessed,
    /// A strong name match, or flow through a call.
    Inferred,
    /// A library's or product's default for the resolved version.
    Documented,
    /// Written down: a literal, or a value on the wire.
    Stated,
}

impl Certainty {
    /// The certainty's word in listings.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Guessed => "guessed",
            Certainty::Inferred => "inferred",
            Certainty::Documented => "documented",
            Certainty::Stated => "stated",
        }
    }
}

/// One step of the path by which an attribute became known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub span: Span,
    pub text: &'static str,
}

/// What is known of one attribute. An attribute that is not there is unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    pub value: Value,
    pub certainty: Certainty,
    /// Where the value stands; a default stands nowhere.
    pub span: Option<Span>,
    /// How the value came here, nearest step first.
    pub trail: Vec<Step>,
    /// How to write another value, where that is possible.
    pub slot: Option<Slot>,
    /// The call or literal that leaves it to the library or product: the value is its default.
    pub left_at: Option<Span>,
}

impl Attribute {
    pub fn new(value: impl Into<Value>, certainty: Certainty) -> Attribute {
        Attribute { value: value.into(), certainty, span: None, trail: Vec::new(), slot: None, left_at: None }
    }

    pub fn at(mut self, span: Span) -> Attribute {
        self.span = Some(span);
        self
    }

    pub fn stated(value: impl Into<Value>, span: Span) -> Attribute {
        Attribute::new(value, Certainty::Stated).at(span)
    }

    pub fn inferred(value: impl Into<Value>) -> Attribute {
        Attribute::new(value, Certainty::Inferred)
    }
}

/// One statement about an input: "here a cookie is set, and this is known of it".
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    pub kind: Kind,
    /// Name of the surface that says it.
    pub surface: &'static str,
    /// Library or product whose model says it, empty where the form speaks for itself.
    pub model: String,
    pub context: Context,
    /// The whole construct: chain, struct literal, call or value.
    pub span: Span,
    /// Its first part, which is what a drawn label points at.
    pub head: Span,
    /// Item path or key path of the place: stable under edits elsewhere in the file.
    pub anchor: String,
    /// Path of the function that holds it, empty outside of functions.
    pub function: String,
    pub attributes: BTreeMap<Key, Attribute>,
}

impl Fact {
    pub fn new(kind: Kind, surface: &'static str, span: Span) -> Fact {
        Fact {
            kind,
            surface,
            model: String::new(),
            context: Context::Production,
            span,
            head: span,
            anchor: String::new(),
            function: String::new(),
            attributes: BTreeMap::new(),
        }
    }

    /// A fact of which nothing is known, not even its place.
    pub fn blank(kind: Kind) -> Fact {
        Fact::new(kind, "", Span::new(crate::source::FileId(0), 0..0))
    }

    pub fn get(&self, key: Key) -> Option<&Attribute> {
        self.attributes.get(&key)
    }

    pub fn value(&self, key: Key) -> Option<&Value> {
        self.get(key).map(|attribute| &attribute.value)
    }

    /// The attribute's text, where it is known to be exactly one.
    pub fn text(&self, key: Key) -> Option<&str> {
        self.value(key).and_then(Value::as_text)
    }

    pub fn set(&mut self, key: Key, attribute: Attribute) {
        debug_assert_eq!(key.kind, self.kind, "{} is no attribute of {}", key.name(), self.kind.name());
        self.attributes.insert(key, attribute);
    }

    /// Sets an attribute that nothing has set yet.
    pub fn set_default(&mut self, key: Key, attribute: Attribute) {
        self.attributes.entry(key).or_insert(attribute);
    }

    pub fn has(&self, key: Key) -> bool {
        self.attributes.contains_key(&key)
    }

    /// Moves every place of the fact. Slots stay: what is moved is never written.
    pub fn move_places(&mut self, to: impl Fn(Span) -> Span) {
        (self.span, self.head) = (to(self.span), to(self.head));
        for attribute in self.attributes.values_mut() {
            attribute.span = attribute.span.map(&to);
            attribute.trail.iter_mut().for_each(|step| step.span = to(step.span));
        }
    }

    /// Moves every place so many bytes on.
    pub fn shift(&mut self, bytes: usize) {
        if bytes > 0 {
            self.move_places(|span| span.shifted(bytes));
        }
    }

    /// Every place of the fact.
    pub fn places(&self) -> impl Iterator<Item = Span> {
        let attributes = self.attributes.values();
        let inner =
            attributes.flat_map(|one| one.span.into_iter().chain(one.trail.iter().map(|step| step.span)));
        [self.span, self.head].into_iter().chain(inner)
    }
}
