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
    let begin = pem.range.start..pem.body_range.start;
    let head = if begin.is_empty() { body } else { Span::new(source.id, begin) };
    let secret = Secret::new(source.slice(body));
    let mut fact = of_key(secret, body, head, bytes);
    fact.span = Span::new(source.id, pem.range.clone());
    fact.anchor = pem.label.to_ascii_lowercase();
    Some(fact)
}

/// The fact about a private key of so many bytes that stands at `body`, behind `head`.
pub fn of_key(secret: Secret, body: Span, head: Span, bytes: usize) -> Fact {
    let mut fact = Fact::new(Kind::SecretKey, "token", body);
    fact.head = head;
    fact.set(key::secret, Attribute::stated(secret, body));
    for (key, word) in [(key::purpose, "private-key"), (key::origin, "file"), (key::class, "literal")] {
        fact.set(key, Attribute::stated(word, fact.head));
    }
    fact.set(key::length_bytes, Attribute::stated(bytes as i64, body));
    fact
}
