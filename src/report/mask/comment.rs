//! Where the comment of a line begins, as most languages write one.
//!
//! In: a line. Out: an offset. It knows no strings: a mark inside one counts as well, and then more is covered.

use std::ops::Range;

/// Where the line's comment begins, or the line's end.
pub(super) fn start(text: &[u8], line: &Range<usize>) -> usize {
    let bytes = text.get(line.clone()).unwrap_or_default();
    let indent = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if matches!(bytes.get(indent), Some(b'*' | b';')) {
        return line.start + indent;
    }
    let begins = |at: &usize| {
        let free = at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(u8::is_ascii_whitespace);
        match bytes.get(*at..).unwrap_or_default() {
            [b'/', b'/' | b'*', ..] => at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b':'),
            [b'#', b'[' | b'!', ..] => false,
            [b'#', ..] | [b'-', b'-', b' ', ..] => free,
            [b'<', b'!', b'-', b'-', ..] => true,
            _ => false,
        }
    };
    (0..bytes.len()).find(begins).map_or(line.end, |at| line.start + at)
}

/// What a comment says, without its mark.
pub(super) fn words(text: &[u8], start: usize, end: usize) -> Range<usize> {
    let bytes = text.get(start..end).unwrap_or_default();
    let mark = bytes.iter().take_while(|byte| !byte.is_ascii_alphanumeric() && byte.is_ascii()).count();
    start + mark..end.max(start + mark)
}
