//! Keys for checking and making signatures. PEM, a JSON Web Key, a key set or an OpenID discovery document comes in as
//! bytes; keys for `jsonwebtoken` come out, or the reason why not. Key material never leaves this type.

use super::base64url;
use super::der::{KeyKind, key_kind};
use super::json::Json;
use super::{jwk, pem, pkcs8, read, roca};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use std::fmt;

/// What a key can be used with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Hmac,
    Rsa,
    P256,
    P384,
    Ed25519,
}

impl Family {
    pub fn of(algorithm: Algorithm) -> Option<Family> {
        match algorithm {
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => Some(Family::Hmac),
            Algorithm::ES256 => Some(Family::P256),
            Algorithm::ES384 => Some(Family::P384),
            Algorithm::EdDSA => Some(Family::Ed25519),
            Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 => Some(Family::Rsa),
            Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512 => Some(Family::Rsa),
            _ => None,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Family::Hmac => "a shared secret",
            Family::Rsa => "an RSA key",
            Family::P256 => "a key of curve P-256",
            Family::P384 => "a key of curve P-384",
            Family::Ed25519 => "an Ed25519 key",
        }
    }
}

/// A key, without a way to see its material.
pub struct Key {
    pub family: Family,
    /// `kid` of a JSON Web Key.
    pub kid: Option<String>,
    /// `alg` of a JSON Web Key: it is for nothing else (RFC 7517 section 4.4).
    pub algorithm: Option<String>,
    /// `use` is `enc`, or `key_ops` names no signatures (RFC 7517 sections 4.2 and 4.3).
    pub for_encryption: bool,
    /// Why no signature of this key counts.
    pub(super) broken: Option<&'static str>,
    /// The material of a shared secret.
    pub(super) secret: Option<Vec<u8>>,
    pub(super) verifying: Option<DecodingKey>,
    pub(super) signing: Option<EncodingKey>,
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Key({:?})", self.family)
    }
}

impl Key {
    /// Bytes that both sides know.
    pub fn secret(bytes: &[u8]) -> Key {
        Key { secret: Some(bytes.to_vec()), ..Key::bare(Family::Hmac) }
    }

    fn bare(family: Family) -> Key {
        let (kid, algorithm) = (None, None);
        let (secret, verifying, signing) = (None, None, None);
        Key { family, kid, algorithm, for_encryption: false, broken: None, secret, verifying, signing }
    }

    fn public(family: Family, bytes: &[u8]) -> Key {
        let verifying = match family {
            Family::Rsa => DecodingKey::from_rsa_der(bytes),
            Family::Ed25519 => DecodingKey::from_ed_der(bytes),
            Family::P256 | Family::P384 => DecodingKey::from_ec_der(bytes),
            Family::Hmac => return Key::secret(bytes),
        };
        Key { verifying: Some(verifying), ..Key::bare(family) }
    }

    fn sign_with(&mut self, bytes: &[u8]) {
        self.signing = match self.family {
            Family::Rsa => Some(EncodingKey::from_rsa_der(bytes)),
            Family::Ed25519 => Some(EncodingKey::from_ed_der(bytes)),
            Family::P256 | Family::P384 => Some(EncodingKey::from_ec_der(bytes)),
            Family::Hmac => None,
        };
    }

    pub fn can_verify(&self) -> bool {
        self.verifying.is_some() || self.secret.is_some()
    }
}

/// What a key file holds.
pub enum Contents {
    /// Keys, and reasons why others were left out.
    Keys(Vec<Key>, Vec<&'static str>),
    /// The `jwks_uri` of a discovery document.
    Elsewhere(String),
}

const UNKNOWN_CURVE: &str =
    "a key of a curve that jsonwebtoken does not do (it does P-256, P-384 and Ed25519)";
const INCOMPLETE: &str = "a key that is incomplete or of an unknown kind";
const FACTORABLE: &str = "refused: anybody can factor this RSA key (CVE-2017-15361)";
const ENCRYPTED: &str = "a private key under a passphrase: decrypt it first";

/// Reads a key file; the error says what it is instead.
pub fn read(bytes: &[u8]) -> Result<Contents, &'static str> {
    let blocks: Vec<pem::Pem> = pem::find(bytes).collect();
    if !blocks.is_empty() {
        return Ok(sorted(blocks.iter().map(|block| from_pem(bytes, block))));
    }
    let reading = read::json(bytes);
    let json = reading.json.filter(Json::is_object).ok_or("neither PEM nor JSON")?;
    let set = json.get("jwks").unwrap_or(&json);
    if set.text_of("kty").is_some() {
        return Ok(sorted([from_jwk(set)].into_iter()));
    }
    if jwk::keys(set).is_some() {
        let listed = set.get("keys").map(Json::elements).unwrap_or_default();
        return Ok(sorted(listed.iter().map(from_jwk)));
    }
    let elsewhere = json.text_of("jwks_uri").map(|place| Contents::Elsewhere(place.to_owned()));
    elsewhere.ok_or("JSON, but neither a key, a key set nor a discovery document")
}

