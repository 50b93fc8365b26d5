//! Java properties into the key-path tree.
//!
//! In: the text of a file. Out: tables nested by the dots of the keys, in file order, repeated keys kept.
//! A `#---` line begins another document, as Spring Boot reads it. Values have no type; references such
//! as `${NAME:fallback}` stay as they are.

mod escape;
mod nest;
#[cfg(test)]
mod tests;
mod write;

pub(super) use write::{insertion, replacement};

use super::edit::mark_len;
use super::leaf::{self, at};
use super::tree::{MAX_PROBLEMS, Problem, Syntax, Tree};
use std::ops::Range;

const BLANK: [char; 3] = [' ', '\t', '\u{c}'];

/// A key and its value as they stand in the file, escapes and line joints included.
struct Pair {
    key: Range<usize>,
    value: Range<usize>,
}

/// Reads a file (java.util.Properties, "load").
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let (mut roots, mut problems) = (Vec::new(), Vec::new());
    let mut start = mark_len(text);
    let mut growth = nest::Growth::default();
    let mut lines = leaf::lines(text).peekable();
    while let Some(line) = lines.next() {
        let body = indented(text, line.clone());
        match at(text, body.clone()).as_bytes().first() {
            None => {}
            Some(b'#' | b'!') => {
                if matches!(at(text, line.clone()).trim_end(), "#---" | "!---") {
                    roots.push(document(std::mem::take(&mut growth), start..line.start));
                    start = line.end;
                }
            }
            Some(_) => {
                let mut end = body.end;
                while is_joined(at(text, body.start..end)) {
                    let Some(next) = lines.next() else { break };
                    end = next.end;
                }
                let found = growth.add(text, &pair(text, body.start..end));
                problems.extend(found.err().map(|()| leaf::problem(body.start, "too many dots in a key")));
            }
        }
    }
    problems.truncate(MAX_PROBLEMS);
    roots.push(document(growth, start..text.len()));
    (Tree { roots, syntax: Syntax::Properties }, problems)
}

fn document(growth: nest::Growth, span: Range<usize>) -> super::tree::Node {
    leaf::table("", span.start..span.start, span, growth.finish())
}

fn indented(text: &str, line: Range<usize>) -> Range<usize> {
    line.end - at(text, line.clone()).trim_start_matches(BLANK).len()..line.end
}

/// An odd number of backslashes at the end joins the line with the next.
fn is_joined(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The key ends at the first `=`, `:` or blank without a backslash.
fn pair(text: &str, place: Range<usize>) -> Pair {
    let raw = at(text, place.clone());
    let mut escaped = false;
    let length = raw
        .find(|letter: char| {
            let ends = !escaped && (letter == '=' || letter == ':' || BLANK.contains(&letter));
            escaped = !escaped && letter == '\\';
            ends
        })
        .unwrap_or(raw.len());
    let behind = raw.get(length..).unwrap_or("").trim_start_matches(BLANK);
    let value = behind.strip_prefix(['=', ':']).unwrap_or(behind).trim_start_matches(BLANK);
    Pair { key: place.start..place.start + length, value: place.end - value.len()..place.end }
}
