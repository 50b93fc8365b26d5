//! Spells values in TOML, and finds where a table takes a new key.
//!
//! In: a wanted value, and for an insertion the file's text and tree. Out: text and offset. Relies on
//! the spans that the reader gives: a section's is its header, an implied table's is its key.

use super::super::edit::{NewKey, NewValue, bare, line_around, line_below, newline_at};
use super::super::tree::{Node, Style, Tree, Value};

/// Spells a value in place of a scalar. Text keeps the quotes of its style where they can hold it.
pub fn replacement(style: Style, new: &NewValue) -> String {
    let NewValue::Text(text) = new else { return bare(new) };
    match style {
        Style::SingleQuoted if is_literal(text) && !text.contains(['\'', '\n']) => format!("'{text}'"),
        Style::MultiLineSingle if is_literal(text) && fits_long_literal(text) => format!("'''{text}'''"),
        Style::MultiLineSingle | Style::MultiLineDouble => format!("\"\"\"{}\"\"\"", escaped(text, true)),
        _ => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text, false))
}

/// Whether a literal string, which knows no escapes, can hold the text.
fn is_literal(text: &str) -> bool {
    text.chars().all(|letter| !letter.is_control() || matches!(letter, '\t' | '\n'))
}

/// A newline right behind `'''` would be trimmed, and a quote before the end would join it.
fn fits_long_literal(text: &str) -> bool {
    !text.starts_with('\n') && !text.ends_with('\'') && !text.contains("'''")
}

fn escaped(text: &str, multi_line: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push('\t'),
            '\n' if multi_line && !out.is_empty() => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            control if control.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => out.push(other),
        }
    }
    out
}

fn spelled_key(key: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}

/// How a table comes to be in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Root,
    /// `[a.b]` or `[[a.b]]`.
    Section,
    /// Only longer headers imply it.
    HeaderPrefix,
    /// Dotted keys imply it.
    Dotted,
    Inline,
}

/// The table that takes the key.
struct Place<'t> {
    node: &'t Node,
    form: Form,
    /// It lies within a value on the right of `=`.
    inline: bool,
    /// The keys of the dotted tables that end in this one; a new key repeats them.
    dotted: Vec<&'t str>,
    /// All keys from the root, list indexes left out.
    header: Vec<&'t str>,
}

/// Where to insert which text so that the table at this path gets the key.
pub fn insertion(wanted: &NewKey<'_>) -> Option<(usize, String)> {
    let NewKey { text, tree, table, key, new } = *wanted;
    let place = find(text, tree, table)?;
    let keys = place.dotted.iter().copied().chain([key]).map(spelled_key);
    let entry = format!("{} = {}", keys.collect::<Vec<_>>().join("."), replacement(Style::Plain, new));
    if place.inline {
        return into_inline(text, &place, &entry);
    }
    match place.form {
        Form::HeaderPrefix => Some(new_section(text, &place, &entry)),
        Form::Root | Form::Section | Form::Dotted | Form::Inline => Some(into_lines(text, &place, &entry)),
    }
}

fn find<'t>(text: &str, tree: &'t Tree, path: &[&str]) -> Option<Place<'t>> {
    let node = tree.roots.first()?;
    let root = Place { node, form: Form::Root, inline: false, dotted: Vec::new(), header: Vec::new() };
    let place = path.iter().try_fold(root, |place, key| enter(text, place, key))?;
    matches!(place.node.value, Value::Table(_)).then_some(place)
}

fn enter<'t>(text: &str, mut place: Place<'t>, key: &str) -> Option<Place<'t>> {
    let in_list = matches!(place.node.value, Value::List(_));
    let node = place.node.child(key)?;
    place.form = form(text, node, place.inline);
    place.inline |= place.form == Form::Inline;
    if place.form == Form::Dotted {
        place.dotted.push(&node.key)
    } else {
        place.dotted.clear()
    }
    if !in_list {
        place.header.push(&node.key);
    }
    place.node = node;
    Some(place)
}

fn form(text: &str, node: &Node, inline: bool) -> Form {
    if node.span == node.key_span {
        return if !inline && on_header(text, node) { Form::HeaderPrefix } else { Form::Dotted };
    }
    let first = text.as_bytes().get(node.span.start);
    match &node.value {
        // An array of tables has its first element's header, an array value has its elements inside.
        Value::List(items) if items.first().is_some_and(|item| item.span == node.span) => Form::Section,
        Value::Table(_) if !inline && first == Some(&b'[') => Form::Section,
        _ => Form::Inline,
    }
}

/// Whether the key stands in a header. Only for keys outside of values.
fn on_header(text: &str, node: &Node) -> bool {
    let line = text.get(line_around(text, node.key_span.start)).unwrap_or("");
    line.trim_start().starts_with('[')
}

/// The end of the last byte that belongs to a child.
fn end(node: &Node) -> usize {
    let implied = node.span == node.key_span;
    let below = node.children().iter().filter(|_| implied).map(end).max();
    below.map_or(node.span.end, |below| below.max(node.span.end))
}

/// A line of its own below the table's last key, else below its header, else at the top of the file.
fn into_lines(text: &str, place: &Place<'_>, entry: &str) -> (usize, String) {
    let header_end = if place.form == Form::Section { place.node.span.end } else { 0 };
    let own = |child: &&Node| child.key_span.start >= header_end && !on_header(text, child);
    let last = place.node.children().iter().filter(own).max_by_key(|child| end(child));
    match last {
        Some(child) => {
            let line = format!("{}{entry}", indent(text, child.key_span.start));
            line_below(text, end(child), &line)
        }
        None if place.form == Form::Section => {
            line_below(text, header_end, &format!("{}{entry}", indent(text, place.node.span.start)))
        }
        None => {
            let start = place.node.span.start;
            let newline = newline_at(text, start);
            (start, format!("{entry}{newline}"))
        }
    }
}

/// A header of its own for a table that has none, above the first section below it and above the
/// comment lines that belong to that section.
fn new_section(text: &str, place: &Place<'_>, entry: &str) -> (usize, String) {
    let at = place.node.key_span.start;
    let newline = newline_at(text, at);
    let indent = indent(text, at);
    let keys: Vec<String> = place.header.iter().map(|key| spelled_key(key)).collect();
    let mut start = line_around(text, at).start;
    while let Some(above) = start.checked_sub(1).map(|above| line_around(text, above)) {
        if above.start >= start || !text.get(above.clone()).unwrap_or("").trim_start().starts_with('#') {
            break;
        }
        start = above.start;
    }
    (start, format!("{indent}[{}]{newline}{indent}{entry}{newline}{newline}", keys.join(".")))
}

/// Behind the last value of a `{ }`, on a line of its own where that one has its own.
fn into_inline(text: &str, place: &Place<'_>, entry: &str) -> Option<(usize, String)> {
    let Some(last) = place.node.children().iter().max_by_key(|child| end(child)) else {
        let at = place.node.span.start + 1;
        let space = if text.get(at..)?.starts_with('}') { " " } else { "" };
        return Some((at, format!(" {entry}{space}")));
    };
    let line_start = line_around(text, last.key_span.start).start;
    let before = text.get(line_start..last.key_span.start)?;
    let gap = match before.trim().is_empty() && line_start > place.node.span.start {
        true => format!("{}{before}", newline_at(text, line_start)),
        false => " ".to_owned(),
    };
    Some((end(last), format!(",{gap}{entry}")))
}

fn indent(text: &str, at: usize) -> &str {
    let line = text.get(line_around(text, at)).unwrap_or("");
    line.get(..line.len() - line.trim_start().len()).unwrap_or("")
}
