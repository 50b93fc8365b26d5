//! The encodings in which surfaces hold keys: base64 in its two alphabets, and hex.
//!
//! In goes text, out come the bytes, or nothing when the text is not of that encoding. Padding is optional, as the
//! products differ on it. It must not guess which encoding a surface means.

use base64::{
    Engine,
    alphabet::{Alphabet, STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Shorter texts decode to printable bytes by chance.
const SHORTEST: usize = 6;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

fn decode(alphabet: &Alphabet, text: &str) -> Option<Vec<u8>> {
    GeneralPurpose::new(alphabet, LENIENT).decode(text).ok()
}

/// Bytes of standard base64 (RFC 4648 section 4).
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    decode(&STANDARD, text)
}

/// Bytes of URL-safe base64 (RFC 4648 section 5).
pub(super) fn base64_url(text: &str) -> Option<Vec<u8>> {
    decode(&URL_SAFE, text)
}

/// The text that hex or base64 hides, when every byte of it is printable ASCII: random keys never are.
pub(super) fn hidden_text(text: &str) -> Option<String> {
    let readable =
        |bytes: &Vec<u8>| bytes.len() >= SHORTEST && bytes.iter().all(|b| (b' '..=b'~').contains(b));
    let found = [hex, base64, base64_url].iter().find_map(|decode| decode(text).filter(readable))?;
    String::from_utf8(found).ok()
}

/// Bytes of hex in either case; an odd number of digits is no hex.
pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|value| u8::try_from(value).ok());
    text.as_bytes().chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.last()?)?)).collect()
}
