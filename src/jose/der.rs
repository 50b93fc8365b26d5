//! Reads the size of a key out of DER (X.690): PKCS#1, SEC1, PKCS#8, SubjectPublicKeyInfo and X.509 come in, the
//! kind and bits of the key come out. Every step is checked against the end of the input; private numbers are
//! passed over. It knows no PEM and no base64.

use super::roca;

/// What kind of key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Bits of the modulus, the public exponent where it fits, and whether the modulus has the trace of
    /// CVE-2017-15361.
    Rsa { bits: usize, exponent: Option<u64>, factorable: bool },
    /// Bits of the curve's field.
    Ec { bits: usize },
    /// Ed25519, Ed448, X25519 or X448 (RFC 8410).
    Edwards { bits: usize },
}

/// Bits of an RSA modulus, whatever wraps the key.
pub fn rsa_bits(der: &[u8]) -> Option<usize> {
    match key_kind(der)? {
        KeyKind::Rsa { bits, .. } => Some(bits),
        _ => None,
    }
}

/// Whether a DER structure that holds a key holds its private half, in the clear.
pub fn is_private(der: &[u8]) -> bool {
    let private = || {
        let first = Tlv::read(Tlv::read(der)?.of(SEQUENCE)?)?;
        let second = Tlv::read(first.rest)?;
        let begins = first.tag == INTEGER && key_kind(der).is_some();
        Some(begins && (second.tag != INTEGER || is_zero(first.value)))
    };
    private().unwrap_or(false)
}

/// The key in a DER structure; nothing when the structure is not one of those named above.
pub fn key_kind(der: &[u8]) -> Option<KeyKind> {
    let body = Tlv::read(der)?.of(SEQUENCE)?;
    let first = Tlv::read(body)?;
    match first.tag {
        INTEGER => private_or_rsa(body),
        SEQUENCE => public_info(body).or_else(|| certificate(first.value)),
        _ => None,
    }
}

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_ID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
/// Context tag 0, constructed: the version of a certificate, the curve of a SEC1 key.
pub(super) const CONTEXT_0: u8 = 0xa0;

/// A tag, its value, and what follows it.
pub(super) struct Tlv<'a> {
    pub(super) tag: u8,
    pub(super) value: &'a [u8],
    pub(super) rest: &'a [u8],
}

impl<'a> Tlv<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Option<Tlv<'a>> {
        let (&tag, bytes) = bytes.split_first()?;
        let (&first, bytes) = bytes.split_first()?;
        let (length, bytes) = match first {
            0..=0x7f => (usize::from(first), bytes),
            0x81..=0x84 => long_length(bytes, usize::from(first & 0x7f))?,
            _ => return None,
        };
        let (value, rest) = bytes.split_at_checked(length)?;
        Some(Tlv { tag, value, rest })
    }

    pub(super) fn of(&self, tag: u8) -> Option<&'a [u8]> {
        (self.tag == tag).then_some(self.value)
    }
}

fn long_length(bytes: &[u8], width: usize) -> Option<(usize, &[u8])> {
    let (length, rest) = bytes.split_at_checked(width)?;
    Some((length.iter().fold(0usize, |sum, &byte| (sum << 8) | usize::from(byte)), rest))
}

/// PKCS#1 (RFC 8017 A.1), SEC1 (RFC 5915) or PKCS#8 (RFC 5958): all begin with an integer.
fn private_or_rsa(body: &[u8]) -> Option<KeyKind> {
    let first = Tlv::read(body)?;
    let second = Tlv::read(first.rest)?;
    match second.tag {
        INTEGER if is_zero(first.value) => rsa_numbers(first.rest),
        INTEGER => rsa_numbers(body),
        SEQUENCE => wrapped(second.value, Tlv::read(second.rest)?.of(OCTET_STRING)?),
        OCTET_STRING => sec1_curve(second.rest).map(|bits| KeyKind::Ec { bits }),
        _ => None,
    }
}

