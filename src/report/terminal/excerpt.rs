//! The lines of a file that one drawing shows, as source code for miette.
//!
//! In: a page and the marks on it. Out: a short text of whole or cropped lines, made visible, in
//! which miette finds each mark by its offset. Only the shown lines are read, however long the file.

use super::marks::{Mark, line_range};
use super::visible::visible;
use crate::report::Page;
use crate::source::Place;
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;

/// Neighbouring lines on either side of a marked one.
const CONTEXT: usize = 1;

/// A run of lines that are shown together.
#[derive(Debug)]
struct Window {
    /// The first line's 0-based number in the file.
    first: usize,
    lines: usize,
    /// Where its text starts in the excerpt.
    start: usize,
    text: String,
}

/// A mark with its place in the excerpt and in the file.
#[derive(Debug)]
pub struct Shown {
    /// Byte range of the excerpt.
    pub range: Range<usize>,
    pub text: String,
    pub deciding: bool,
    /// What the frame above says.
    place: Place,
}

#[derive(Debug)]
pub struct Excerpt {
    path: String,
    windows: Vec<Window>,
    /// In order of place.
    pub shown: Vec<Shown>,
    /// Marks that lie too far out on a long line.
    pub cut: Vec<Mark>,
}

impl Excerpt {
    /// Shows settled marks. Lines longer than `longest` bytes are cropped around their marks.
    pub fn new(page: &Page, marks: &[Mark], path: String, longest: usize) -> Excerpt {
        let mut excerpt = Excerpt { path, windows: Vec::new(), shown: Vec::new(), cut: Vec::new() };
        let mut start = 0;
        for range in windows(page, marks) {
            let mut window = Window {
                first: page.lines.number(range.start),
                lines: range.len(),
                start,
                text: String::new(),
            };
            for line in range {
                excerpt.add_line(page, line, marks, &mut window, longest);
            }
            start += window.text.len();
            excerpt.windows.push(window);
        }
        excerpt
    }

    fn add_line(&mut self, page: &Page, line: usize, marks: &[Mark], window: &mut Window, longest: usize) {
        let whole = line_range(page, line);
        let here = |mark: &&Mark| page.lines.line_of(mark.range.start) == line;
        let deciding = marks.iter().filter(here).find(|mark| mark.deciding);
        let focus = deciding.or_else(|| marks.iter().find(here)).map_or(whole.start, |mark| mark.range.start);
        let cropped = crop(page.masked(), whole.clone(), focus, longest);
        let at = window.start + window.text.len();
        let text = Line::new(page.masked(), &cropped, &whole);
        for mark in marks.iter().filter(here) {
            let outside = mark.range.start < cropped.start || mark.range.start > cropped.end;
            if outside {
                self.cut.push(mark.clone());
                continue;
            }
            let range = at + text.offset(mark.range.start)..at + text.offset(mark.range.end.min(cropped.end));
            let place = page.place(mark.range.start);
            self.shown.push(Shown { range, text: mark.text.clone(), deciding: mark.deciding, place });
        }
        window.text.push_str(&text.shown());
    }

    /// Makes the frame around the first deciding mark name this place.
    pub fn name_place(&mut self, place: Place) {
        if let Some(first) = self.shown.iter_mut().find(|shown| shown.deciding) {
            first.place = place;
        }
    }
}

/// One line on its way into an excerpt.
struct Line<'p> {
    masked: &'p str,
    cropped: Range<usize>,
    before: &'static str,
    after: &'static str,
}

impl<'p> Line<'p> {
    fn new(masked: &'p str, cropped: &Range<usize>, whole: &Range<usize>) -> Line<'p> {
        let mut cropped = cropped.clone();
        if cropped.start == 0 && masked.starts_with('\u{feff}') {
            cropped.start = '\u{feff}'.len_utf8().min(cropped.end);
        }
        let before = if cropped.start > whole.start && whole.start + 3 < cropped.start { "…" } else { "" };
        let after = if cropped.end < whole.end { "…" } else { "" };
        Line { masked, cropped, before, after }
    }

    /// Where an offset of the page stands in the shown line.
    fn offset(&self, offset: usize) -> usize {
        let head = self.cropped.start..offset.max(self.cropped.start);
        self.before.len() + self.part(head).map(char::len_utf8).sum::<usize>()
    }

    fn part(&self, range: Range<usize>) -> impl Iterator<Item = char> + 'p {
        self.masked.get(range).unwrap_or("").chars().map(visible)
    }

