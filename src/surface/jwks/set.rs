//! Facts about the keys of a set: sizes, private members, and what contradicts itself or another key.
//!
//! Key material is compared and never kept. What is no clean base64url, such as a stand-in, is no key material.

use super::File;
use crate::fact::kinds::jwks_key;
use crate::fact::{Attribute, Fact, Kind};
use crate::jose::jwk::Key;
use crate::jose::{Json, base64url};
use crate::source::Span;
use std::collections::BTreeSet;

/// Private members, with the fewest bytes that a real one has.
const PRIVATE: [(&str, usize); 2] = [("d", 16), ("k", 8)];

/// One fact for each key.
pub(super) fn facts(file: &File<'_>, keys: &[Key], json: &Json) -> Vec<Fact> {
    let objects = objects(json);
    let pairs = keys.iter().zip(&objects).enumerate();
    pairs.map(|(number, (key, object))| fact(file, key, object, (keys, number))).collect()
}

/// Places of everything that must stay private, for masking.
pub(super) fn secrets(file: &File<'_>, json: &Json) -> Vec<Span> {
    const MEMBERS: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];
    let members = objects(json).into_iter().flat_map(Json::members);
    members
        .filter(|member| MEMBERS.contains(&member.name.as_str()))
        .map(|member| file.span(&member.value))
        .collect()
}

/// The objects that `jwk::keys` makes keys of, in their order.
fn objects(json: &Json) -> Vec<&Json> {
    match json.get("keys") {
        Some(listed) if json.text_of("kty").is_none() => {
            listed.elements().iter().filter(|item| item.is_object()).collect()
        }
        _ => vec![json],
    }
}

fn fact(file: &File<'_>, key: &Key, object: &Json, (keys, number): (&[Key], usize)) -> Fact {
    let whole = file.span(object);
    let mut fact = Fact::new(Kind::JwksKey, "jwks", whole);
    fact.head = Span { end: whole.start + 1, ..whole };
    fact.anchor = format!("keys.{number}");
    let at = |name: &str| object.get(name).map_or(fact.head, |member| file.span(member));
    let mut all: Vec<(crate::fact::Key, Attribute)> = Vec::new();
    all.extend(key.kid.as_ref().map(|kid| (jwks_key::kid, Attribute::stated(kid.as_str(), at("kid")))));
    if let (Some("RSA"), Some(bits)) = (key.kty.as_deref(), key.bits) {
        all.push((jwks_key::rsa_bits, Attribute::stated(bits as i64, at("n"))));
    }
    if let Some(exponent) = key.exponent {
        let small = i64::try_from(exponent).unwrap_or(i64::MAX);
        all.push((jwks_key::exponent, Attribute::stated(small, at("e"))));
    }
    if key.kty.as_deref() == Some("RSA") {
        all.push((jwks_key::factorable, Attribute::stated(key.factorable, at("n"))));
    }
    let private = private_members(object, key);
    let place = private.first().map_or(fact.head, |name| at(name));
    let names: BTreeSet<String> = private.iter().map(|name| (*name).to_owned()).collect();
    all.push((jwks_key::private_members, Attribute::stated(names, place)));
    if let Some(twin) = twin(keys, number) {
        all.push((jwks_key::twin, Attribute::stated(twin, at("kid"))));
    }
    if let Some((name, words)) = contradiction(key) {
        all.push((jwks_key::contradiction, Attribute::stated(words, at(name))));
    }
    for (attribute, value) in all {
        fact.set(attribute, value);
    }
    fact
}

/// Members that open what the key protects, if they are long enough to be real.
fn private_members(object: &Json, key: &Key) -> Vec<&'static str> {
    let real = |name: &str, least: usize| {
        let decoded = object.text_of(name).map(|text| base64url::decode(text.as_bytes()));
        decoded.is_some_and(|decoded| decoded.flaws.is_empty() && decoded.bytes.len() >= least)
    };
    let own =
        PRIVATE.iter().filter(|(name, least)| key.private_material.contains(name) && real(name, *least));
    own.map(|(name, _)| *name).collect()
}

/// What this key has in common with one before it in the same set (RFC 7517 section 4.5).
fn twin(keys: &[Key], number: usize) -> Option<&'static str> {
    let key = keys.get(number)?;
    let before = keys.get(..number)?;
    let same_name = |other: &&Key| key.kid.is_some() && other.kid == key.kid;
    if let Some(other) = before.iter().find(same_name) {
        let alike = other.kty == key.kty && other.alg == key.alg;
        // A key that is listed once for each use keeps its name.
        let listed_again = other.same_material(key) == Some(true);
        return (!listed_again).then_some(if alike { "same-kid" } else { "same-kid-other-kind" });
    }
    let twin = before.iter().any(|other| other.same_material(key) == Some(true) && other.usage != key.usage);
    twin.then_some("same-key-other-use")
}

/// Which member says what the key cannot do, and how (RFC 7517 sections 4.1 to 4.4, RFC 7518 section 3.1).
fn contradiction(key: &Key) -> Option<(&'static str, &'static str)> {
    let (kty, alg) = (key.kty.as_deref()?, key.alg.as_deref().unwrap_or(""));
    let curve = key.curve.as_deref().unwrap_or("");
    let wanted = match alg {
        "HS256" | "HS384" | "HS512" => "oct",
        "ES256" | "ES384" | "ES512" | "ES256K" => "EC",
        "EdDSA" | "Ed25519" | "Ed448" => "OKP",
        _ if alg.starts_with("RS") || alg.starts_with("PS") => "RSA",
        _ => kty,
    };
    let curves = [("ES256", "P-256"), ("ES384", "P-384"), ("ES512", "P-521"), ("ES256K", "secp256k1")];
    let other_curve = curves.iter().any(|(name, of_it)| *name == alg && *of_it != curve && !curve.is_empty());
    let signs = |word: &&String| matches!(word.as_str(), "sign" | "verify");
    let encrypts = |word: &&String| matches!(word.as_str(), "encrypt" | "decrypt" | "wrapKey" | "unwrapKey");
    let mixed = key.key_ops.iter().any(|word| signs(&word)) && key.key_ops.iter().any(|word| encrypts(&word));
    match key.usage.as_deref() {
        _ if wanted != kty => Some(("alg", "`alg` belongs to another kind of key than `kty`")),
        _ if other_curve => Some(("alg", "`alg` belongs to another curve than `crv`")),
        _ if mixed => Some(("key_ops", "`key_ops` lets one key both sign and encrypt")),
        Some("enc") if wanted_signs(alg) => Some(("use", "`use` says encryption, and `alg` signs")),
        Some("sig") if key.key_ops.iter().any(|word| encrypts(&word)) => {
            Some(("key_ops", "`use` says signatures, and `key_ops` encrypts"))
        }
        _ => None,
    }
}

fn wanted_signs(alg: &str) -> bool {
    let family = alg.get(..2).unwrap_or("");
    matches!(family, "HS" | "ES" | "PS" | "Ed") || alg.starts_with("RS") && !alg.starts_with("RSA")
}
