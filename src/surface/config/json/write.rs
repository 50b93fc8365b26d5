//! Spells values in JSON, and finds where an object takes a new key.
//!
//! In: a wanted value, and for an insertion the file's text and tree. Out: text and offset.

use super::super::braces;
use super::super::edit::{NewKey, NewValue, bare};
use super::super::tree::{Node, Style};

/// Spells a value in place of a scalar. Text keeps single quotes, which only JSON5 has, where it can.
pub fn replacement(style: Style, new: &NewValue) -> String {
    let NewValue::Text(text) = new else { return bare(new) };
    let simple = text.chars().all(|letter| !letter.is_control() && !matches!(letter, '\'' | '\\'));
    match style {
        Style::SingleQuoted if simple => format!("'{text}'"),
        _ => serde_json::Value::from(text.as_str()).to_string(),
    }
}

/// Where to insert which text so that the object at this path gets the key.
pub fn insertion(wanted: &NewKey<'_>) -> Option<(usize, String)> {
    let NewKey { text, tree, table: path, key, new } = *wanted;
    let table = tree.own(path)?;
    if !text.get(table.span.clone())?.starts_with('{') {
        return None;
    }
    let colon = if is_tight(text, table.children().first()) { ":" } else { ": " };
    let key = serde_json::Value::from(key).to_string();
    let entry = format!("{key}{colon}{}", replacement(Style::DoubleQuoted, new));
    braces::insertion(text, table, &entry)
}

/// `"a":1`, as programs write it.
fn is_tight(text: &str, first: Option<&Node>) -> bool {
    let between = first.and_then(|first| text.get(first.key_span.end..first.span.start));
    between == Some(":")
}
