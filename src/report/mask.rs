//! Overwrites secrets in a text, byte for byte, so that every offset stays true.
//!
//! Known places come from facts. Beyond these, whatever looks like key material is overwritten as
//! well: a drawn line shows its neighbours, and a neighbour may be a secret that no fact is about.

use crate::source::Span;

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
    cover_runs(&mut bytes);
    cover_credentials(&mut bytes);
    String::from_utf8(bytes).unwrap_or_else(|_| COVER_ALL.repeat(text.len()))
}

const COVER_ALL: &str = "*";

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

/// Covers the password of `scheme://user:password@host`.
fn cover_credentials(bytes: &mut [u8]) {
    let starts: Vec<usize> = memchr::memmem::find_iter(bytes, b"://").map(|at| at + 3).collect();
    for start in starts {
        let rest = &bytes[start..];
        let end =
            rest.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\''));
        let authority = &rest[..end.unwrap_or(rest.len())];
        let Some(at) = authority.iter().rposition(|byte| *byte == b'@') else { continue };
        let Some(colon) = authority[..at].iter().position(|byte| *byte == b':') else { continue };
        cover(&mut bytes[start + colon + 1..start + at]);
    }
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
    fn code_stays_readable() {
        let line = "use crate::authentication::jwt_claims::RefreshTokenClaims; // RFC 7519 section 4.1.4";
        assert_eq!(mask(line, &[]), line);
    }
}
