//! Overwrites secrets in a text, byte for byte, so that every offset stays true.
//!
//! Known places come from facts. Beyond these, whatever looks like key material, stands behind the name of a secret or
//! is the password of an address is overwritten as well: a drawn line shows its neighbours, and a neighbour may be a
//! secret that no fact is about.

mod comment;
mod named;

use crate::source::Span;
use std::ops::Range;

const COVER: u8 = b'*';

/// The text with secrets overwritten by `*`. Line breaks stay.
pub fn mask(text: &str, secrets: &[Span]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in secrets {
        let end = (span.end as usize).min(bytes.len());
        let start = text.floor_char_boundary((span.start as usize).min(end));
        let end = text.ceil_char_boundary(end);
        cover(&mut bytes[start..end]);
    }
    for range in named::places(text).into_iter().chain(comments_behind(text, secrets)) {
        let end = text.ceil_char_boundary(range.end);
        cover(&mut bytes[text.floor_char_boundary(range.start)..end]);
    }
    cover_runs(&mut bytes);
    cover_credentials(&mut bytes);
    String::from_utf8(bytes).unwrap_or_else(|_| COVER_ALL.repeat(text.len()))
}

const COVER_ALL: &str = "*";

/// What comments behind secrets say: often the one before it.
fn comments_behind(text: &str, secrets: &[Span]) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = secrets.iter().map(|span| (span.end as usize).min(text.len())).collect();
    ends.sort_unstable();
    let bytes = text.as_bytes();
    let (mut found, mut told) = (Vec::new(), 0);
    for end in ends.into_iter().rev() {
        let start = memchr::memrchr(b'\n', &bytes[..end]).map_or(0, |newline| newline + 1);
        let line = start..memchr::memchr(b'\n', &bytes[end..]).map_or(bytes.len(), |newline| end + newline);
        if line.end == std::mem::replace(&mut told, line.end) {
            continue;
        }
        let comment = comment::start(bytes, &line);
        if comment >= end {
            found.push(comment::words(bytes, comment, line.end));
        }
    }
    found
}

fn cover(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| !matches!(**byte, b'\n' | b'\r')) {
        *byte = COVER;
    }
}

/// Shortest run of base64, base64url or hex letters that is taken for key material.
const SHORTEST_RUN: usize = 20;

/// Covers long runs of key-material letters that mix digits with both cases, or are long hex.
fn cover_runs(bytes: &mut [u8]) {
    let mut at = 0;
    while at < bytes.len() {
        let len = bytes[at..].iter().take_while(|byte| is_material(**byte)).count();
        if len >= SHORTEST_RUN && looks_random(&bytes[at..at + len]) {
            cover(&mut bytes[at..at + len]);
        }
        at += len.max(1);
    }
}

fn is_material(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'.')
}

/// Digits and letters change places often: paths, identifiers and sentences don't do that.
fn looks_random(run: &[u8]) -> bool {
    let digits = run.iter().filter(|byte| byte.is_ascii_digit()).count();
    let class = |byte: &u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let changes = run.windows(2).filter(|pair| class(&pair[0]) != class(&pair[1])).count();
    digits >= 2 && changes * 4 >= run.len()
}

/// Covers the password of `scheme://user:password@host`, and what a header hands over.
fn cover_credentials(bytes: &mut [u8]) {
    let after = |bytes: &[u8], mark: &str| -> Vec<usize> {
        memchr::memmem::find_iter(bytes, mark).map(|at| at + mark.len()).collect()
    };
    for start in after(bytes, "://") {
        if let Some(len) = bytes.get(start..).map(word_len)
            && let Some(password) = password(&bytes[start..start + len])
        {
            cover(&mut bytes[start + password.start..start + password.end]);
        }
    }
    for start in after(bytes, "Bearer ").into_iter().chain(after(bytes, "Basic ")) {
        let len = bytes.get(start..).map_or(0, word_len);
        // `Bearer authentication` is a sentence, `Bearer ${token}` a template.
        let word = &bytes[start..start + len];
        if len >= SHORTEST_TOKEN
            && word.iter().any(u8::is_ascii_digit)
            && word.iter().all(|byte| is_material(*byte))
        {
            cover(&mut bytes[start..start + len]);
        }
    }
}

/// Shortest credential of a header that is covered.
const SHORTEST_TOKEN: usize = 8;

/// Longer addresses are none.
const LONGEST_ADDRESS: usize = 4096;

fn word_len(bytes: &[u8]) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>');
    let near = &bytes[..bytes.len().min(LONGEST_ADDRESS)];
    near.iter().position(ends).unwrap_or(near.len())
}

/// Where the password of an address stands. One with a `/` in it ends its host too early for a strict reader (RFC 3986
/// section 3.2); a port is told from it by its digits.
fn password(address: &[u8]) -> Option<Range<usize>> {
    let host = address.iter().position(|byte| *byte == b'/').unwrap_or(address.len());
    let colon = address[..host].iter().position(|byte| *byte == b':')?;
    let at = match address[..host].iter().rposition(|byte| *byte == b'@') {
        Some(at) => at,
        None if address[colon + 1..host].iter().all(u8::is_ascii_digit) => return None,
        None => address.iter().position(|byte| *byte == b'@')?,
    };
    (colon < at).then_some(colon + 1..at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn known_secrets_go_and_offsets_stay() {
        let text = "key = \"pä55word\"\nnext";
        let start = text.find("pä").unwrap_or(0);
        let masked = mask(text, &[Span::new(FileId(0), start..start + 9)]);
        assert_eq!(masked, "key = \"*********\"\nnext");
        assert_eq!(masked.len(), text.len());
    }

    #[test]
    fn unknown_key_material_goes_too() {
        let masked = mask("A_KEY=zX9fake0Q7fake3kW5fake8T1v\nURL=postgres://app:fake@db/x", &[]);
        assert_eq!(masked, "A_KEY=**************************\nURL=postgres://app:****@db/x");
    }

    #[test]
    fn credentials_in_addresses_and_headers_go() {
        assert_eq!(mask("`amqp://app:fa/ke@mq/x`", &[]), "`amqp://app:*****@mq/x`");
        let plain = "http://localhost:3000/@scope/a http://host/a:b@c";
        assert_eq!(mask(plain, &[]), plain);
        assert_eq!(mask("-H 'X: Bearer fake12fake'", &[]), "-H 'X: Bearer **********'");
        assert_eq!(mask("Bearer authentication", &[]), "Bearer authentication");
    }

    #[test]
    fn code_stays_readable() {
        let line = "use crate::authentication::jwt_claims::RefreshTokenClaims; // RFC 7519 section 4.1.4";
        assert_eq!(mask(line, &[]), line);
    }
}
