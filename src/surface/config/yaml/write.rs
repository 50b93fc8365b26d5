//! Spells values in YAML, and finds where a mapping takes a new key.
//!
//! In: a wanted value, and for an insertion the file's text and tree. Out: text and offset.

use super::super::braces;
use super::super::edit::{NewKey, NewValue, bare, line_around, line_below};
use super::super::tree::{Kind, Node, Scalar, Style, Value};
use super::scalar::{is_float, is_integer, is_switch};

/// Spells a value in place of a scalar, in its quotes where these can hold it.
pub fn replacement(old: &Scalar, new: &NewValue) -> String {
    let NewValue::Text(text) = new else { return bare(new) };
    let switch = old.kind == Kind::Bool && is_switch(text);
    match old.style {
        Style::DoubleQuoted => quoted(text),
        Style::SingleQuoted if text.chars().all(|letter| !letter.is_control()) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        _ if switch || is_plain(text) => text.clone(),
        _ => quoted(text),
    }
}

/// Whether every reader takes the bare text for that text.
fn is_plain(text: &str) -> bool {
    let harmless = |letter: char| letter.is_ascii_alphanumeric() || "_-./+".contains(letter);
    let word = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_' || first == '/');
    let typed = is_switch(text) || is_integer(text) || is_float(text);
    let null = ["null", "y", "n"].iter().any(|word| text.eq_ignore_ascii_case(word));
    word && !typed && !null && text.chars().all(harmless)
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// Where to insert which text so that the mapping at this path gets the key. Nothing among statements of a
/// template, which say when a line counts.
pub fn insertion(wanted: &NewKey<'_>) -> Option<(usize, String)> {
    let NewKey { text, tree, table: path, key, new } = *wanted;
    let table = tree.own(path)?;
    let body = text.get(table.span.clone())?;
    let Value::Table(children) = table.value.resolved() else { return None };
    if has_statements(text, table) {
        return None;
    }
    let value = replacement(&braces::fresh(), new);
    let flow = body.starts_with('{');
    let key = if flow && braces::quotes_keys(text, table) && !children.is_empty() || !is_plain(key) {
        quoted(key)
    } else {
        key.to_owned()
    };
    let entry = format!("{key}: {value}");
    if flow { braces::insertion(text, table, &entry) } else { into_block(text, table, &entry) }
}

/// A line of its own below the mapping's last key.
fn into_block(text: &str, table: &Node, entry: &str) -> Option<(usize, String)> {
    let (first, last) = (table.children().first()?, table.children().last()?);
    // A list that was taken apart has its dash here, and a text its first word.
    if first.key_span.start != table.span.start && text.get(table.span.start..)?.starts_with(['-', '[', '?'])
    {
        return None;
    }
    let keys = table.children().iter();
    let lines = keys.map(|child| head(text, child)).collect::<Option<Vec<&str>>>()?;
    let indent = " ".repeat(lines.first()?.len());
    let aligned = lines.iter().skip(1).all(|head| *head == indent);
    if !aligned || keeps_blank_lines(text, last) {
        return None;
    }
    Some(line_below(text, last.span.end.max(last.key_span.end), &format!("{indent}{entry}")))
}

/// What stands before a key on its line: blanks, and dashes of the lists that it begins an item of.
fn head<'t>(text: &'t str, child: &Node) -> Option<&'t str> {
    let line = line_around(text, child.key_span.start);
    let head = text.get(line.start..child.key_span.start)?;
    head.chars().all(|letter| letter == ' ' || letter == '-').then_some(head)
}

/// `|+`: blank lines behind the text belong to it.
fn keeps_blank_lines(text: &str, last: &Node) -> bool {
    let leaf = std::iter::successors(Some(last), |node| node.children().last()).last();
    let head = leaf.and_then(|leaf| text.get(leaf.span.clone())).and_then(|block| block.lines().next());
    head.is_some_and(|head| head.starts_with(['|', '>']) && head.contains('+'))
}

/// A line of a template within the mapping, or right behind it.
fn has_statements(text: &str, table: &Node) -> bool {
    let end = line_around(text, table.span.end).end;
    let body = text.get(table.span.start..end).unwrap_or("");
    let next = text.get(end..).and_then(|rest| rest.lines().nth(1)).unwrap_or("");
    let marks = ["{{", "{%", "<%", "{#"];
    body.lines()
        .skip(1)
        .chain([next])
        .any(|line| marks.iter().any(|mark| line.trim_start().starts_with(mark)))
}
