//! INI files into the key-path tree: `app.ini`, `php.ini`, `.cfg`, systemd units.
//!
//! In: the text of a file, a byte-order mark allowed. Out: sections with their keys in file order, both
//! repeated as they are written, and headers that do not close. A section's name is one segment, dots
//! included. Keys that are commented out are not set. Values have no type and no substitution.

#[cfg(test)]
mod tests;
mod unit;
mod write;

pub(super) use unit::read as read_unit;
pub(super) use write::{insertion, replacement};

use super::leaf::{self, BLANK, Written, at, trimmed};
use super::tree::{MAX_PROBLEMS, Node, Problem, Style, Syntax, Tree};
use std::ops::Range;

/// Reads a file. Keys below a broken header are dropped: their section is not known.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let (mut nodes, mut problems) = (Vec::new(), Vec::new());
    let mut section: Option<(Range<usize>, Range<usize>)> = None;
    let (mut keys, mut lost) = (Vec::new(), false);
    let mut lines = leaf::lines(text).peekable();
    while let Some(line) = lines.next() {
        let body = trimmed(text, line.clone());
        match at(text, body.clone()).as_bytes().first() {
            None | Some(b';' | b'#') => {}
            Some(b'[') => {
                close(text, &mut nodes, section.take(), std::mem::take(&mut keys));
                section = header(text, body.clone());
                lost = section.is_none();
                if lost {
                    problems.push(leaf::problem(body.start, "unclosed section header"));
                }
            }
            Some(_) => {
                let mut parts = vec![body];
                while let Some(cut) = parts.last().and_then(|last| continued(text, last)) {
                    let Some(next) = lines.next() else { break };
                    parts.pop();
                    parts.extend([cut, trimmed(text, next)]);
                }
                keys.extend(entry(text, &parts).filter(|_| !lost));
            }
        }
    }
    close(text, &mut nodes, section, keys);
    problems.truncate(MAX_PROBLEMS);
    (Tree::of_table(nodes, super::edit::mark_len(text)..text.len(), Syntax::Ini), problems)
}

/// Ends a section; keys in front of the first header are the file's own.
fn close(text: &str, nodes: &mut Vec<Node>, section: Option<(Range<usize>, Range<usize>)>, keys: Vec<Node>) {
    match section {
        Some((name, span)) => nodes.push(leaf::table(at(text, name.clone()), name, span, keys)),
        None => nodes.extend(keys),
    }
}

/// The name and the whole of `[name]`.
fn header(text: &str, body: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let length = at(text, body.clone()).find(']')?;
    let name = trimmed(text, body.start + 1..body.start + length);
    Some((name, body.start..body.start + length + 1))
}

/// The part of a line in front of a blank and a backslash at its end.
fn continued(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let raw = at(text, line.clone()).strip_suffix('\\').filter(|raw| raw.ends_with(BLANK))?;
    Some(line.start..line.start + raw.trim_end_matches(BLANK).len())
}

/// A key with its value, which may go on over several lines.
fn entry(text: &str, parts: &[Range<usize>]) -> Option<Node> {
    let (first, last) = (parts.first()?.clone(), parts.last()?.clone());
    let separator = separator(at(text, first.clone()))?;
    let key = trimmed(text, first.start..first.start + separator);
    let name = at(text, key.clone());
    if name.is_empty() {
        return None;
    }
    let from = first.start + separator + 1;
    if parts.len() == 1 {
        let (value, end) = value(text, trimmed(text, from..first.end));
        let mut node = leaf::scalar(name, key, value);
        node.comment = comment(text, end, first.end);
        return Some(node);
    }
    let head = trimmed(text, from..first.end);
    let rest = parts.get(1..)?.iter().cloned();
    let said: Vec<&str> = std::iter::once(head.clone()).chain(rest).map(|part| at(text, part)).collect();
    let span = head.start..last.end.max(head.start);
    Some(leaf::scalar(name, key, Written { text: said.join(" "), ..leaf::bare(text, span) }))
}

/// The first `=`, or a `:` before it that blanks follow: `host:port` alone is no pair.
fn separator(line: &str) -> Option<usize> {
    let equals = line.find('=');
    let colon = line.find(": ").or_else(|| line.find(":\t"));
    match (equals, colon) {
        (Some(equals), Some(colon)) if colon < equals && !line.get(..colon)?.contains(BLANK) => Some(colon),
        (Some(equals), _) => Some(equals),
        (None, colon) => colon.filter(|colon| line.get(..*colon).is_some_and(|key| !key.contains(BLANK))),
    }
}

const QUOTES: [(&str, Style); 4] = [
    ("\"\"\"", Style::MultiLineDouble),
    ("\"", Style::DoubleQuoted),
    ("'", Style::SingleQuoted),
    ("`", Style::SingleQuoted),
];

/// A value, and where it ends. A quote that closes before more than a comment is part of the value.
fn value(text: &str, place: Range<usize>) -> (Written, usize) {
    let raw = at(text, place.clone());
    for (mark, style) in QUOTES {
        let Some(inside) = raw.strip_prefix(mark) else { continue };
        let Some(length) = inside.find(mark) else { continue };
        let end = place.start + mark.len() * 2 + length;
        let behind = at(text, end..place.end).trim_start_matches(BLANK);
        if behind.is_empty() || behind.starts_with([';', '#']) {
            return (leaf::quoted(text, place.start..end, mark.len(), style), end);
        }
    }
    let end = place.start + remark(raw).unwrap_or(raw.len());
    let span = trimmed(text, place.start..end);
    (leaf::bare(text, span.clone()), span.end)
}

/// Where a comment begins: its mark, with a blank in front of it.
fn remark(raw: &str) -> Option<usize> {
    let bytes = raw.as_bytes();
    memchr::memchr2_iter(b';', b'#', bytes).find(|mark| {
        mark.checked_sub(1)
            .and_then(|before| bytes.get(before))
            .is_none_or(|byte| matches!(byte, b' ' | b'\t'))
    })
}

fn comment(text: &str, end: usize, line_end: usize) -> Option<Range<usize>> {
    let place = trimmed(text, end..line_end);
    at(text, place.clone()).starts_with([';', '#']).then_some(place)
}
