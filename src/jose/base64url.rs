//! Lenient base64url (RFC 7515 section 2): text comes in, bytes and a list of departures come out.
//! Decoding never stops at a mistake, because an auditor wants to see what a careless library would have read.
//! It knows nothing of tokens or of JSON.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A departure from unpadded base64url; offsets count bytes of the text that was decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The first byte that belongs to no base64 alphabet; such bytes are skipped.
    BadCharacter { offset: usize },
    /// `=` at the end; RFC 7515 section 2 leaves all padding out.
    Padding { offset: usize },
    /// The first `+` or `/`: the standard alphabet instead of the URL-safe one.
    StandardAlphabet { offset: usize },
    /// The last character carries bits that no byte uses, so several texts decode to the same bytes.
    TrailingBits { offset: usize },
    /// One character too many: six bits make no byte.
    DanglingCharacter { offset: usize },
}

/// The bytes that a text decodes to, and at most one flaw of each kind.
pub struct Bytes {
    pub bytes: Vec<u8>,
    pub flaws: Vec<Flaw>,
}

/// Is this byte in the base64url alphabet (RFC 4648 section 5)?
pub fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// The length of the run of base64url at the beginning. Most of it is passed over by vectors of bytes.
pub fn run(text: &[u8]) -> usize {
    const WIDTH: usize = 32;
    let whole = |chunk: &&[u8]| chunk.iter().fold(true, |all, &byte| all & is_base64url(byte));
    let passed = text.chunks_exact(WIDTH).take_while(whole).count() * WIDTH;
    let rest = text.get(passed..).unwrap_or_default();
    passed + rest.iter().position(|&byte| !is_base64url(byte)).unwrap_or(rest.len())
}

/// Decodes as much as can be decoded; what has no flaw, which is nearly everything, takes the fast way.
pub fn decode(text: &[u8]) -> Bytes {
    match URL_SAFE_NO_PAD.decode(text) {
        Ok(bytes) => Bytes { bytes, flaws: Vec::new() },
        Err(_) => decode_flawed(text),
    }
}

fn decode_flawed(text: &[u8]) -> Bytes {
    let body = without_padding(text);
    let mut out = Bytes { bytes: Vec::with_capacity(body.len() / 4 * 3 + 3), flaws: Vec::new() };
    if body.len() < text.len() {
        out.flaws.push(Flaw::Padding { offset: body.len() });
    }
    let (mut bits, mut held, mut last) = (0u32, 0u32, 0usize);
    for (offset, &byte) in body.iter().enumerate() {
        let Some(six) = six_bits(byte) else {
            note(&mut out.flaws, Flaw::BadCharacter { offset });
            continue;
        };
        if byte == b'+' || byte == b'/' {
            note(&mut out.flaws, Flaw::StandardAlphabet { offset });
        }
        (bits, held, last) = ((bits << 6) | six, held + 6, offset);
        if held >= 8 {
            held -= 8;
            out.bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    note_rest(&mut out.flaws, bits, held, last);
    out
}

fn without_padding(text: &[u8]) -> &[u8] {
    let kept = text.iter().rposition(|&byte| byte != b'=').map_or(0, |at| at + 1);
    text.get(..kept).unwrap_or_default()
}

fn note_rest(flaws: &mut Vec<Flaw>, bits: u32, held: u32, offset: usize) {
    if held == 6 {
        flaws.push(Flaw::DanglingCharacter { offset });
    } else if bits != 0 {
        flaws.push(Flaw::TrailingBits { offset });
    }
}

/// Keeps the first flaw of a kind: a megabyte of bad characters is one fact, not a million.
fn note(flaws: &mut Vec<Flaw>, flaw: Flaw) {
    let same = |known: &Flaw| std::mem::discriminant(known) == std::mem::discriminant(&flaw);
    if !flaws.iter().any(same) {
        flaws.push(flaw);
    }
}

fn six_bits(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' | b'+' => 62,
        b'_' | b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}
