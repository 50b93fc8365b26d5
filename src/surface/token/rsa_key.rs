//! An RSA key in PEM form, private, public or in a certificate, becomes a fact with its size. No number of it is kept.

use crate::fact::kinds::jwks_key;
use crate::fact::{Attribute, Fact, Kind};
use crate::jose::der::KeyKind;
use crate::jose::pem::{Body, Pem};
use crate::source::{Source, Span};

/// The fact about the size of a key; nothing for other kinds of keys.
pub fn fact(source: &Source, pem: &Pem) -> Option<Fact> {
    let Body::Real { key: Some(key), .. } = pem.body else { return None };
    let begin = pem.range.start..pem.body_range.start.max(pem.range.start);
    of_key(key, Span::new(source.id, pem.range.clone()), Span::new(source.id, begin), &pem.label)
}

/// The fact about a key that stands at `span`, whose first part is `head`.
pub fn of_key(key: KeyKind, span: Span, head: Span, label: &str) -> Option<Fact> {
    let KeyKind::Rsa { bits, exponent, factorable } = key else { return None };
    let mut fact = Fact::new(Kind::JwksKey, "token", span);
    fact.head = head;
    fact.anchor = label.to_ascii_lowercase();
    fact.set(jwks_key::factorable, Attribute::stated(factorable, fact.head));
    fact.set(jwks_key::rsa_bits, Attribute::stated(i64::try_from(bits).ok()?, fact.head));
    if let Some(exponent) = exponent.and_then(|exponent| i64::try_from(exponent).ok()) {
        fact.set(jwks_key::exponent, Attribute::stated(exponent, fact.head));
    }
    Some(fact)
}
