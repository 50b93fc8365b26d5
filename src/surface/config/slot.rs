//! How another value is written where an attribute stands, or where it is missing.
//!
//! In: the node with the value, or the table that lacks a key. Out: a slot that spells every value that
//! a rule may want, in the style that the file already has. Writes nothing itself.

use super::File;
use super::edit::{self, NewKey, NewValue};
use super::tree::{Kind, Scalar};
use super::words::{SWITCHES, switch};
use crate::fact::slot::Layout;
use crate::fact::{Slot, Type};
use crate::source::Span;

/// The slot of a value that is there. `inverted` keys say the opposite of the attribute.
pub(super) fn of_value(
    file: &File<'_>,
    span: std::ops::Range<usize>,
    scalar: &Scalar,
    ty: Type,
    inverted: bool,
) -> Option<Slot> {
    let spell = |new: &NewValue| edit::replacement(scalar, file.tree.syntax, new);
    let words: Vec<(String, String)> = match ty {
        Type::Bool => [true, false]
            .into_iter()
            .filter_map(|flag| Some((flag.to_string(), spell(&styled_switch(scalar, flag != inverted))?)))
            .collect(),
        Type::Enum(words) => words
            .iter()
            .filter_map(|word| {
                Some(((*word).to_owned(), spell(&NewValue::Text(styled(&scalar.text, word)))?))
            })
            .collect(),
        _ => return None,
    };
    (!words.is_empty()).then(|| closed(file.span(span), words))
}

/// The slot of a key that a table lacks.
pub(super) fn of_absence(
    file: &File<'_>,
    table: &[&str],
    key: &str,
    ty: Type,
    inverted: bool,
) -> Option<Slot> {
    if !file.whole {
        return None;
    }
    let wanted: Vec<(String, NewValue)> = match ty {
        Type::Bool => [true, false].map(|flag| (flag.to_string(), NewValue::Bool(flag != inverted))).to_vec(),
        Type::Enum(words) => {
            words.iter().map(|word| ((*word).to_owned(), NewValue::Text((*word).to_owned()))).collect()
        }
        _ => return None,
    };
    let mut place = None;
    let mut words = Vec::new();
    for (word, new) in wanted {
        let wanted = NewKey { text: &file.source.text, tree: file.tree, table, key, new: &new };
        let (at, text) = edit::insertion(&wanted)?;
        if *place.get_or_insert(at) == at {
            words.push((word, text));
        }
    }
    place.map(|at| closed(file.span(at..at), words))
}

fn closed(span: Span, words: Vec<(String, String)>) -> Slot {
    let (before, after) = (String::new(), String::new());
    Slot { span, before, after, words, closed: true, layout: Layout::Inline }
}

/// Yes or no as the file says it: a boolean of the format, or a word in the style of the old one.
fn styled_switch(scalar: &Scalar, flag: bool) -> NewValue {
    let old = scalar.text.trim();
    // YAML takes `on` and `True` for booleans too, and a fix keeps to these.
    if matches!(old, "true" | "false") && scalar.kind == Kind::Bool || switch(old).is_none() {
        return NewValue::Bool(flag);
    }
    let pair = SWITCHES
        .iter()
        .find(|(yes, no)| old.eq_ignore_ascii_case(yes) || old.eq_ignore_ascii_case(no))
        .unwrap_or(&("true", "false"));
    let word = styled(old, if flag { pair.0 } else { pair.1 });
    match (scalar.kind, word.parse()) {
        (Kind::Integer, Ok(number)) => NewValue::Int(number),
        _ => NewValue::Text(word),
    }
}

/// A word in the letter case of the old text: `None` asks for `Lax`, `FALSE` for `TRUE`.
fn styled(old: &str, word: &str) -> String {
    let mut letters = old.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    match (first, letters.next().is_some_and(char::is_uppercase)) {
        (true, true) => word.to_ascii_uppercase(),
        (true, false) => {
            let mut all = word.chars();
            all.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(all).collect()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_the_old_letter_case() {
        assert_eq!(styled("None", "lax"), "Lax");
        assert_eq!(styled("FALSE", "true"), "TRUE");
        assert_eq!(styled("off", "on"), "on");
        assert_eq!(styled("", "true"), "true");
    }
}
