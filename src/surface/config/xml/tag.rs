//! One start tag: its name and its attributes.
//!
//! In: the place of a tag in a text. Out: places and nodes of attributes. Linear: no attribute is compared
//! with another, so that a tag with a hundred thousand of them costs nothing. Repeated ones are kept.

use super::super::leaf::{self, Written, at};
use super::super::tree::{Node, Style};
use std::ops::Range;

pub(super) struct Tag {
    pub name: Range<usize>,
    /// The tag from `<` to `>`.
    pub whole: Range<usize>,
    /// Keys with an `@`.
    pub attributes: Vec<Node>,
}

impl Tag {
    /// The value of `key` or `name`, in an element that has a `value` as well.
    pub fn label(&self, text: &str) -> Option<(String, Range<usize>)> {
        let of =
            |name: &str| self.attributes.iter().find(|attribute| attribute.key.eq_ignore_ascii_case(name));
        of("@value")?;
        let scalar = of("@key").or_else(|| of("@name"))?.scalar()?;
        let place = text.get(scalar.inner.clone()).map(|_| scalar.inner.clone())?;
        Some((scalar.text.clone(), place))
    }
}

pub(super) fn read(text: &str, whole: Range<usize>) -> Tag {
    let raw = at(text, whole.clone());
    let bytes = raw.as_bytes();
    let end = raw.trim_end_matches('>').trim_end_matches('/').len();
    let name_end = next(bytes, 1, end, |byte| byte.is_ascii_whitespace() || byte == b'/');
    let mut attributes = Vec::new();
    let mut from = name_end;
    while from < end {
        let start = next(bytes, from, end, |byte| !byte.is_ascii_whitespace() && byte != b'/');
        let stop = next(bytes, start, end, |byte| byte.is_ascii_whitespace() || byte == b'=');
        let equals = next(bytes, stop, end, |byte| !byte.is_ascii_whitespace());
        if bytes.get(equals) != Some(&b'=') || equals >= end {
            from = equals.max(start + 1);
            continue;
        }
        let open = next(bytes, equals + 1, end, |byte| !byte.is_ascii_whitespace());
        let close = value_end(bytes, open, end);
        let value = value(text, whole.start + open..whole.start + close);
        let key = whole.start + start..whole.start + stop;
        attributes.push(leaf::scalar(&format!("@{}", at(text, key.clone())), key, value));
        from = close.max(equals + 1);
    }
    let name = whole.start + 1..whole.start + name_end.max(1);
    Tag {
        name: if text.get(name.clone()).is_some() { name } else { whole.start..whole.start },
        whole,
        attributes,
    }
}

/// The first place from `at` on whose letter fits, or the end.
fn next(bytes: &[u8], at: usize, end: usize, fits: impl Fn(u8) -> bool) -> usize {
    let found = bytes.get(at..end).and_then(|rest| rest.iter().position(|byte| fits(*byte)));
    found.map_or(end.max(at), |found| at + found)
}

/// Behind a value: the closing quote, or a blank where there are no quotes.
fn value_end(bytes: &[u8], open: usize, end: usize) -> usize {
    match bytes.get(open) {
        Some(quote @ (b'"' | b'\'')) if open < end => {
            (next(bytes, open + 1, end, |byte| byte == *quote) + 1).min(end)
        }
        _ => next(bytes, open, end, |byte| byte.is_ascii_whitespace()),
    }
}

fn value(text: &str, span: Range<usize>) -> Written {
    let raw = at(text, span.clone());
    for (mark, style) in [('"', Style::DoubleQuoted), ('\'', Style::SingleQuoted)] {
        if raw.len() > 1 && raw.starts_with(mark) && raw.ends_with(mark) {
            let word = leaf::quoted(text, span, 1, style);
            return Written { text: unescaped(&word.text), ..word };
        }
    }
    leaf::bare(text, span)
}

/// Undoes the five named references and the numbered ones; any other stays as it stands.
pub(super) fn unescaped(raw: &str) -> String {
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned)
}
