//! Reads JSON Web Keys and key sets (RFC 7517, RFC 7518 section 6, RFC 8037). A JSON tree comes in; kinds, sizes,
//! uses and the names of private members come out, never key material. It knows no rule.

use super::base64url;
use super::der::{bit_length, small_number};
use super::json::{Json, Value, shown};
use super::roca;
use sha2::{Digest, Sha256};
use std::fmt;
use std::ops::Range;

/// One key.
#[derive(Clone, Debug)]
pub struct Key {
    /// Where its object stands in the JSON text.
    pub range: Range<usize>,
    /// `kty` as written, fit to be shown.
    pub kty: Option<String>,
    /// Bits of the RSA modulus, of the curve's field, or of the symmetric key.
    pub bits: Option<usize>,
    /// The public exponent of an RSA key, where it fits into 64 bits.
    pub exponent: Option<u64>,
    /// An RSA modulus that anybody can factor, by the trace of its generator (CVE-2017-15361).
    pub factorable: bool,
    /// `crv` as written, fit to be shown.
    pub curve: Option<String>,
    pub alg: Option<String>,
    /// `use`: `sig`, `enc` or another.
    pub usage: Option<String>,
    pub key_ops: Vec<String>,
    /// `kid`, fit to be shown.
    pub kid: Option<String>,
    /// `kid` is there, but no string.
    pub kid_is_not_text: bool,
    pub has_x5c: bool,
    /// Members that must stay private, by name (RFC 7518 sections 6.2.2, 6.3.2, 6.4.1; RFC 8037 section 2).
    pub private_material: Vec<&'static str>,
    material: Option<Material>,
}

/// A hash of what identifies a key, for comparison only.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Material([u8; 32]);

impl fmt::Debug for Material {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Material(..)")
    }
}

impl Key {
    /// Is this the same key, whatever its `kid`, `use` and `alg` say? Nothing when one of them is incomplete.
    pub fn same_material(&self, other: &Key) -> Option<bool> {
        Some(self.material? == other.material?)
    }
}

const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The key of a JWK, or the keys of a JWKS. Nothing when the value is neither: an object with a text `kty`, or
/// one with an array `keys` that is empty or holds such an object.
pub fn keys(json: &Json) -> Option<Vec<Key>> {
    if json.text_of("kty").is_some() {
        return Some(vec![key(json)]);
    }
    let Value::Array(listed) = &json.get("keys")?.value else { return None };
    let is_set = listed.is_empty() || listed.iter().any(|item| item.text_of("kty").is_some());
    is_set.then(|| listed.iter().filter(|item| item.is_object()).map(key).collect())
}

/// The private members of a JWK, by name; `k` counts for symmetric keys only.
pub fn private_material(json: &Json) -> Vec<&'static str> {
    let symmetric = json.text_of("kty").is_none_or(|kty| kty == "oct");
    let present = |name: &&str| json.get(name).is_some_and(|value| !is_blank(value));
    PRIVATE.into_iter().filter(|name| *name != "k" || symmetric).filter(present).collect()
}

/// An empty or null member is what redaction leaves.
fn is_blank(json: &Json) -> bool {
    match &json.value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        _ => false,
    }
}

fn key(json: &Json) -> Key {
    let word = |name: &str| json.text_of(name).map(shown);
    let operations = json.get("key_ops").map(Json::elements).unwrap_or_default();
    Key {
        range: json.range.clone(),
        kty: word("kty"),
        bits: bits(json),
        exponent: bytes_of(json, "e").and_then(|bytes| small_number(&bytes)),
        factorable: bytes_of(json, "n").is_some_and(|modulus| roca::has_trace(&modulus)),
        curve: word("crv"),
        alg: word("alg"),
        usage: word("use"),
        key_ops: operations.iter().filter_map(Json::text).map(shown).collect(),
        kid: word("kid"),
        kid_is_not_text: json.get("kid").is_some_and(|kid| kid.text().is_none()),
        has_x5c: json.get("x5c").is_some(),
        private_material: private_material(json),
        material: material(json),
    }
}

/// Bits of the fields of curves (RFC 7518 section 6.2.1.1, RFC 8037, RFC 8812).
const CURVES: [(&str, usize); 8] = [
    ("P-256", 256),
    ("P-384", 384),
    ("P-521", 521),
    ("secp256k1", 256),
    ("Ed25519", 256),
    ("X25519", 256),
    ("Ed448", 448),
    ("X448", 448),
];

fn bits(json: &Json) -> Option<usize> {
    match json.text_of("kty")? {
        "RSA" => Some(bit_length(&bytes_of(json, "n")?)),
        "EC" | "OKP" => CURVES.iter().find(|row| json.text_of("crv") == Some(row.0)).map(|row| row.1),
        "oct" => Some(bytes_of(json, "k")?.len() * 8),
        _ => None,
    }
}

/// A member's bytes, when it is clean base64url; what is not (a placeholder, say) has no size.
fn bytes_of(json: &Json, name: &str) -> Option<Vec<u8>> {
    let decoded = base64url::decode(json.text_of(name)?.as_bytes());
    let broken = decoded.flaws.iter().any(|flaw| {
        matches!(flaw, base64url::Flaw::BadCharacter { .. } | base64url::Flaw::DanglingCharacter { .. })
    });
    (!broken && !decoded.bytes.is_empty()).then_some(decoded.bytes)
}

/// The members that RFC 7638 section 3.2 takes for a thumbprint, as decoded bytes.
fn material(json: &Json) -> Option<Material> {
    let kty = json.text_of("kty")?;
    let (words, numbers): (&[&str], &[&str]) = match kty {
        "RSA" => (&[], &["n", "e"]),
        "EC" => (&["crv"], &["x", "y"]),
        "OKP" => (&["crv"], &["x"]),
        "oct" => (&[], &["k"]),
        _ => return None,
    };
    let mut hash = Sha256::new_with_prefix(kty);
    for name in words {
        hash.update(json.text_of(name)?);
    }
    for name in numbers {
        let bytes = bytes_of(json, name)?;
        let digits = bytes.iter().position(|&byte| byte != 0).and_then(|start| bytes.get(start..))?;
        hash.update((digits.len() as u64).to_be_bytes());
        hash.update(digits);
    }
    Some(Material(hash.finalize().into()))
}
