//! An RSA key in PEM form, private, public or in a certificate, becomes a fact with its size. No number of it is kept.

use crate::fact::kinds::jwks_key;
use crate::fact::{Attribute, Fact, Kind};
use crate::jose::der::KeyKind;
use crate::jose::pem::{Body, Pem};
use crate::source::{Source, Span};

/// The fact about the size of a key; nothing for other kinds of keys.
pub fn fact(source: &Source, pem: &Pem) -> Option<Fact> {
    let Body::Real { key: Some(KeyKind::Rsa { bits, exponent }), .. } = pem.body else { return None };
    let mut fact = Fact::new(Kind::JwksKey, "token", Span::new(source.id, pem.range.clone()));
    let begin = pem.range.start..pem.body_range.start.max(pem.range.start);
    fact.head = Span::new(source.id, begin);
    fact.anchor = pem.label.to_ascii_lowercase();
    fact.set(jwks_key::rsa_bits, Attribute::stated(i64::try_from(bits).ok()?, fact.head));
    if let Some(exponent) = exponent.and_then(|exponent| i64::try_from(exponent).ok()) {
        fact.set(jwks_key::exponent, Attribute::stated(exponent, fact.head));
    }
    Some(fact)
}
