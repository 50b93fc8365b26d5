//! Labels on their way under the code: cut to one line each, and none over another.

use crate::finding::Label;
use crate::report::Page;
use std::ops::Range;

/// A label as it is drawn: a byte range of its page, which ends on the line where it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub range: Range<usize>,
    pub text: String,
    /// Its value decided; otherwise it is a place that belongs to the finding.
    pub deciding: bool,
}

impl Mark {
    pub fn new(label: &Label, deciding: bool) -> Mark {
        Mark { range: label.span.range(), text: label.text.clone(), deciding }
    }
}

/// Marks in order of place, cut to their first lines, without overlaps; and those that found no room.
pub fn settle(page: &Page, marks: Vec<Mark>) -> (Vec<Mark>, Vec<Mark>) {
    let cut: Vec<Mark> = marks.into_iter().map(|mark| on_one_line(page, mark)).collect();
    let mut sorted = without_echoes(cut);
    // Of two that start together the longer one comes last: the shorter says it more exactly.
    sorted.sort_by_key(|mark| (mark.range.start, mark.range.end));
    let mut settled: Vec<Mark> = Vec::new();
    let mut left_out = Vec::new();
    for mark in sorted {
        match settled.last_mut() {
            Some(last) if last.range == mark.range => join(last, mark),
            Some(last) if overlap(last, &mark) && last.range.start == mark.range.start => left_out.push(mark),
            Some(last) if overlap(last, &mark) => {
                last.range.end = last.range.start + trimmed(page, last.range.start..mark.range.start);
                settled.push(mark);
            }
            _ => settled.push(mark),
        }
    }
    left_out.retain(|mark| !mark.text.is_empty());
    (settled, left_out)
}

/// Drops related places inside of another one: the outer says where to look.
fn without_echoes(marks: Vec<Mark>) -> Vec<Mark> {
    let inside = |inner: &Mark, outer: &Mark| {
        let within = outer.range.start <= inner.range.start && inner.range.end <= outer.range.end;
        within && outer.range != inner.range && !outer.deciding && !outer.text.is_empty()
    };
    let echo = |mark: &Mark| !mark.deciding && marks.iter().any(|other| inside(mark, other));
    let keep: Vec<bool> = marks.iter().map(|mark| !echo(mark)).collect();
    marks.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(mark, _)| mark).collect()
}

fn overlap(a: &Mark, b: &Mark) -> bool {
    b.range.start < a.range.end
}

fn join(into: &mut Mark, other: Mark) {
    into.deciding |= other.deciding;
    if into.text.is_empty() {
        into.text = other.text;
    } else if !other.text.is_empty() && other.text != into.text {
        into.text = format!("{}; {}", into.text, other.text);
    }
}

/// A construct of many lines is marked on its first: an arrow along all of them would hide the point.
fn on_one_line(page: &Page, mark: Mark) -> Mark {
    let text = &page.source.text;
    let start = text.floor_char_boundary(mark.range.start);
    let line_end = line_range(page, page.lines.line_of(start)).end;
    let start = start.min(line_end);
    let end = text.ceil_char_boundary(mark.range.end.max(start)).min(line_end);
    let end = start + trimmed(page, start..end);
    Mark { range: start..end, ..mark }
}

/// Length of a range without blanks at its end.
fn trimmed(page: &Page, range: Range<usize>) -> usize {
    page.masked().get(range).map_or(0, |part| part.trim_end().len())
}

/// The bytes of a 0-based line, without its line break.
pub fn line_range(page: &Page, line: usize) -> Range<usize> {
    let start = page.lines.start_of(line);
    let end = if line + 1 < page.lines.lines() { page.lines.start_of(line + 1) } else { page.masked().len() };
    let text = page.masked().get(start..end).unwrap_or("");
    start..start + text.trim_end_matches(['\n', '\r']).len()
}
