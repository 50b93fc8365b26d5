//! New entries between braces: JSON, and the flow style of YAML.
//!
//! In: a table in braces, and an entry without its comma. Out: text and offset. Entries that stand on lines of
//! their own get one too. Knows no spelling of keys and values.

use super::edit::{line_around, newline_at};
use super::tree::{Node, Scalar};

/// Behind the last entry; before the first one where a comment follows the last.
pub(super) fn insertion(text: &str, table: &Node, entry: &str) -> Option<(usize, String)> {
    let children = table.children();
    let (Some(first), Some(last)) = (children.first(), children.last()) else {
        return into_empty(text, table, entry);
    };
    // `{a}` and `{a:}` have no value to stand behind.
    if last.span.is_empty() || !within(table, last) {
        return None;
    }
    let line = line_around(text, last.span.end);
    let rest = text.get(last.span.end..line.end.min(table.span.end))?;
    if rest.contains(['/', '#']) {
        let gap = gap(text, table, first);
        return Some((first.key_span.start, format!("{entry},{gap}")));
    }
    let gap = gap(text, table, last);
    Some((last.span.end, format!(",{gap}{entry}")))
}

fn within(table: &Node, child: &Node) -> bool {
    table.span.start < child.key_span.start && child.span.end < table.span.end
}

fn into_empty(text: &str, table: &Node, entry: &str) -> Option<(usize, String)> {
    let inside = text.get(table.span.clone())?.strip_prefix('{')?.strip_suffix('}')?;
    let space = if inside.is_empty() { "" } else { " " };
    inside.trim_matches(' ').is_empty().then(|| (table.span.start + 1, format!("{space}{entry}")))
}

/// What parts two entries: a new line as far in as this one's, or a blank.
fn gap(text: &str, table: &Node, child: &Node) -> String {
    let line = line_around(text, child.key_span.start);
    let before = text.get(line.start..child.key_span.start).unwrap_or("");
    if before.trim().is_empty() && line.start > table.span.start {
        return format!("{}{before}", newline_at(text, line.start));
    }
    let tight = table.children().len() > 1 && !text.get(table.span.clone()).unwrap_or("").contains(", ");
    if tight { String::new() } else { " ".to_owned() }
}

/// Whether siblings of a new key are in double quotes.
pub(super) fn quotes_keys(text: &str, table: &Node) -> bool {
    let first = table.children().first();
    first.is_none_or(|child| text.as_bytes().get(child.key_span.start) == Some(&b'"'))
}

/// A scalar that is not there yet, for the spelling of its value.
pub(super) fn fresh() -> Scalar {
    super::growth::null(0)
}
