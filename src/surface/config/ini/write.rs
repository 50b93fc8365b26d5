//! Spells values in INI files, and finds where a new key goes.
//!
//! In: a wanted value, and for an insertion the file's text and tree. Out: text and offset.

use super::super::edit::{NewKey, NewValue, bare, line_around, line_below, mark_len};
use super::super::leaf::at;
use super::super::tree::{Node, Style, Value};

/// Spells a value: bare where no letter could be taken for syntax, else in the quotes that fit.
pub fn replacement(style: Style, new: &NewValue) -> String {
    let text = bare(new).replace(['\n', '\r'], " ");
    let harmless = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+,".contains(letter);
    match style {
        Style::Plain if !text.is_empty() && text.chars().all(harmless) => text,
        Style::SingleQuoted if !text.contains('\'') => format!("'{text}'"),
        _ if !text.contains('"') => format!("\"{text}\""),
        _ if !text.contains('\'') => format!("'{text}'"),
        _ => format!("`{}`", text.replace('`', "'")),
    }
}

/// A line of its own below the table's last key, or below its header, spaced as the keys there.
pub fn insertion(wanted: &NewKey<'_>) -> Option<(usize, String)> {
    let NewKey { text, tree, table, key, new } = *wanted;
    let node = tree.get(table)?;
    if key.is_empty() || key.contains(['=', '\n', '\r', '[', ';', '#']) || table.len() > 1 {
        return None;
    }
    let last = node.children().iter().rfind(|child| !matches!(child.value, Value::Table(_)));
    let value = replacement(Style::Plain, new);
    let Some(last) = last else {
        let below = if table.is_empty() { mark_len(text) } else { node.span.end };
        let line = format!("{key} = {value}");
        return if table.is_empty() {
            Some((below, format!("{line}\n")))
        } else {
            Some(line_below(text, below, &line))
        };
    };
    let line = format!("{}{key}{}{value}", indent(text, last), joint(text, last));
    Some(line_below(text, last.span.end.max(last.key_span.end), &line))
}

fn indent<'t>(text: &'t str, node: &Node) -> &'t str {
    at(text, line_around(text, node.key_span.start).start..node.key_span.start)
}

/// What stands between a key and its value.
fn joint<'t>(text: &'t str, node: &Node) -> &'t str {
    let joint = at(text, node.key_span.end..node.span.start);
    if joint.contains('\n') || joint.trim().len() != 1 { " = " } else { joint }
}
