//! What is left of a YAML file without a line that breaks its document.
//!
//! In: a text, and where it is broken. Out: a text of equal length in which that line is blank, with the lines
//! that belong to it: those indented further. What stands under another key must not move.

use super::super::edit::line_around;

/// Nothing where the line is blank already, so that repairs come to an end.
pub(super) fn without(text: &str, at: usize) -> Option<String> {
    let line = line_around(text, at.min(text.len()));
    let first = text.get(line.clone())?;
    if first.trim().is_empty() || first.starts_with("---") {
        return None;
    }
    let own = indent(first);
    let mut end = line.end;
    let mut next_at = line.end;
    for (number, next) in text.get(line.end..)?.split_inclusive('\n').enumerate() {
        next_at += next.len();
        if number == 0 {
            continue;
        }
        let below = next.trim().is_empty() || next.starts_with('\t') || indent(next) > own;
        if !below {
            break;
        }
        end = next_at;
    }
    let mut bytes = text.as_bytes().to_vec();
    for byte in bytes.get_mut(line.start..end)? {
        if !matches!(*byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    String::from_utf8(bytes).ok()
}

/// How far in the line of an offset starts.
pub(super) fn indent_at(text: &str, at: usize) -> usize {
    indent(text.get(line_around(text, at)).unwrap_or(""))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
