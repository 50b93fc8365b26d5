//! The dotenv family, `.envrc` included, into the key-path tree.
//!
//! In: the text of a file, a byte-order mark allowed. Out: a flat tree in file order, duplicates kept,
//! and the lines that look like broken assignments. Values are raw: no variable is substituted, and
//! every kind is text, because the format has no types. Shell lines that assign nothing are skipped.

mod quote;
#[cfg(test)]
mod tests;
mod write;

pub(super) use write::{insertion, replacement};

use super::edit::{line_around, mark_len};
use super::tree::{Kind, MAX_PROBLEMS, Node, Problem, Scalar, Style, Syntax, Tree, Value};
use std::ops::Range;

const BLANK: [char; 2] = [' ', '\t'];

/// Reads a file. An unclosed quote ends with its line, so that the remaining lines are read.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let (mut nodes, mut problems) = (Vec::new(), Vec::new());
    let mut at = mark_len(text);
    while at < text.len() {
        let line = line_around(text, at);
        let mut end = line.end;
        match head(text, line.clone()) {
            Head::Nothing => {}
            Head::Broken(offset) => problems.push(problem(offset, "not a valid variable name")),
            Head::Key { key, value } => {
                let found = value_at(text, value, line.end);
                if let Some(offset) = found.unclosed {
                    problems.push(problem(offset, "unclosed quote"));
                }
                end = found.span.end;
                nodes.push(node(text, key, found));
            }
        }
        at = memchr::memchr(b'\n', text.as_bytes().get(end..).unwrap_or(&[]))
            .map_or(text.len(), |newline| end + newline + 1);
    }
    problems.truncate(MAX_PROBLEMS);
    (Tree::of_table(nodes, mark_len(text)..text.len(), Syntax::Env), problems)
}

/// What the part of a line before its value says.
enum Head {
    Nothing,
    Broken(usize),
    /// `value` is where the value may start: right behind the separator.
    Key {
        key: Range<usize>,
        value: usize,
    },
}

fn head(text: &str, line: Range<usize>) -> Head {
    let full = text.get(line.clone()).unwrap_or("");
    let rest = without_export(full.trim_start_matches(BLANK));
    let start = line.end - rest.len();
    let name_len = rest.bytes().take_while(|byte| is_name_byte(*byte)).count();
    let (name, behind) = rest.split_at_checked(name_len).unwrap_or((rest, ""));
    let behind = behind.trim_start_matches(BLANK);
    let separated = match behind.as_bytes() {
        [b'=', ..] => true,
        // `KEY: value` is seen in the wild; `http://` and a bare `KEY:` are something else.
        [b':', b' ' | b'\t', value @ ..] => {
            value.iter().find(|byte| !matches!(byte, b' ' | b'\t')).is_some_and(|byte| *byte != b'#')
        }
        _ => false,
    };
    if separated && is_name(name) {
        return Head::Key { key: start..start + name.len(), value: line.end - behind.len() + 1 };
    }
    if looks_broken(rest) { Head::Broken(start) } else { Head::Nothing }
}

/// Skips `export `, unless the variable itself has that name.
fn without_export(line: &str) -> &str {
    let Some(rest) = line.strip_prefix("export").filter(|rest| rest.starts_with(BLANK)) else {
        return line;
    };
    let rest = rest.trim_start_matches(BLANK);
    if rest.starts_with('=') { line } else { rest }
}

/// Dots and hyphens are no shell names, yet dotenv libraries take them.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

pub(super) fn is_name(name: &str) -> bool {
    name.bytes().all(is_name_byte) && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// One word in front of a `=`, and no sign of shell syntax: an assignment was meant.
fn looks_broken(line: &str) -> bool {
    let Some((name, _)) = line.split_once('=') else { return false };
    let shell = |letter: char| letter.is_whitespace() || "#$()[]{}<>|&;+!?*/\\:,\"'`@%^~".contains(letter);
    !name.trim_end_matches(BLANK).contains(shell) && !is_name(name.trim_end_matches(BLANK))
}

/// A value with where it lies.
struct Found {
    span: Range<usize>,
    inner: Range<usize>,
    style: Style,
    /// Where a quote opens that never closes.
    unclosed: Option<usize>,
}

fn value_at(text: &str, from: usize, line_end: usize) -> Found {
    let rest = text.get(from..line_end).unwrap_or("");
    let start = line_end - rest.trim_start_matches(BLANK).len();
    let style = match text.as_bytes().get(start..line_end).and_then(<[u8]>::first) {
        Some(b'"') => Style::DoubleQuoted,
        Some(b'\'') => Style::SingleQuoted,
        _ => return plain(text, from, line_end),
    };
    match quote::close(text, start, style) {
        Some(close) if quote::is_last(text, close + 1) => {
            Found { span: start..close + 1, inner: start + 1..close, style, unclosed: None }
        }
        // `"$HOME/bin":$PATH` is shell; what it yields is not for this reader to say.
        Some(close) if close < line_end => plain(text, from, line_end),
        _ => {
            let end = start + text.get(start..line_end).unwrap_or("").trim_end_matches(BLANK).len();
            Found { span: start..end, inner: start + 1..end, style, unclosed: Some(start) }
        }
    }
}

/// An unquoted value: up to a `#` behind a blank, without the blanks around it.
fn plain(text: &str, from: usize, line_end: usize) -> Found {
    let raw = text.get(from..line_end).unwrap_or("");
    let bytes = raw.as_bytes();
    let is_comment = |mark: &usize| {
        let before = mark.checked_sub(1).and_then(|before| bytes.get(before));
        before.is_some_and(|byte| matches!(byte, b' ' | b'\t'))
    };
    let end = memchr::memchr_iter(b'#', bytes).find(is_comment).unwrap_or(raw.len());
    let value = raw.get(..end).unwrap_or("").trim_end_matches(BLANK);
    let trimmed = value.trim_start_matches(BLANK);
    let start = from + value.len() - trimmed.len();
    let span = start..start + trimmed.len();
    Found { inner: span.clone(), span, style: Style::Plain, unclosed: None }
}

fn node(text: &str, key_span: Range<usize>, found: Found) -> Node {
    let inner = text.get(found.inner.clone()).unwrap_or("");
    let decoded = match found.style {
        Style::DoubleQuoted => quote::decoded(inner),
        _ => inner.to_owned(),
    };
    let scalar = Scalar { text: decoded, kind: Kind::Text, style: found.style, inner: found.inner };
    Node {
        key: text.get(key_span.clone()).unwrap_or("").to_owned(),
        key_span,
        comment: comment(text, found.span.end),
        span: found.span,
        value: Value::Scalar(scalar),
    }
}

fn comment(text: &str, end: usize) -> Option<Range<usize>> {
    let line_end = line_around(text, end).end;
    let rest = text.get(end..line_end)?.trim_start_matches(BLANK);
    rest.starts_with('#').then(|| line_end - rest.len()..line_end)
}

fn problem(offset: usize, message: &str) -> Problem {
    Problem { offset, message: message.to_owned() }
}
