//! Spells values in dotenv files, and finds where a new variable goes.
//!
//! In: a wanted value, and for an insertion the file's text and tree. Out: text and offset.

use super::super::edit::{NewValue, bare, line_around, line_below, mark_len};
use super::super::tree::{Style, Tree};
use super::{is_name, quote};

/// Spells a value in place of a scalar: in its quotes, or without quotes where no reader of such files
/// could take a letter for syntax.
pub fn replacement(style: Style, new: &NewValue) -> String {
    let text = bare(new);
    match style {
        Style::DoubleQuoted => format!("\"{}\"", quote::escaped(&text)),
        Style::Plain if text.chars().all(is_harmless) => text,
        _ if text.contains(['\'', '\n', '\r']) => format!("\"{}\"", quote::escaped(&text)),
        _ => format!("'{text}'"),
    }
}

fn is_harmless(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_-./:@%+,=".contains(letter)
}

/// A line of its own below the last variable, exported where that one is; else at the end of the file.
pub fn insertion(text: &str, tree: &Tree, key: &str, new: &NewValue) -> Option<(usize, String)> {
    if !is_name(key) {
        return None;
    }
    let entry = format!("{key}={}", replacement(Style::Plain, new));
    let Some(last) = tree.roots.first()?.children().last() else {
        return Some(line_below(text, text.len().max(mark_len(text)), &entry));
    };
    let line = line_around(text, last.key_span.start);
    let before = text.get(line.start..last.key_span.start)?;
    Some(line_below(text, last.span.end, &format!("{before}{entry}")))
}
