//! Lines of words.
//!
//! In: a text. Out: the words of each line with their places. Quotes keep blanks, a backslash at the end of a
//! line joins it with the next, and `#` at the start of a word begins a comment.

use super::super::edit::mark_len;
use super::super::leaf::{self, Written, at};
use super::super::tree::Style;
use std::ops::Range;

/// Which quotes there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// `"` with escaped quotes, and backquotes; both may go on over lines.
    Caddy,
    /// `"` and `'`, also within a word.
    Haproxy,
}

/// Longer quotes are one that is not closed: then its line ends it.
const LONGEST: usize = 65_536;

pub(super) fn lines(text: &str, quotes: Quotes) -> Vec<Vec<Written>> {
    let bytes = text.as_bytes();
    let (mut found, mut words) = (Vec::new(), Vec::new());
    let mut from = mark_len(text);
    while let Some(byte) = bytes.get(from) {
        match byte {
            b'\n' => {
                found.push(std::mem::take(&mut words));
                from += 1;
            }
            b'\\' if joint(bytes, from) > 0 => from += joint(bytes, from),
            b' ' | b'\t' | b'\r' => from += 1,
            b'#' => from = line_end(bytes, from),
            _ => {
                let end = word_end(bytes, from, quotes);
                words.push(written(text, from..end, quotes));
                from = end;
            }
        }
    }
    found.push(words);
    found.retain(|words| !words.is_empty());
    found
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let tail = bytes.get(from..).unwrap_or(&[]);
    memchr::memchr(b'\n', tail).map_or(bytes.len(), |newline| from + newline)
}

/// The length of a backslash with the line ending behind it, or 0.
fn joint(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1..) {
        Some([b'\n', ..]) => 2,
        Some([b'\r', b'\n', ..]) => 3,
        _ => 0,
    }
}

fn word_end(bytes: &[u8], start: usize, quotes: Quotes) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        let opens = match quotes {
            Quotes::Caddy => at == start && matches!(byte, b'"' | b'`'),
            Quotes::Haproxy => matches!(byte, b'"' | b'\''),
        };
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => return at,
            b'\\' if joint(bytes, at) > 0 => return at,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii) => at += 2,
            _ if opens => match closing(bytes, at, *byte, quotes) {
                Some(end) if quotes == Quotes::Caddy => return end,
                Some(end) => at = end,
                None => at += 1,
            },
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Behind the closing quote. HAProxy's end with their line at the latest.
fn closing(bytes: &[u8], open: usize, quote: u8, quotes: Quotes) -> Option<usize> {
    let mut at = open + 1;
    while at < open + LONGEST {
        match bytes.get(at)? {
            b'\n' if quotes == Quotes::Haproxy => return None,
            b'\\' if quote == b'"' => at += 2,
            byte if *byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

fn written(text: &str, span: Range<usize>, quotes: Quotes) -> Written {
    let raw = at(text, span.clone());
    let known = match quotes {
        Quotes::Caddy => [('"', Style::DoubleQuoted), ('`', Style::SingleQuoted)],
        Quotes::Haproxy => [('"', Style::DoubleQuoted), ('\'', Style::SingleQuoted)],
    };
    for (mark, style) in known {
        if raw.len() > 1 && raw.starts_with(mark) && raw.ends_with(mark) {
            let word = leaf::quoted(text, span, 1, style);
            let said = word.text.replace(&format!("\\{mark}"), &mark.to_string());
            return Written { text: said, ..word };
        }
    }
    leaf::bare(text, span)
}