/// SubjectPublicKeyInfo (RFC 5280 section 4.1): an algorithm and a bit string.
fn public_info(body: &[u8]) -> Option<KeyKind> {
    let algorithm = Tlv::read(body)?;
    let key = Tlv::read(algorithm.rest)?.of(BIT_STRING)?;
    wrapped(algorithm.of(SEQUENCE)?, key.get(1..)?)
}

/// X.509: version, serial, signature algorithm, issuer, validity and subject come before the key.
fn certificate(body: &[u8]) -> Option<KeyKind> {
    let mut rest = body;
    let version = Tlv::read(rest)?;
    if version.tag == CONTEXT_0 {
        rest = version.rest;
    }
    for tag in [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE] {
        let field = Tlv::read(rest)?;
        field.of(tag)?;
        rest = field.rest;
    }
    public_info(Tlv::read(rest)?.of(SEQUENCE)?)
}

/// rsaEncryption and RSASSA-PSS (RFC 8017), and id-ecPublicKey (RFC 5480), as DER values.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
pub(super) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// Object identifiers of curves, with the bits of their fields (SEC 2, RFC 5639, RFC 5480).
const CURVES: [(&[u8], usize); 8] = [
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x01], 192),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], 256),
    (&[0x2b, 0x81, 0x04, 0x00, 0x0a], 256),
    (&[0x2b, 0x81, 0x04, 0x00, 0x21], 224),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], 384),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], 521),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07], 256),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b], 384),
];

fn wrapped(algorithm: &[u8], key: &[u8]) -> Option<KeyKind> {
    let id = Tlv::read(algorithm)?;
    match id.of(OBJECT_ID)? {
        RSA | RSA_PSS => rsa_numbers(skip_version(Tlv::read(key)?.of(SEQUENCE)?)?),
        EC => curve_bits(Tlv::read(id.rest)?.of(OBJECT_ID)?).map(|bits| KeyKind::Ec { bits }),
        [0x2b, 0x65, 0x6e | 0x70] => Some(KeyKind::Edwards { bits: 256 }),
        [0x2b, 0x65, 0x6f | 0x71] => Some(KeyKind::Edwards { bits: 448 }),
        _ => None,
    }
}

/// A private RSA key begins with a version, which is 0; a modulus never is.
fn skip_version(numbers: &[u8]) -> Option<&[u8]> {
    let first = Tlv::read(numbers)?;
    Some(if is_zero(first.value) { first.rest } else { numbers })
}

fn rsa_numbers(numbers: &[u8]) -> Option<KeyKind> {
    let modulus = Tlv::read(numbers)?;
    let exponent = Tlv::read(modulus.rest)?;
    let number = modulus.of(INTEGER)?;
    let (bits, factorable) = (bit_length(number), roca::has_trace(number));
    Some(KeyKind::Rsa { bits, exponent: small_number(exponent.of(INTEGER)?), factorable })
}

/// The optional parameters of a SEC1 key follow its private number.
fn sec1_curve(rest: &[u8]) -> Option<usize> {
    let curve = Tlv::read(Tlv::read(rest)?.of(CONTEXT_0)?)?;
    curve_bits(curve.of(OBJECT_ID)?)
}

fn curve_bits(id: &[u8]) -> Option<usize> {
    CURVES.iter().find(|row| row.0 == id).map(|row| row.1)
}

fn is_zero(number: &[u8]) -> bool {
    number.iter().all(|&byte| byte == 0)
}

/// The position of the highest bit set in a big-endian number.
pub fn bit_length(number: &[u8]) -> usize {
    let leading = number.iter().take_while(|&&byte| byte == 0).count();
    let first = number.get(leading).map_or(0, |byte| byte.leading_zeros() as usize);
    (number.len() - leading) * 8 - first
}

/// A big-endian number of at most 64 bits.
pub fn small_number(number: &[u8]) -> Option<u64> {
    let start = number.iter().position(|&byte| byte != 0).unwrap_or(number.len());
    let digits = number.get(start..)?;
    (digits.len() <= 8).then(|| digits.iter().fold(0, |sum, &byte| (sum << 8) | u64::from(byte)))
}
