//! Tests of the JOSE reader. Every token is made here, signed with the visibly fake key `fake-test-key`, or is an
//! example of an RFC; keys are public, or put together from made-up numbers.

mod audits;
mod broken;
mod checking;
mod finding;
mod guessing;
mod keys;
mod random;
mod rfc;
mod vectors;
mod weak;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub const FAKE_KEY: &[u8] = b"fake-test-key";

pub fn b64(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// A token of these JSON texts, signed as HS256 whatever its header says.
pub fn token(header: &str, claims: &str) -> String {
    let input = format!("{}.{}", b64(header), b64(claims));
    let mac = Hmac::<Sha256>::new_from_slice(FAKE_KEY).unwrap().chain_update(input.as_bytes());
    format!("{input}.{}", b64(mac.finalize().into_bytes()))
}

pub fn hs256(claims: &str) -> String {
    token(r#"{"alg":"HS256","typ":"JWT"}"#, claims)
}

/// The stable names of a token's problems.
pub fn problems(text: &str) -> Vec<&'static str> {
    super::decode(text).defects.iter().map(|defect| defect.problem.name()).collect()
}
