//! Words and marks of nginx configuration.
//!
//! In: a text. Out: words with their quotes, `;`, `{` and `}`, each with its place. `${` within a word opens
//! no block. Comments are left out. Linear: every letter is looked at once.

use super::super::leaf::{self, Written, at};
use super::super::tree::Style;
use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    End,
    Open,
    Close,
}

pub(super) enum Token {
    Word(Written),
    Mark(Mark, usize),
    /// A quote that never closes; the word ends with its line.
    Broken(usize),
}

pub(super) fn tokens(text: &str, start: usize) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut from = start;
    while let Some(byte) = bytes.get(from) {
        let mark = match byte {
            b';' => Some(Mark::End),
            b'{' => Some(Mark::Open),
            b'}' => Some(Mark::Close),
            _ => None,
        };
        if let Some(mark) = mark {
            found.push(Token::Mark(mark, from));
            from += 1;
        } else if byte.is_ascii_whitespace() {
            from += 1;
        } else if *byte == b'#' {
            from = line_end(bytes, from);
        } else {
            let end = match byte {
                b'"' | b'\'' => closing(bytes, from, *byte),
                _ => Some(bare_end(bytes, from)),
            };
            if end.is_none() {
                found.push(Token::Broken(from));
            }
            let end = end.unwrap_or_else(|| line_end(bytes, from));
            found.push(Token::Word(written(text, from..end)));
            from = end;
        }
    }
    found
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let tail = bytes.get(from..).unwrap_or(&[]);
    memchr::memchr(b'\n', tail).map_or(bytes.len(), |newline| from + newline)
}

/// Longer values are an unclosed quote, so that a file of quotes is not searched again and again.
const LONGEST: usize = 65_536;

/// Behind the closing quote.
fn closing(bytes: &[u8], open: usize, quote: u8) -> Option<usize> {
    let mut at = open + 1;
    while at < bytes.len().min(open + LONGEST) {
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(byte) if *byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

fn bare_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                let tail = bytes.get(at..bytes.len().min(at + 256)).unwrap_or(&[]);
                at += memchr::memchr2(b'}', b'\n', tail).unwrap_or(1);
            }
            b';' | b'{' | b'}' => break,
            byte if byte.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    // A backslash may be the file's last letter, or stand before a letter of several bytes.
    while at < bytes.len() && bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
        at += 1;
    }
    at.min(bytes.len())
}

/// A word with what it says: quotes off, escaped quotes and backslashes undone.
pub(super) fn written(text: &str, span: Range<usize>) -> Written {
    let raw = at(text, span.clone());
    for (mark, style) in [('"', Style::DoubleQuoted), ('\'', Style::SingleQuoted)] {
        if raw.len() > 1 && raw.starts_with(mark) && raw.ends_with(mark) {
            let word = leaf::quoted(text, span, 1, style);
            let said = word.text.replace(&format!("\\{mark}"), &mark.to_string()).replace("\\\\", "\\");
            return Written { text: said, ..word };
        }
    }
    leaf::bare(text, span)
}
