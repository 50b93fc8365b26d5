//! The shape of a signature: algorithm name and bytes come in; the length that RFC 7518 section 3 prescribes, and
//! whether the bytes could be a signature at all, come out. Nothing is verified, no key is known.

/// What the bytes of a signature show without a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureShape {
    /// Length in bytes.
    pub length: usize,
    /// The exact length for the algorithm, in bytes, where there is one.
    pub expected: Option<usize>,
    /// Whether the length can be right; nothing for an unknown algorithm.
    pub fits: Option<bool>,
    /// There are bytes, and all are zero.
    pub all_zero: bool,
    /// An ECDSA signature whose r or s is zero or not below the order of the curve (CVE-2022-21449).
    pub out_of_range: bool,
    /// Bits of the RSA modulus, which is as long as the signature (RFC 8017 section 8).
    pub rsa_bits: Option<usize>,
}

/// Exact lengths in bytes: HMAC and ECDSA by RFC 7518 section 3, EdDSA by RFC 8032, ML-DSA by FIPS 204 table 2.
const LENGTHS: [(&str, usize); 13] = [
    ("HS256", 32),
    ("HS384", 48),
    ("HS512", 64),
    ("ES256", 64),
    ("ES256K", 64),
    ("ES384", 96),
    ("ES512", 132),
    ("Ed25519", 64),
    ("Ed448", 114),
    ("ML-DSA-44", 2420),
    ("ML-DSA-65", 3309),
    ("ML-DSA-87", 4627),
    ("none", 0),
];

/// Authentication tags by RFC 7518 section 5, in bytes.
const TAG_LENGTHS: [(&str, usize); 6] = [
    ("A128GCM", 16),
    ("A192GCM", 16),
    ("A256GCM", 16),
    ("A128CBC-HS256", 16),
    ("A192CBC-HS384", 24),
    ("A256CBC-HS512", 32),
];

const RSA_ALGORITHMS: [&str; 6] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

/// The shortest RSA signature that is still taken for one: a modulus of 512 bits.
const SHORTEST_RSA: usize = 64;

/// Inspects the signature of a JWS.
pub fn inspect(algorithm: Option<&str>, signature: &[u8]) -> SignatureShape {
    let mut shape = measure(signature);
    let Some(algorithm) = algorithm else { return shape };
    shape.expected = length_in(&LENGTHS, algorithm);
    shape.fits = shape.expected.map(|expected| expected == signature.len());
    if algorithm == "EdDSA" {
        shape.fits = Some(matches!(signature.len(), 64 | 114));
    }
    if RSA_ALGORITHMS.contains(&algorithm) {
        shape.fits = Some(signature.len() >= SHORTEST_RSA);
        shape.rsa_bits = (signature.len() >= SHORTEST_RSA).then(|| signature.len() * 8);
    }
    shape.out_of_range = is_out_of_range(algorithm, signature);
    shape
}

/// Inspects the authentication tag of a JWE.
pub fn inspect_tag(encryption: Option<&str>, tag: &[u8]) -> SignatureShape {
    let expected = encryption.and_then(|name| length_in(&TAG_LENGTHS, name));
    SignatureShape { expected, fits: expected.map(|length| length == tag.len()), ..measure(tag) }
}

fn measure(bytes: &[u8]) -> SignatureShape {
    let all_zero = !bytes.is_empty() && bytes.iter().all(|&byte| byte == 0);
    SignatureShape { length: bytes.len(), all_zero, ..SignatureShape::default() }
}

fn length_in(table: &[(&str, usize)], name: &str) -> Option<usize> {
    table.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// Orders of the curves (SEC 2 version 2), in hexadecimal of the width of r and s.
const ORDERS: [(&str, &str); 4] = [
    ("ES256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    ("ES256K", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
    (
        "ES384",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    ),
    (
        "ES512",
        concat!(
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa",
            "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
        ),
    ),
];

fn is_out_of_range(algorithm: &str, signature: &[u8]) -> bool {
    let Some((_, order)) = ORDERS.iter().find(|row| row.0 == algorithm) else { return false };
    if signature.len() != order.len() {
        return false;
    }
    let (r, s) = signature.split_at(signature.len() / 2);
    [r, s].into_iter().any(|number| number.iter().all(|&b| b == 0) || hexadecimal(number).as_str() >= *order)
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
