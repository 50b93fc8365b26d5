//! Spells values in HCL, and finds where a new attribute of a block goes.
//!
//! In: a wanted value, and for an insertion the file's text and tree. Out: text and offset.

use super::super::edit::{NewKey, NewValue, line_around, line_below};
use super::super::leaf::at;
use super::super::tree::Node;

pub fn replacement(new: &NewValue) -> String {
    match new {
        NewValue::Bool(value) => value.to_string(),
        NewValue::Int(value) => value.to_string(),
        NewValue::Text(text) => format!("\"{}\"", escaped(text)),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' | '\\' => out.extend(['\\', letter]),
            other if other.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(other))),
            other => out.push(other),
        }
    }
    out.replace("${", "$${").replace("%{", "%%{")
}

/// A line of its own below the block's last attribute that ends on a line of its own.
pub fn insertion(wanted: &NewKey<'_>) -> Option<(usize, String)> {
    let NewKey { text, tree, table, key, new } = *wanted;
    let name = key.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let last: &Node = tree.get(table)?.children().iter().rfind(|child| child.scalar().is_some())?;
    let line = line_around(text, last.key_span.start);
    let indent = at(text, line.start..last.key_span.start);
    let alone = at(text, last.span.end..line_around(text, last.span.end).end).trim_start();
    if !name || !indent.trim().is_empty() || !(alone.is_empty() || alone.starts_with(['#', '/'])) {
        return None;
    }
    Some(line_below(text, last.span.end, &format!("{indent}{key} = {}", replacement(new))))
}
