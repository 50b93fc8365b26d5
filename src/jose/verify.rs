//! Tries known secrets on tokens signed with HMAC (RFC 7518 section 3.2). Token text and words come in, the rank of
//! the word that fits comes out, never the word. The embedded list is data: `rules/secrets/jwt-words.txt`.

use super::decode::{Decoded, Form};
use super::json::Json;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

const LIST: &str = include_str!("../../rules/secrets/jwt-words.txt");

/// An HMAC algorithm of RFC 7518 section 3.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hs {
    Hs256,
    Hs384,
    Hs512,
}

impl Hs {
    /// By its name in `alg`; libraries compare it with case.
    pub fn named(algorithm: &str) -> Option<Hs> {
        match algorithm {
            "HS256" => Some(Hs::Hs256),
            "HS384" => Some(Hs::Hs384),
            "HS512" => Some(Hs::Hs512),
            _ => None,
        }
    }
}

/// Is this the signature of the input under this secret? A secret may have any length, also none.
pub fn hmac_matches(signing_input: &[u8], signature: &[u8], algorithm: Hs, secret: &[u8]) -> bool {
    match algorithm {
        Hs::Hs256 => matches_mac::<Hmac<Sha256>>(signing_input, signature, secret),
        Hs::Hs384 => matches_mac::<Hmac<Sha384>>(signing_input, signature, secret),
        Hs::Hs512 => matches_mac::<Hmac<Sha512>>(signing_input, signature, secret),
    }
}

fn matches_mac<M: Mac + KeyInit>(input: &[u8], signature: &[u8], secret: &[u8]) -> bool {
    let Ok(mac) = <M as KeyInit>::new_from_slice(secret) else { return false };
    mac.chain_update(input).verify_slice(signature).is_ok()
}

/// The first word that signs this token, by its place among the words, from 0. A long word is also tried as the
/// base64 text of a key, because several libraries decode secrets. Nothing for other algorithms than HS256/384/512.
///
/// `token` is the text that was decoded.
pub fn find_weak<'a>(
    token: &str,
    decoded: &Decoded,
    words: impl IntoIterator<Item = &'a [u8]>,
) -> Option<usize> {
    if decoded.form != Form::Jws {
        return None;
    }
    let algorithm = Hs::named(decoded.parameter("alg").and_then(Json::text)?)?;
    let input = token.as_bytes().get(..decoded.signing_length)?;
    let fits = |secret: &[u8]| hmac_matches(input, &decoded.signature, algorithm, secret);
    words.into_iter().position(|word| fits(word) || as_key_text(word).is_some_and(|key| fits(&key)))
}

/// Shorter words are not tried as base64: as keys they would be of a few bytes.
const SHORTEST_KEY_TEXT: usize = 16;

fn as_key_text(word: &[u8]) -> Option<Vec<u8>> {
    if word.len() < SHORTEST_KEY_TEXT {
        return None;
    }
    STANDARD.decode(word).or_else(|_| URL_SAFE_NO_PAD.decode(word)).ok()
}

/// The embedded words, most usual first; the first is the empty secret.
pub fn words() -> impl Iterator<Item = &'static [u8]> {
    let listed = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with("# ") && *line != "#");
    std::iter::once("").chain(listed).map(str::as_bytes)
}
