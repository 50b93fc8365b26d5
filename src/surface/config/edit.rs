//! The text that sets a key of a configuration file to another value.
//!
//! In: a tree with the text it was read from, and the wanted value. Out: what to write, and where. The
//! spelling itself lies with each format. Knows no product, and writes no file.

use super::tree::{Scalar, Style, Syntax, Tree};
use super::{env, hcl, ini, json, nginx, properties, toml, xml, yaml};
use std::ops::Range;

/// A value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewValue {
    Bool(bool),
    Int(i64),
    Text(String),
}

/// The text that replaces a scalar's span. It keeps the quotes where the value's type and letters allow.
/// Nothing where the scalar is spelled in a way that cannot be written back.
pub fn replacement(scalar: &Scalar, syntax: Syntax, new: &NewValue) -> Option<String> {
    match scalar.style {
        Style::Foreign => return None,
        Style::Part => return Some(bare(new)).filter(|text| text.chars().all(is_harmless)),
        _ => {}
    }
    Some(match syntax {
        Syntax::Toml => toml::replacement(scalar.style, new),
        Syntax::Env => env::replacement(scalar.style, new),
        Syntax::Ini => ini::replacement(scalar.style, new),
        Syntax::Properties => properties::replacement(new),
        Syntax::Nginx | Syntax::Caddyfile | Syntax::Haproxy => nginx::replacement(scalar.style, new),
        Syntax::Dockerfile => env::replacement(scalar.style, new),
        Syntax::Xml => xml::replacement(scalar.style, new),
        Syntax::Hcl => hcl::replacement(new),
        Syntax::Yaml => yaml::replacement(scalar, new),
        Syntax::Json => json::replacement(scalar.style, new),
    })
}

/// Letters that end no word in any format.
fn is_harmless(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_-.".contains(letter)
}

/// A key that a table is to get, as its last one.
#[derive(Clone, Copy)]
pub struct NewKey<'a> {
    /// What the tree was read from.
    pub text: &'a str,
    pub tree: &'a Tree,
    /// The table's path.
    pub table: &'a [&'a str],
    pub key: &'a str,
    pub new: &'a NewValue,
}

/// Where to insert which text, so that the table gets a new last key of its own. Nothing where no table is
/// there, where it has the key already, or where the format cannot spell it.
pub fn insertion(wanted: &NewKey<'_>) -> Option<(usize, String)> {
    let NewKey { text, tree, table, key, new } = *wanted;
    if tree.get(table)?.child(key).is_some() {
        return None;
    }
    match tree.syntax {
        Syntax::Toml => toml::insertion(wanted),
        Syntax::Env if table.is_empty() => env::insertion(text, tree, key, new),
        Syntax::Hcl => hcl::insertion(wanted),
        Syntax::Ini => ini::insertion(wanted),
        Syntax::Properties => properties::insertion(wanted),
        Syntax::Xml => xml::insertion(wanted),
        Syntax::Env | Syntax::Nginx | Syntax::Dockerfile | Syntax::Caddyfile | Syntax::Haproxy => None,
        Syntax::Yaml => yaml::insertion(wanted),
        Syntax::Json => json::insertion(wanted),
    }
}

/// The value's bare text, for formats that spell every type alike.
pub(super) fn bare(new: &NewValue) -> String {
    match new {
        NewValue::Bool(value) => value.to_string(),
        NewValue::Int(value) => value.to_string(),
        NewValue::Text(value) => value.clone(),
    }
}

/// The length of a leading byte-order mark.
pub(super) fn mark_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The line that holds an offset, without its line ending and without the file's byte-order mark.
pub(super) fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let before = bytes.get(..at).and_then(|head| memchr::memrchr(b'\n', head));
    let after = bytes.get(at..).and_then(|tail| memchr::memchr(b'\n', tail));
    let start = before.map_or(mark_len(text), |newline| newline + 1);
    let mut end = after.map_or(text.len(), |newline| at + newline);
    if end > start && bytes.get(end - 1) == Some(&b'\r') && after.is_some() {
        end -= 1;
    }
    start..end
}

/// The line ending in use at an offset: that of its line, else the file's first, else `\n`.
pub(super) fn newline_at(text: &str, at: usize) -> &'static str {
    let here = text.get(at..).and_then(|tail| tail.find('\n')).map(|newline| at + newline);
    let newline = here.or_else(|| text.find('\n'));
    let before = newline.and_then(|newline| newline.checked_sub(1));
    if before.is_some_and(|at| text.as_bytes().get(at) == Some(&b'\r')) { "\r\n" } else { "\n" }
}

/// Inserts a line of its own below the line that holds an offset.
pub(super) fn line_below(text: &str, at: usize, line: &str) -> (usize, String) {
    let newline = newline_at(text, at);
    let below = text.get(at..).and_then(|tail| tail.find('\n')).map(|found| at + found + 1);
    match below {
        Some(below) => (below, format!("{line}{newline}")),
        None if line_around(text, text.len()).is_empty() => (text.len(), format!("{line}{newline}")),
        None => (text.len(), format!("{newline}{line}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_line_follows_the_line_endings_around_it() {
        assert_eq!(line_below("a\r\nb\r\n", 0, "x"), (3, "x\r\n".to_owned()));
        assert_eq!(line_below("a\r\nb", 3, "x"), (4, "\r\nx".to_owned()));
        assert_eq!(line_below("a", 0, "x"), (1, "\nx".to_owned()));
        assert_eq!(line_below("", 0, "x"), (0, "x\n".to_owned()));
        assert_eq!(line_below("\u{feff}", 3, "x"), (3, "x\n".to_owned()));
        assert_eq!(line_below("a\n", 2, "x"), (2, "x\n".to_owned()));
    }

    #[test]
    fn lines_come_without_mark_and_ending() {
        assert_eq!(line_around("\u{feff}ab\r\nc", 4), 3..5);
        assert_eq!(line_around("ab\r\nc", 4), 4..5);
        assert_eq!(line_around("ab", 99), 0..2);
    }
}
