//! Recognises tokens that were made to be shown: published samples, and those whose signature or subject is a
//! stand-in. A token comes in, yes or no comes out.

use super::shown;
use crate::jose::{Decoded, Json, sample};
use std::collections::BTreeSet;

/// Words that people write where a signature belongs.
const WORDS: [&str; 14] = [
    "fake",
    "signature",
    "dummy",
    "example",
    "sample",
    "placeholder",
    "redacted",
    "invalid",
    "notasign",
    "xxxx",
    "not-a-",
    "changeme",
    "mock",
    "your-",
];

/// Signatures that generators and tutorials paste below other payloads than those they were made for: the first two
/// that jwt.io showed.
const PASTED: [&str; 2] =
    ["SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c", "TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ"];

/// The subject of jwt.io's samples, which their many copies keep.
const SAMPLE_SUBJECT: &str = "1234567890";

/// Whether nobody can have meant this token as a credential.
pub fn is_sample(text: &str, decoded: &Decoded) -> bool {
    sample::sample(text).is_some()
        || has_sample_subject(decoded)
        || has_reserved_issuer(decoded)
        || has_stand_in(text, decoded)
}

/// Nobody runs a provider under a name that is kept for documentation.
fn has_reserved_issuer(decoded: &Decoded) -> bool {
    let issuer = decoded.claim("iss").and_then(Json::text).unwrap_or("");
    let host = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    shown::is_reserved(host.split('/').next().unwrap_or(""))
}

fn has_sample_subject(decoded: &Decoded) -> bool {
    decoded.claim("sub").and_then(Json::text) == Some(SAMPLE_SUBJECT)
}

fn has_stand_in(text: &str, decoded: &Decoded) -> bool {
    let segment = text.rsplit('.').next().unwrap_or("");
    if segment.is_empty() {
        return false;
    }
    PASTED.contains(&segment) || is_monotonous(segment) || is_writing(&decoded.signature) || has_word(segment)
}

/// `AAAA`, `xxxxxxxx`, `abababab`: no hash looks like that. Zero bytes alone are an attack and not a sample.
fn is_monotonous(segment: &str) -> bool {
    let different: BTreeSet<char> = segment.chars().collect();
    different.len() <= 3 && !segment.chars().all(|c| c == 'A')
}

/// The base64 of words; a hash of 32 bytes is printable once in 10^13.
fn is_writing(signature: &[u8]) -> bool {
    signature.len() >= 4 && signature.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
}

/// Long random text holds short words by chance, so only the longer words count there.
fn has_word(segment: &str) -> bool {
    const SHORT: usize = 40;
    let lower = segment.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word) && (segment.len() < SHORT || word.len() >= 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_told_from_signatures() {
        for segment in ["fake", "fake-signature", "signature", "xxxxxxxx", "c2lnbmF0dXJl", "aaaa", PASTED[0]]
        {
            let text = format!("eyJhbGciOiJIUzI1NiJ9.e30.{segment}");
            assert!(is_sample(&text, &crate::jose::decode(&text)), "{segment}");
        }
        for segment in ["", "AAAAAAAA", "kq3vW0m9c2bF1xYtU7e5rT8oP4aSdFgHjKlZ-XcVbN0"] {
            let text = format!("eyJhbGciOiJIUzI1NiJ9.e30.{segment}");
            assert!(!is_sample(&text, &crate::jose::decode(&text)), "{segment}");
        }
    }
}
