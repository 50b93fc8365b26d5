//! Recognises published sample tokens, the ones of the RFCs and of jwt.io, by a hash of what they sign.
//! The list is data: `rules/secrets/sample-tokens.txt`, whose head says how it was made.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../rules/secrets/sample-tokens.txt");

/// By the whole hash.
static SAMPLES: LazyLock<HashMap<[u8; 32], &'static str>> = LazyLock::new(|| {
    let lines = LIST.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(' '));
    pairs.filter_map(|(hash, name)| Some((bytes(hash)?, name.trim()))).collect()
});

fn bytes(hexadecimal: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hexadecimal.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    (hexadecimal.len() == 64).then_some(out)
}

/// The name of the sample that this token is: the same text up to the last dot, whatever its signature.
pub fn sample(token: &str) -> Option<&'static str> {
    let signed = token.as_bytes().get(..memchr::memrchr(b'.', token.as_bytes())?)?;
    SAMPLES.get(<[u8; 32]>::from(Sha256::digest(signed)).as_slice()).copied()
}

/// SHA-256 in hexadecimal.
pub fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
