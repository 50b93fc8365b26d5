//! YAML into the key-path tree.
//!
//! In: the text of a file, a byte-order mark allowed, templates allowed. Out: a tree with one root for each
//! document, duplicates kept, and what could not be read. `granit-parser` 2.1 gives events; aliases share
//! their anchor's value and are never expanded.
//! Knows no product and no fact.

mod repair;
mod scalar;
#[cfg(test)]
mod tests;
mod write;

pub(super) use write::{insertion, replacement};

use super::growth::{Growth, Shape};
use super::template::{self, Masked};
use super::tree::{MAX_PROBLEMS, Problem, Syntax, Tree};
use granit_parser::{Event, Parser, Span, Tag};
use std::ops::Range;

/// Deeper nesting ends the document; it is far above what the tree holds, so that the rest of a file with one
/// deep value is read.
const DEEPEST: usize = 10_000;

/// Broken lines that are left out one by one, each of which costs another pass.
const MOST_REPAIRS: usize = 8;

/// Larger files are not repaired, in bytes.
const LONGEST_REPAIRED: usize = 256 * 1024;

/// Reads a file. A broken line is left out with what is indented below it; after too many of them, a document
/// ends where it is broken.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let mut masked = template::mask(text);
    let mut broken = Vec::new();
    let most = if text.len() > LONGEST_REPAIRED { 0 } else { MOST_REPAIRS };
    loop {
        let mut reading =
            Reading { text, masked: &masked, growth: Growth::default(), tags: Vec::new(), end: 0 };
        let failure = reading.all(broken.len() < most);
        let Growth { roots, mut problems, .. } = reading.growth;
        let repaired = failure.and_then(|at| repair::without(&masked.text, at));
        match repaired.filter(|_| broken.len() < most) {
            Some(repaired) => {
                broken.extend(problems.pop());
                masked.text = repaired.into();
            }
            None => {
                problems.extend(broken);
                problems.sort_by_key(|problem| problem.offset);
                problems.truncate(MAX_PROBLEMS);
                return (Tree { roots, syntax: Syntax::Yaml }, problems);
            }
        }
    }
}

struct Reading<'t> {
    /// As it stands in the file, templates included.
    text: &'t str,
    masked: &'t Masked<'t>,
    growth: Growth,
    /// Tags of the open lists and tables: a program makes something of a list with a tag of its own.
    tags: Vec<Option<Tag>>,
    /// Where the last event ended.
    end: usize,
}

impl<'t> Reading<'t> {
    /// Reads everything. If it may still be repaired, the first mistake that can be ends the reading: gives
    /// where it stands.
    fn all(&mut self, repair: bool) -> Option<usize> {
        let options = granit_parser::options! {
            emit_unresolved_aliases: true, flow_nesting_limit: DEEPEST, block_nesting_limit: DEEPEST,
        };
        let mut parser = Parser::new_from_str_with_options(&self.masked.text, options);
        while let Some(next) = parser.next_event() {
            match next {
                Ok((event, span)) => self.event(event, &span),
                Err(error) => {
                    let offset = error.marker().byte_offset().unwrap_or(self.end).min(self.text.len());
                    let offset = self.text.floor_char_boundary(offset);
                    let line = self.culprit(offset);
                    self.growth.problem(offset, &error.kind().to_string());
                    if repair && repair::without(&self.masked.text, line).is_some() {
                        return Some(line);
                    }
                    self.growth.close_all();
                    if !matches!(parser.proceed_next_document(), Ok(true)) {
                        return None;
                    }
                }
            }
            if self.growth.is_full(self.end) {
                self.growth.close_all();
                return None;
            }
        }
        None
    }

    /// The line to blame for a mistake: that of a bracket which lines further out show to be open by mistake,
    /// or of a key that waits for its value.
    fn culprit(&self, offset: usize) -> usize {
        let bracket =
            self.growth.starts().find(|start| matches!(self.text.as_bytes().get(*start), Some(b'[' | b'{')));
        match (bracket, self.growth.pending_key()) {
            (Some(open), _) if repair::indent_at(self.text, offset) <= repair::indent_at(self.text, open) => {
                open
            }
            (None, Some(key)) => key.start,
            _ => offset,
        }
    }

    fn event(&mut self, event: Event<'_>, span: &Span) {
        let range = self.range(span);
        match event {
            Event::DocumentStart(..) => self.growth.open(Shape::Document, range.end, 0),
            Event::DocumentEnd => self.growth.close(Some(range.start)),
            Event::MappingStart(_, anchor, _) => {
                self.tags.push(None);
                self.growth.open(Shape::Table, range.start, anchor);
            }
            Event::SequenceStart(_, anchor, tag) => {
                let around = self.tags.last().cloned().flatten();
                let own = tag.as_deref().filter(|tag| !tag.is_yaml_core_schema());
                self.tags.push(own.cloned().or(around));
                self.growth.open(Shape::List, range.start, anchor);
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.tags.pop();
                let flow = !range.is_empty();
                self.growth.close(flow.then_some(range.end));
            }
            Event::Alias(anchor) => self.growth.alias(anchor, range.clone()),
            Event::UnresolvedAlias(_) => {
                self.growth.problem(range.start, "alias of an anchor that is not there");
                self.growth.alias(0, range.clone());
            }
            Event::Scalar(text, style, anchor, tag) => {
                let around = self.tags.last().and_then(Option::as_ref);
                let raw = scalar::Raw {
                    text,
                    style,
                    tag: tag.as_deref().or(around),
                    span: range.clone(),
                    from: self.from(span),
                };
                let (scalar, whole) = scalar::read(self.text, self.masked, raw);
                self.growth.scalar(scalar, whole, anchor);
            }
            _ => {}
        }
        self.end = self.end.max(range.end);
    }

    /// Behind what the scalar follows: the key's colon, the list's dash, a tag.
    fn from(&self, span: &Span) -> usize {
        let tag = span.tag_span().and_then(|tag| tag.byte_range()).map_or(0, |tag| tag.end);
        let key = self.growth.pending_key().map_or(0, |key| key.end);
        self.end.max(tag).max(key)
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let range = span.byte_range().unwrap_or(self.end..self.end);
        let fit = |at: usize| self.text.floor_char_boundary(at.min(self.text.len()));
        fit(range.start)..fit(range.end.max(range.start))
    }
}
