//! Tries known secrets on tokens signed with HMAC (RFC 7518 section 3.2). Token text and words come in, the rank of
//! the word that fits comes out, never the word. The embedded list is data: `rules/secrets/jwt-words.txt`.

use super::decode::Decoded;
use super::guess::{Prepared, Search};
use super::json::Json;
use super::lanes::LANES;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};
use std::ops::Range;
use std::sync::LazyLock;

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

    /// Bytes of a code.
    pub fn length(self) -> usize {
        match self {
            Hs::Hs256 => 32,
            Hs::Hs384 => 48,
            Hs::Hs512 => 64,
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

/// The code of an input under a secret, whole.
pub fn hmac(input: &[u8], algorithm: Hs, secret: &[u8]) -> Vec<u8> {
    match algorithm {
        Hs::Hs256 => code::<Hmac<Sha256>>(input, secret),
        Hs::Hs384 => code::<Hmac<Sha384>>(input, secret),
        Hs::Hs512 => code::<Hmac<Sha512>>(input, secret),
    }
}

/// Keys of any length are taken (RFC 2104 section 2), so there is always a code.
fn code<M: Mac + KeyInit>(input: &[u8], secret: &[u8]) -> Vec<u8> {
    let mac = <M as KeyInit>::new_from_slice(secret);
    mac.map(|mac| mac.chain_update(input).finalize().into_bytes().to_vec()).unwrap_or_default()
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
    let search = Search::new(token, decoded)?;
    let keys = KeyList::new(words);
    keys.rank(search.find(&keys.slices())?)
}

/// Which of the embedded words are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    All,
    /// The first ones, as many as are tried at once.
    Usual,
    /// The word at this place, which signed another token of the same origin.
    At(usize),
    None,
}

/// The first of the embedded words that signs this token, by its place in `words`.
pub fn find_embedded(token: &str, decoded: &Decoded, which: Words) -> Option<usize> {
    let keys = match which {
        Words::All => 0..usize::MAX,
        Words::Usual => 0..LANES,
        Words::At(rank) => EMBEDDED.places(rank),
        Words::None => return None,
    };
    let search = Search::new(token, decoded)?;
    let prepared = match Hs::named(decoded.parameter("alg").and_then(Json::text)?)? {
        Hs::Hs256 => &EMBEDDED_256,
        Hs::Hs384 => &EMBEDDED_384,
        Hs::Hs512 => &EMBEDDED_512,
    };
    EMBEDDED.rank(search.find_prepared(prepared, keys)?)
}

static EMBEDDED: LazyLock<KeyList> = LazyLock::new(|| KeyList::new(words()));
static EMBEDDED_256: LazyLock<Prepared> = LazyLock::new(|| Prepared::new(Hs::Hs256, &EMBEDDED.slices()));
static EMBEDDED_384: LazyLock<Prepared> = LazyLock::new(|| Prepared::new(Hs::Hs384, &EMBEDDED.slices()));
static EMBEDDED_512: LazyLock<Prepared> = LazyLock::new(|| Prepared::new(Hs::Hs512, &EMBEDDED.slices()));

/// Words and what they may stand for as keys, each with the place of its word.
struct KeyList(Vec<(usize, Vec<u8>)>);

impl KeyList {
    fn new<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> KeyList {
        let mut keys = Vec::new();
        for (rank, word) in words.into_iter().enumerate() {
            keys.push((rank, word.to_vec()));
            keys.extend(as_key_text(word).map(|key| (rank, key)));
        }
        KeyList(keys)
    }

    fn slices(&self) -> Vec<&[u8]> {
        self.0.iter().map(|(_, key)| key.as_slice()).collect()
    }

    /// The places of a word's keys.
    fn places(&self, rank: usize) -> Range<usize> {
        let start = self.0.partition_point(|(other, _)| *other < rank);
        start..self.0.partition_point(|(other, _)| *other <= rank)
    }

    fn rank(&self, place: usize) -> Option<usize> {
        self.0.get(place).or(self.0.last()).map(|(rank, _)| *rank)
    }
}

/// Shorter words are not tried as base64: as keys they would be of a few bytes.
const SHORTEST_KEY_TEXT: usize = 16;

/// The key that a word is the base64 text of.
pub fn as_key_text(word: &[u8]) -> Option<Vec<u8>> {
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

/// What people put behind a word, by the head of the embedded list.
pub fn endings() -> impl Iterator<Item = &'static str> {
    LIST.lines().find_map(|line| line.strip_prefix("# suffixes: ")).unwrap_or_default().split(' ')
}
