//! XML into the key-path tree: elements are keys, attributes are keys with an `@`.
//!
//! In: the text of a file. Out: elements in file order, repeated ones kept. `<add key="K" value="V"/>` reads
//! as `add.K`, with both attributes below. Text of an element that has children or attributes is its
//! `#text`. `quick-xml` 0.42 gives events; a document type is skipped, and its entities stay unknown.

mod tag;
#[cfg(test)]
mod tests;
mod write;

pub(super) use write::{insertion, replacement};

use super::leaf::{self, Written, at, problem};
use super::tree::{MAX_DEPTH, MAX_PROBLEMS, Node, Problem, Style, Syntax, Tree};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::ops::Range;
use tag::Tag;

/// An element that is still open.
struct Open {
    tag: Tag,
    children: Vec<Node>,
    /// Where its text begins and ends, blanks included; nothing before there is some.
    text: Option<Range<usize>>,
}

/// Reads a file, up to the first place that is no XML.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    // The parser would take off another mark by itself, and count from there.
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut reader = Reader::from_str(at(text, start..text.len()));
    reader.config_mut().check_end_names = false;
    let mut growth = Growth { text, open: Vec::new(), done: Vec::new(), skipped: 0, problems: Vec::new() };
    loop {
        let from = start + usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let event = reader.read_event();
        let place = from..start + usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        match event {
            Ok(Event::Start(_)) => growth.start(place),
            Ok(Event::Empty(_)) => {
                growth.start(place.clone());
                growth.end(place.start);
            }
            Ok(Event::End(_)) => growth.end(place.start),
            Ok(Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => growth.said(place),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                growth.problem(place.start.min(text.len()), "not valid XML; what follows is not read");
                break;
            }
        }
    }
    growth.finish(start)
}

struct Growth<'t> {
    text: &'t str,
    open: Vec<Open>,
    done: Vec<Node>,
    /// Elements below the deepest level, which are read over.
    skipped: usize,
    problems: Vec<Problem>,
}

impl Growth<'_> {
    fn problem(&mut self, offset: usize, message: &str) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem(offset, message));
        }
    }

    fn start(&mut self, place: Range<usize>) {
        // An element takes two levels where an attribute names it.
        if self.skipped > 0 || self.open.len() >= MAX_DEPTH / 2 - 1 {
            self.skipped += 1;
            return self.problem(place.start, "nested too deep");
        }
        let tag = tag::read(self.text, place);
        self.open.push(Open { tag, children: Vec::new(), text: None });
    }

    fn said(&mut self, place: Range<usize>) {
        let blank = at(self.text, place.clone()).trim().is_empty();
        if let Some(element) = self.open.last_mut().filter(|_| self.skipped == 0 && !blank) {
            let start = element.text.as_ref().map_or(place.start, |text| text.start);
            element.text = Some(start..place.end);
        }
    }

    fn end(&mut self, offset: usize) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(element) = self.open.pop() else {
            return self.problem(offset, "an element closes that was never opened");
        };
        let node = node(self.text, element);
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.done.push(node),
        }
    }

    fn finish(mut self, start: usize) -> (Tree, Vec<Problem>) {
        if !self.open.is_empty() {
            self.problem(self.text.len(), "unclosed element");
        }
        self.skipped = 0;
        while !self.open.is_empty() {
            self.end(self.text.len());
        }
        (Tree::of_table(self.done, start..self.text.len(), Syntax::Xml), self.problems)
    }
}

fn node(text: &str, element: Open) -> Node {
    let Open { tag, mut children, text: said } = element;
    let name = at(text, tag.name.clone()).to_owned();
    let said = said.map(|place| content(text, place));
    if let (true, true, Some(said)) = (children.is_empty(), tag.attributes.is_empty(), said.as_ref()) {
        let said = Written { text: said.text.clone(), ..leaf::bare(text, said.span.clone()) };
        return leaf::scalar(&name, tag.name, said);
    }
    let own = said.map(|said| leaf::scalar("#text", said.span.start..said.span.start, said));
    let label = tag.label(text);
    let mut all = tag.attributes;
    all.append(&mut children);
    all.extend(own);
    match label {
        Some((key, place)) => {
            let inner = leaf::table(&key, place.clone(), tag.whole.clone(), all);
            leaf::table(&name, tag.name, tag.whole, vec![inner])
        }
        None => leaf::table(&name, tag.name, tag.whole, all),
    }
}

/// Text without the blanks around it and without the marks of CDATA.
fn content(text: &str, place: Range<usize>) -> Written {
    let raw = at(text, place.clone());
    let start = place.start + raw.len() - raw.trim_start().len();
    let span = start..start + raw.trim().len();
    let inside = at(text, span.clone()).strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>"));
    match inside {
        Some(inside) => Written {
            inner: span.start + 9..span.end - 3,
            text: inside.to_owned(),
            style: Style::MultiLineSingle,
            span,
        },
        None => Written { text: tag::unescaped(at(text, span.clone())), ..leaf::bare(text, span) },
    }
}
