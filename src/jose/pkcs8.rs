//! Takes keys out of DER and puts them into it (X.690): the public key within SubjectPublicKeyInfo or a certificate, the
//! forms of private keys that a library wants, and private JSON Web Keys as DER. Bytes come in, bytes come out; what is
//! not of the expected form is nothing.

use super::der::{
    BIT_STRING, CONTEXT_0, EC, INTEGER, KeyKind, OBJECT_ID, OCTET_STRING, SEQUENCE, Tlv, key_kind,
};

/// The key itself: PKCS#1 for RSA (RFC 8017 A.1.1), the point of a curve (RFC 5480, RFC 8410). From
/// SubjectPublicKeyInfo (RFC 5280 section 4.1), X.509 or PKCS#1.
pub fn public_key(der: &[u8]) -> Option<Vec<u8>> {
    let body = Tlv::read(der)?.of(SEQUENCE)?;
    let first = Tlv::read(body)?;
    if first.tag == INTEGER {
        return Some(der.to_vec());
    }
    let second = Tlv::read(first.rest)?;
    match second.of(BIT_STRING) {
        Some(bits) => Some(bits.get(1..)?.to_vec()),
        None => public_key(information(first.of(SEQUENCE)?)?),
    }
}

/// SubjectPublicKeyInfo within the signed part of a certificate: the sequence that holds an algorithm and a bit string.
fn information(certificate: &[u8]) -> Option<&[u8]> {
    let mut rest = certificate;
    while !rest.is_empty() {
        let field = Tlv::read(rest)?;
        let whole = rest.get(..rest.len() - field.rest.len())?;
        if field.tag == SEQUENCE && is_information(field.value) {
            return Some(whole);
        }
        rest = field.rest;
    }
    None
}

fn is_information(body: &[u8]) -> bool {
    let algorithm = Tlv::read(body).filter(|algorithm| algorithm.tag == SEQUENCE);
    algorithm.and_then(|algorithm| Tlv::read(algorithm.rest)).is_some_and(|key| key.tag == BIT_STRING)
}

/// A private key as signing wants it: PKCS#1 for RSA, PKCS#8 for curves. From PKCS#1, PKCS#8 (RFC 5958) or SEC1
/// (RFC 5915).
pub fn private_key(der: &[u8]) -> Option<Vec<u8>> {
    let body = Tlv::read(der)?.of(SEQUENCE)?;
    let version = Tlv::read(body)?;
    let second = Tlv::read(version.rest)?;
    match (version.tag, second.tag) {
        (INTEGER, INTEGER) => Some(der.to_vec()),
        (INTEGER, OCTET_STRING) => {
            let curve = Tlv::read(Tlv::read(second.rest)?.of(CONTEXT_0)?)?;
            Some(wrapped(&[object(EC), object(curve.of(OBJECT_ID)?)].concat(), der))
        }
        (INTEGER, SEQUENCE) if matches!(key_kind(der), Some(KeyKind::Rsa { .. })) => {
            Some(Tlv::read(second.rest)?.of(OCTET_STRING)?.to_vec())
        }
        (INTEGER, SEQUENCE) => Some(der.to_vec()),
        _ => None,
    }
}

/// PKCS#1 of the numbers n, e, d, p, q, dp, dq and qi, big-endian (RFC 7518 section 6.3.2).
pub fn rsa(numbers: &[Vec<u8>]) -> Vec<u8> {
    let all: Vec<u8> = numbers.iter().flat_map(|number| integer(number)).collect();
    tagged(SEQUENCE, &[integer(&[0]), all].concat())
}

/// PKCS#8 of a private number and a point of the curve with this object identifier.
pub fn curve(identifier: &[u8], private: &[u8], point: &[u8]) -> Vec<u8> {
    const CONTEXT_1: u8 = 0xa1;
    let point = tagged(CONTEXT_1, &tagged(BIT_STRING, &[&[0], point].concat()));
    let key = tagged(SEQUENCE, &[integer(&[1]), tagged(OCTET_STRING, private), point].concat());
    wrapped(&[object(EC), object(identifier)].concat(), &key)
}

/// PKCS#8 of an Ed25519 seed (RFC 8410 section 7).
pub fn ed25519(seed: &[u8]) -> Vec<u8> {
    wrapped(&object(&[0x2b, 0x65, 0x70]), &tagged(OCTET_STRING, seed))
}

fn wrapped(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let parts = [integer(&[0]), tagged(SEQUENCE, algorithm), tagged(OCTET_STRING, key)];
    tagged(SEQUENCE, &parts.concat())
}

fn object(identifier: &[u8]) -> Vec<u8> {
    tagged(OBJECT_ID, identifier)
}

/// A number that is not negative: no zeros in front, but one before a set highest bit.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|&byte| byte != 0).unwrap_or(bytes.len());
    let digits = bytes.get(start..).unwrap_or_default();
    let sign: &[u8] = if digits.first().is_none_or(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
    tagged(INTEGER, &[sign, digits].concat())
}

fn tagged(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let head = match length {
        0..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [&head, value].concat()
}
