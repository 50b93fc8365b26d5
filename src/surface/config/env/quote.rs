//! Quotes of dotenv values: where they close, and what escapes in double quotes mean.
//!
//! In: a text and the place of an opening quote. Out: the closing one. Linear over a whole file: a
//! search stops at the next quote of its kind, and that is at the latest the next line's opening one.

use super::super::tree::Style;

/// The closing quote, which may lie on a later line. Single quotes know no escapes.
pub(super) fn close(text: &str, open: usize, style: Style) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = open + 1;
    if style == Style::SingleQuoted {
        return memchr::memchr(b'\'', bytes.get(at..)?).map(|found| at + found);
    }
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(found) == Some(&b'"') {
            return Some(found);
        }
        at = found + 2;
    }
}

/// Whether nothing but blanks and a comment follow on the line. Otherwise the quote before this place
/// opens the value of a later line, or is followed by more shell.
pub(super) fn is_last(text: &str, behind: usize) -> bool {
    let mut rest = text.as_bytes().get(behind..).unwrap_or(&[]).iter();
    match rest.find(|byte| !matches!(byte, b' ' | b'\t')) {
        None | Some(b'\n' | b'#') => true,
        Some(b'\r') => matches!(rest.next(), None | Some(b'\n')),
        Some(_) => false,
    }
}

/// Undoes the escapes that dotenv libraries agree on. Any other backslash stays as it is.
pub(super) fn decoded(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let mut letters = behind.chars();
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some(same @ ('"' | '\\' | '$' | '`')) => out.push(same),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out
}

/// The text between double quotes. Shell and dotenv libraries would substitute `$` and backquotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '"' | '\\' | '$' | '`' => out.extend(['\\', letter]),
            other => out.push(other),
        }
    }
    out
}
