//! A PEM block becomes a fact where it is a private key with a real body. What is encrypted, a stand-in or public
//! is nothing. It never looks into the key.

use crate::fact::kinds::key;
use crate::fact::{Attribute, Fact, Kind, Secret};
use crate::jose::pem::{Body, Pem};
use crate::source::{Source, Span};

/// What must not be drawn: the body of any private block, whether or not it is reported.
pub fn secret_span(source: &Source, pem: &Pem) -> Option<Span> {
    pem.is_private.then(|| Span::new(source.id, pem.body_range.clone()))
}

/// The fact that a private key lies here in the clear.
pub fn fact(source: &Source, pem: &Pem) -> Option<Fact> {
    let Body::Real { bytes, .. } = pem.body else { return None };
    if !pem.is_private {
        return None;
    }
    let body = Span::new(source.id, pem.body_range.clone());
    let mut fact = Fact::new(Kind::SecretKey, "token", Span::new(source.id, pem.range.clone()));
    let begin = pem.range.start..pem.body_range.start;
    fact.head = if begin.is_empty() { body } else { Span::new(source.id, begin) };
    fact.anchor = pem.label.to_ascii_lowercase();
    fact.set(key::secret, Attribute::stated(Secret::new(source.slice(body)), body));
    for (key, word) in [(key::purpose, "private-key"), (key::origin, "file"), (key::class, "literal")] {
        fact.set(key, Attribute::stated(word, fact.head));
    }
    fact.set(key::length_bytes, Attribute::stated(bytes as i64, body));
    Some(fact)
}