fn sorted(keys: impl Iterator<Item = Result<Key, &'static str>>) -> Contents {
    let (mut good, mut left_out) = (Vec::new(), Vec::new());
    for key in keys {
        match key {
            Ok(key) => good.push(key),
            Err(reason) => left_out.push(reason),
        }
    }
    Contents::Keys(good, left_out)
}

fn from_pem(text: &[u8], block: &pem::Pem) -> Result<Key, &'static str> {
    if block.body == pem::Body::Encrypted {
        return Err(ENCRYPTED);
    }
    let der = pem::bytes(text, block);
    let family = match key_kind(&der).ok_or(INCOMPLETE)? {
        KeyKind::Rsa { .. } => Family::Rsa,
        KeyKind::Ec { bits: 256 } => Family::P256,
        KeyKind::Ec { bits: 384 } => Family::P384,
        KeyKind::Edwards { bits: 256 } => Family::Ed25519,
        KeyKind::Ec { .. } | KeyKind::Edwards { .. } => return Err(UNKNOWN_CURVE),
    };
    if block.is_private {
        let mut key = Key::bare(family);
        key.sign_with(&pkcs8::private_key(&der).ok_or(INCOMPLETE)?);
        return Ok(key);
    }
    Ok(Key::public(family, &pkcs8::public_key(&der).ok_or(INCOMPLETE)?))
}

/// Object identifiers of P-256 and P-384 (RFC 5480 section 2.1.1.1).
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];

fn from_jwk(json: &Json) -> Result<Key, &'static str> {
    let mut key = match (json.text_of("kty"), json.text_of("crv")) {
        (Some("oct"), _) => Key::secret(&member(json, "k").ok_or(INCOMPLETE)?),
        (Some("RSA"), _) => rsa(json).ok_or(INCOMPLETE)?,
        (Some("EC"), Some("P-256")) => curve(json, Family::P256, P256, 32).ok_or(INCOMPLETE)?,
        (Some("EC"), Some("P-384")) => curve(json, Family::P384, P384, 48).ok_or(INCOMPLETE)?,
        (Some("OKP"), Some("Ed25519")) => ed25519(json).ok_or(INCOMPLETE)?,
        (Some("EC" | "OKP"), Some(_)) => return Err(UNKNOWN_CURVE),
        _ => return Err(INCOMPLETE),
    };
    key.kid = json.text_of("kid").map(str::to_owned);
    key.algorithm = json.text_of("alg").map(str::to_owned);
    key.for_encryption = json.text_of("use") == Some("enc") || !may_sign(json);
    let modulus = member(json, "n").filter(|_| key.family == Family::Rsa);
    key.broken = modulus.filter(|modulus| roca::has_trace(modulus)).map(|_| FACTORABLE);
    Ok(key)
}

/// Without `key_ops` a key may do everything.
fn may_sign(json: &Json) -> bool {
    let operations = json.get("key_ops").map(Json::elements).unwrap_or_default();
    operations.is_empty() || operations.iter().any(|one| matches!(one.text(), Some("sign" | "verify")))
}

/// The bytes of a member, when it is clean base64url.
fn member(json: &Json, name: &str) -> Option<Vec<u8>> {
    let decoded = base64url::decode(json.text_of(name)?.as_bytes());
    let broken = decoded.flaws.iter().any(|flaw| {
        matches!(flaw, base64url::Flaw::BadCharacter { .. } | base64url::Flaw::DanglingCharacter { .. })
    });
    (!broken).then_some(decoded.bytes)
}

fn rsa(json: &Json) -> Option<Key> {
    let verifying = DecodingKey::from_rsa_raw_components(&member(json, "n")?, &member(json, "e")?);
    let mut key = Key { verifying: Some(verifying), ..Key::bare(Family::Rsa) };
    let names = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
    let numbers: Option<Vec<Vec<u8>>> = names.iter().map(|name| member(json, name)).collect();
    if let Some(numbers) = numbers {
        key.sign_with(&pkcs8::rsa(&numbers));
    }
    Some(key)
}

/// Coordinates have the width of the field (RFC 7518 section 6.2.1.2).
fn curve(json: &Json, family: Family, identifier: &[u8], width: usize) -> Option<Key> {
    let sized = |name: &str| member(json, name).filter(|bytes| bytes.len() == width);
    let point = [vec![4], sized("x")?, sized("y")?].concat();
    let mut key = Key::public(family, &point);
    if let Some(private) = sized("d") {
        key.sign_with(&pkcs8::curve(identifier, &private, &point));
    }
    Some(key)
}

fn ed25519(json: &Json) -> Option<Key> {
    let mut key = Key::public(Family::Ed25519, &member(json, "x").filter(|bytes| bytes.len() == 32)?);
    if let Some(seed) = member(json, "d").filter(|bytes| bytes.len() == 32) {
        key.sign_with(&pkcs8::ed25519(&seed));
    }
    Some(key)
}