    fn shown(&self) -> String {
        let text: String = self.part(self.cropped.clone()).collect();
        format!("{}{text}{}\n", self.before, self.after)
    }
}

/// The part of a line that is shown: all of it, or a third of the room before the focus.
fn crop(text: &str, line: Range<usize>, focus: usize, longest: usize) -> Range<usize> {
    if line.len() <= longest {
        return line;
    }
    let near_start = focus.saturating_sub(line.start) < longest * 2 / 3;
    let start = if near_start { line.start } else { (focus - longest / 3).min(line.end - longest) };
    let start = text.floor_char_boundary(start).max(line.start);
    // Rounding to whole characters must not cut off the last one.
    let rest = line.end - start;
    let end = if rest <= longest + 4 { line.end } else { text.floor_char_boundary(start + longest) };
    start..end.max(start)
}

/// Ranges of 0-based lines to show: marked lines with their neighbours. A gap of one line is filled.
fn windows(page: &Page, marks: &[Mark]) -> Vec<Range<usize>> {
    let marked: Vec<usize> = marks.iter().map(|mark| page.lines.line_of(mark.range.start)).collect();
    let mut windows: Vec<Range<usize>> = Vec::new();
    for line in &marked {
        let next = around(page, *line);
        let from = |last: &Range<usize>| page.lines.number(next.start) - page.lines.number(last.start);
        match windows.last_mut() {
            Some(last) if next.start <= last.end + 1 && from(last) == next.start - last.start => {
                last.end = last.end.max(next.end);
            }
            _ => windows.push(next),
        }
    }
    windows.into_iter().map(|window| without_idle_edges(page, window, &marked)).collect()
}

/// A line with its neighbours, as far as they are there.
fn around(page: &Page, line: usize) -> Range<usize> {
    let number = |line: usize| page.lines.number(line);
    let before = line.saturating_sub(CONTEXT);
    let after = (line + CONTEXT).min(page.lines.lines().saturating_sub(1));
    let start = if number(line) - number(before) == line - before { before } else { line };
    let end = if number(after) - number(line) == after - line { after } else { line };
    start..end + 1
}

/// Blank lines and lone brackets at the edges tell nothing.
fn without_idle_edges(page: &Page, mut window: Range<usize>, marked: &[usize]) -> Range<usize> {
    let idle = |line: usize| {
        let text = page.masked().get(line_range(page, line)).unwrap_or("");
        !marked.contains(&line) && !text.contains(char::is_alphanumeric)
    };
    while window.len() > 1 && idle(window.start) {
        window.start += 1;
    }
    while window.len() > 1 && idle(window.end - 1) {
        window.end -= 1;
    }
    window
}

impl SourceCode for Excerpt {
    /// The window that holds the span. Asked for no context, it answers for the frame's title only,
    /// with the place in the file.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |window: &&Window| {
            window.start <= span.offset() && span.offset() + span.len() <= window.start + window.text.len()
        };
        let window = self.windows.iter().rev().find(holds).ok_or(MietteError::OutOfBounds)?;
        let title = (before + after == 0).then(|| self.place_at(span.offset())).flatten();
        let (line, column) = match title {
            Some(place) => (place.line as usize - 1, place.column as usize - 1),
            None => (window.first, 0),
        };
        let covered = SourceSpan::new(window.start.into(), window.text.len());
        let data = window.text.as_bytes();
        let contents =
            MietteSpanContents::new_named(self.path.clone(), data, covered, line, column, window.lines);
        Ok(Box::new(contents))
    }
}

impl Excerpt {
    fn place_at(&self, offset: usize) -> Option<Place> {
        self.shown.iter().find(|shown| shown.range.start == offset).map(|shown| shown.place)
    }
}
