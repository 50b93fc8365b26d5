//! Spells values in properties files, and finds where a new key goes.
//!
//! In: a wanted value, and for an insertion the file's text and tree. Out: text and offset.

use super::super::edit::{NewKey, NewValue, bare, line_around, line_below};
use super::super::leaf::at;
use super::super::tree::Node;
use super::escape::escaped;

pub fn replacement(new: &NewValue) -> String {
    escaped(&bare(new))
}

/// A line of its own below the table's last key, which repeats that key's dotted head.
pub fn insertion(wanted: &NewKey<'_>) -> Option<(usize, String)> {
    let NewKey { text, tree, table, key, new } = *wanted;
    let last: &Node = tree.get(table)?.children().iter().rfind(|child| child.scalar().is_some())?;
    if !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
        return None;
    }
    let head = at(text, line_around(text, last.key_span.start).start..last.key_span.start);
    let joint = at(text, last.key_span.end..last.span.start);
    let joint = if joint.trim().len() == 1 && !joint.contains('\n') { joint } else { "=" };
    Some(line_below(text, last.span.end, &format!("{head}{key}{joint}{}", replacement(new))))
}
