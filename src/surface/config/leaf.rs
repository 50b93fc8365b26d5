//! Nodes and lines for readers of small text formats.
//!
//! In: a text and places in it. Out: lines without their endings, trimmed places, and nodes of the tree.
//! Knows no format: which letters are blank, quoted or a comment, its callers say.

use super::edit::mark_len;
use super::tree::{Kind, Node, Problem, Scalar, Style, Value};
use std::ops::Range;

pub(super) const BLANK: [char; 2] = [' ', '\t'];

/// A value as it is written, and what it says.
pub(super) struct Written {
    /// Quotes included.
    pub span: Range<usize>,
    pub inner: Range<usize>,
    pub style: Style,
    pub text: String,
}

/// Text at a place; nothing where the place is outside.
pub(super) fn at(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or("")
}

/// Every line's place, without line ending and without the file's byte-order mark.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start = mark_len(text);
    let mut from = start;
    at(text, start..text.len()).split_inclusive('\n').map(move |line| {
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let bare = bare.strip_suffix('\r').unwrap_or(bare);
        let range = from..from + bare.len();
        from += line.len();
        range
    })
}

/// The place without blanks at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let raw = at(text, range.clone());
    let tail = raw.trim_end_matches(BLANK);
    let body = tail.trim_start_matches(BLANK);
    let start = range.start + tail.len() - body.len();
    start..start + body.len()
}

/// A value without quotes.
pub(super) fn bare(text: &str, span: Range<usize>) -> Written {
    let said = at(text, span.clone()).to_owned();
    Written { inner: span.clone(), span, style: Style::Plain, text: said }
}

/// A value between quotes of these lengths, taken as it stands.
pub(super) fn quoted(text: &str, span: Range<usize>, mark: usize, style: Style) -> Written {
    let inner = span.start + mark..span.end.saturating_sub(mark).max(span.start + mark);
    let said = at(text, inner.clone()).to_owned();
    Written { span, inner, style, text: said }
}

pub(super) fn scalar(key: &str, key_span: Range<usize>, value: Written) -> Node {
    let said = Scalar { text: value.text, kind: Kind::Text, style: value.style, inner: value.inner };
    Node { key: key.to_owned(), key_span, span: value.span, value: Value::Scalar(said), comment: None }
}

pub(super) fn table(key: &str, key_span: Range<usize>, span: Range<usize>, children: Vec<Node>) -> Node {
    Node { key: key.to_owned(), key_span, span, value: Value::Table(children), comment: None }
}

/// Items under their numbers.
pub(super) fn list(key: &str, key_span: Range<usize>, span: Range<usize>, items: Vec<Written>) -> Node {
    let number = |(index, item): (usize, Written)| {
        let start = item.span.start;
        scalar(&index.to_string(), start..start, item)
    };
    let items = items.into_iter().enumerate().map(number).collect();
    Node { key: key.to_owned(), key_span, span, value: Value::List(items), comment: None }
}

pub(super) fn problem(offset: usize, message: &str) -> Problem {
    Problem { offset, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_leave_out_mark_and_endings() {
        let text = "\u{feff}a\r\nb\n\nc";
        let all: Vec<&str> = lines(text).map(|line| &text[line]).collect();
        assert_eq!(all, ["a", "b", "", "c"]);
        assert_eq!(lines("").count(), 0);
    }

    #[test]
    fn trimming_keeps_places() {
        assert_eq!(trimmed(" \ta b ", 0..6), 2..5);
        assert_eq!(trimmed("   ", 0..3), 0..0);
    }
}
