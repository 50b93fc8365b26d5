//! Finds PEM blocks (RFC 7468) in any bytes, also within one line of source where line ends are written as `\n`.
//! Bytes come in; ranges, labels and what the body is come out, never the body. It knows no file types.

use super::base64url;
use super::der::{KeyKind, key_kind};
use std::ops::Range;

/// A block whose begin line and end line carry the same label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pem {
    /// From the first hyphen of the begin line to the last of the end line.
    pub range: Range<usize>,
    /// `RSA PRIVATE KEY`, `CERTIFICATE` and the like.
    pub label: String,
    pub is_private: bool,
    pub body: Body,
    /// What stands between the begin line and the end line, in bytes of the text.
    pub body_range: Range<usize>,
}

/// What stands between the begin line and the end line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Base64 of a structure that fits the label; the key's kind where its DER could be read.
    Real { bytes: usize, key: Option<KeyKind> },
    /// A private key under a passphrase.
    Encrypted,
    /// Dots, words, a template, or too little for a key.
    Placeholder,
}

/// Longer bodies are no keys and no certificates.
pub const MAX_BODY: usize = 64 * 1024;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
pub(super) const HYPHENS: &[u8] = b"-----";
const MAX_LABEL: usize = 64;

/// The blocks of a text, in order. Linear: a body ends at the next five hyphens, where the next search starts.
pub fn find(bytes: &[u8]) -> impl Iterator<Item = Pem> {
    memchr::memmem::find_iter(bytes, BEGIN).filter_map(move |start| block(bytes, start))
}

/// The block whose begin line starts here.
pub(super) fn block(bytes: &[u8], start: usize) -> Option<Pem> {
    if !bytes.get(start..)?.starts_with(BEGIN) {
        return None;
    }
    let label_start = start + BEGIN.len();
    let label = label(bytes.get(label_start..)?)?;
    let body_start = label_start + label.len() + HYPHENS.len();
    let rest = bytes.get(body_start..)?;
    let window = rest.get(..MAX_BODY).unwrap_or(rest);
    let length = memchr::memmem::find(window, HYPHENS)?;
    let closing = rest.get(length..)?.strip_prefix(END)?.strip_prefix(label.as_bytes())?;
    if !closing.starts_with(HYPHENS) {
        return None;
    }
    let end = body_start + length + END.len() + label.len() + HYPHENS.len();
    let is_private = label.contains("PRIVATE KEY");
    let body = judge(&label, window.get(..length)?);
    Some(Pem { range: start..end, label, is_private, body, body_range: body_start..body_start + length })
}

/// The first block within a run of base64 that starts here; both ranges are the run's.
pub(super) fn wrapped(bytes: &[u8], start: usize) -> Option<Pem> {
    if bytes.get(..start)?.last().is_some_and(|&before| is_base64(before)) {
        return None;
    }
    let rest = bytes.get(start..)?;
    let window = rest.get(..MAX_BODY).unwrap_or(rest);
    let length = window.iter().take_while(|&&byte| is_base64(byte)).count();
    let text = base64url::decode(window.get(..length)?).bytes;
    let range = start..start + length;
    Some(Pem { range: range.clone(), body_range: range, ..block(&text, 0)? })
}

/// What the body of a block decodes to.
pub fn bytes(text: &[u8], pem: &Pem) -> Vec<u8> {
    let body = text.get(pem.body_range.clone()).unwrap_or_default();
    base64url::decode(&base64_text(body, pem.label.starts_with("PGP"))).bytes
}

fn is_base64(byte: u8) -> bool {
    base64url::is_base64url(byte) || matches!(byte, b'+' | b'/')
}

fn label(rest: &[u8]) -> Option<String> {
    let window = rest.get(..MAX_LABEL + HYPHENS.len()).unwrap_or(rest);
    let text = window.get(..memchr::memmem::find(window, HYPHENS)?)?;
    let fits = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b' ';
    (!text.is_empty() && text.iter().all(fits)).then(|| String::from_utf8_lossy(text).into_owned())
}

fn judge(label: &str, body: &[u8]) -> Body {
    if label.starts_with("ENCRYPTED") || memchr::memmem::find(body, b"Proc-Type: 4,ENCRYPTED").is_some() {
        return Body::Encrypted;
    }
    let text = base64_text(body, label.starts_with("PGP"));
    let decoded = base64url::decode(&text);
    let broken = decoded.flaws.iter().any(|flaw| {
        matches!(flaw, base64url::Flaw::BadCharacter { .. } | base64url::Flaw::DanglingCharacter { .. })
    });
    if broken || !fits_label(label, &decoded.bytes) {
        return Body::Placeholder;
    }
    Body::Real { bytes: decoded.bytes.len(), key: key_kind(&decoded.bytes) }
}

/// The body without line ends, written or escaped, and without what source code puts around lines: quotes,
/// commas, plus signs next to them, comment signs. OpenPGP has armor headers and a checksum (RFC 9580 section 6).
fn base64_text(body: &[u8], armor: bool) -> Vec<u8> {
    let (mut out, mut line) = (Vec::with_capacity(body.len()), Vec::new());
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = byte == b'\\' && matches!(after.first(), Some(b'n' | b'r' | b't'));
        rest = if escaped { after.get(1..).unwrap_or_default() } else { after };
        if escaped || byte == b'\n' || byte == b'\r' {
            take_line(&mut out, &mut line, armor);
        } else {
            line.push(byte);
        }
    }
    take_line(&mut out, &mut line, armor);
    out
}

fn take_line(out: &mut Vec<u8>, line: &mut Vec<u8>, armor: bool) {
    let text = std::mem::take(line);
    let bare = strip_around(&text);
    let is_armor = armor && (bare.contains(&b':') || bare.first() == Some(&b'='));
    if !is_armor {
        out.extend_from_slice(bare);
    }
}

/// A plus sign is stripped only in a line with quotes, which joins them: elsewhere it is base64.
fn strip_around(line: &[u8]) -> &[u8] {
    let around =
        |b: &u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'`' | b',' | b';' | b'\\' | b'#' | b'*' | b'>');
    let quoted = line.contains(&b'"') || line.contains(&b'\'');
    let kept = |b: &u8| !(around(b) || (*b == b'+' && quoted));
    let (start, end) = (line.iter().position(kept), line.iter().rposition(kept));
    match (start, end) {
        (Some(start), Some(end)) => line.get(start..=end).unwrap_or_default(),
        _ => &[],
    }
}

/// The shortest structure is an Ed25519 public key: 44 bytes of DER (RFC 8410).
const SHORTEST: usize = 40;

/// DER begins with a sequence that spans the bytes; OpenSSH and OpenPGP have marks of their own.
fn fits_label(label: &str, bytes: &[u8]) -> bool {
    if bytes.len() < SHORTEST {
        false
    } else if label.starts_with("OPENSSH") {
        bytes.starts_with(b"openssh-key-v1\0")
    } else if label.starts_with("PGP") {
        bytes.first().is_some_and(|byte| byte & 0x80 != 0)
    } else {
        is_whole_sequence(bytes)
    }
}

fn is_whole_sequence(bytes: &[u8]) -> bool {
    let length = match bytes {
        [0x30, n @ 0..=0x7f, ..] => usize::from(*n) + 2,
        [0x30, 0x81, n, ..] => usize::from(*n) + 3,
        [0x30, 0x82, a, b, ..] => usize::from(*a) * 256 + usize::from(*b) + 4,
        _ => return false,
    };
    length == bytes.len()
}
