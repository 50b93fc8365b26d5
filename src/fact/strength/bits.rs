//! Length and effective strength of a secret.
//!
//! In goes the text with its encoding, out come key bytes and bits. Estimates are low on purpose: the text may be
//! weaker than it looks, never stronger. It must not know which strength a rule asks for.

use super::{Encoding, decode, wording::is_sequence};

/// What one more human word adds: about log2 of a vocabulary of two thousand.
const WORD_BITS: usize = 11;
/// People repeat the same few phrases, so words never add up to a key.
const WORDS_AT_MOST: usize = 64;
/// At most this many different characters count as few.
const FEW: u32 = 5;

/// Key length in bytes after the surface's own decoding.
pub(super) fn key_length(text: &str, encoding: Encoding) -> usize {
    let hex = || decode::hex(text).map(|bytes| bytes.len());
    let base64 = || decode::base64(text).map(|bytes| bytes.len());
    let base64_url = || decode::base64_url(text).map(|bytes| bytes.len());
    let decoded = match encoding {
        Encoding::Raw => None,
        Encoding::Base64 => base64(),
        Encoding::Base64Url => base64_url(),
        Encoding::Hex => hex(),
        Encoding::Base64OrHex => hex().or_else(base64),
        Encoding::Unknown if is_long_hex(text) => hex(),
        Encoding::Unknown if looks_encoded(text) => base64().or_else(base64_url),
        Encoding::Unknown => None,
    };
    decoded.unwrap_or(text.len())
}

/// Plain letters and digits would decode as base64 too; only padding or its symbols show that base64 is meant.
fn looks_encoded(text: &str) -> bool {
    let marked = text.ends_with('=') || text.contains(['+', '/']);
    marked && text.len() >= 16 && text.len().is_multiple_of(4)
}

fn is_long_hex(text: &str) -> bool {
    text.len() >= 16 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Effective bits of a text that yields `length` key bytes; `words` when it is made of that many words.
pub(super) fn strength(text: &str, length: usize, words: Option<usize>) -> u32 {
    let by_alphabet = alphabet_bits(text) * text.chars().count() as f64;
    let mut bits = (by_alphabet as usize).min(length.saturating_mul(8));
    if let Some(count) = words {
        bits = bits.min((count.max(1) * WORD_BITS).min(WORDS_AT_MOST));
    }
    if is_low_diversity(text) {
        let distinct = usize::try_from(distinct(text)).unwrap_or(0);
        bits = bits.min(distinct.min(16) * 4);
    }
    u32::try_from(bits).unwrap_or(u32::MAX)
}

/// Bits per character, from the kinds of characters that occur.
fn alphabet_bits(text: &str) -> f64 {
    if text.bytes().all(|b| b.is_ascii_hexdigit()) && text.bytes().any(|b| b.is_ascii_digit()) {
        return if text.bytes().all(|b| b.is_ascii_digit()) { 10f64.log2() } else { 4.0 };
    }
    let any = |test: fn(&u8) -> bool| text.bytes().any(|b| test(&b));
    let mut size = 0.0;
    size += if any(u8::is_ascii_lowercase) { 26.0 } else { 0.0 };
    size += if any(u8::is_ascii_uppercase) { 26.0 } else { 0.0 };
    size += if any(u8::is_ascii_digit) { 10.0 } else { 0.0 };
    size += symbol_kinds(text);
    f64::max(size, 1.0).log2()
}

/// Base64 knows two symbols beside letters and digits; other symbols come from the whole keyboard.
fn symbol_kinds(text: &str) -> f64 {
    let other = |b: u8| !b.is_ascii_alphanumeric();
    match text.trim_end_matches('=').bytes().filter(|b| other(*b)).collect::<Vec<u8>>().as_slice() {
        [] => 0.0,
        symbols if symbols.iter().all(|b| b"+/-_".contains(b)) => 2.0,
        _ => 32.0,
    }
}

/// Few different characters in a text of some length, a sequence, or one piece again and again.
pub(super) fn is_low_diversity(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 4
        && (is_sequence(bytes) || is_repetition(bytes) || (bytes.len() >= 8 && distinct(text) <= FEW))
}

/// How many different bytes occur.
fn distinct(text: &str) -> u32 {
    let mut seen = [0u64; 4];
    for byte in text.bytes() {
        if let Some(word) = seen.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }
    seen.iter().map(|word| word.count_ones()).sum()
}

/// The text is its own head over and over, twice at least; a cut last round counts.
fn is_repetition(bytes: &[u8]) -> bool {
    let longest = (bytes.len() / 2).min(64);
    (1..=longest).any(|period| bytes.iter().zip(bytes.iter().skip(period)).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::{Encoding, is_low_diversity, key_length, strength};

    #[test]
    fn length_follows_the_surfaces_decoding() {
        let hex = "00112233445566778899aabbccddeeff";
        assert_eq!(key_length(hex, Encoding::Raw), 32);
        assert_eq!(key_length(hex, Encoding::Base64), 24);
        assert_eq!(key_length(hex, Encoding::Hex), 16);
        assert_eq!(key_length(hex, Encoding::Unknown), 16);
        assert_eq!(key_length("not base64!", Encoding::Base64), 11);
        assert_eq!(key_length("ZmFrZS1mYWtlLWZha2U=", Encoding::Unknown), 14);
        assert_eq!(key_length("ZmFrZS1mYWtlLWZha2U", Encoding::Base64OrHex), 14);
    }

    #[test]
    fn a_random_key_keeps_its_full_strength() {
        let hex = "9f3c17a2e84b60d5c1f27e9ab03d486f";
        assert_eq!(strength(hex, 16, None), 128);
        assert_eq!(strength(hex, 32, Some(3)), 33);
    }

    #[test]
    fn sequences_and_repetitions_are_low() {
        for text in ["12345678901234567890", "aaaaaaaa", "abcabcabcab", "abcdefgh", "0000", "11112222"] {
            assert!(is_low_diversity(text), "{text}");
        }
        assert!(!is_low_diversity("9f3c17a2e84b60d5"));
        assert!(!is_low_diversity("key"));
    }
}
