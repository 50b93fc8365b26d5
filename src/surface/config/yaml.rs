//! YAML into the key-path tree.
//!
//! In: the text of a file, a byte-order mark allowed, templates allowed. Out: a tree with one root for each
//! document, duplicates kept, and what could not be read. `granit-parser` 2.1 gives events; aliases share
//! their anchor's value and are never expanded. A document with a mistake keeps what stands before it.
//! Knows no product and no fact.

mod scalar;
#[cfg(test)]
mod tests;
mod write;

pub(super) use write::replacement;

use super::growth::{Growth, Shape};
use super::template::{self, Masked};
use super::tree::{Problem, Syntax, Tree};
use granit_parser::{Event, Parser, Span, StrInput};
use std::ops::Range;

/// Deeper nesting ends the document; it is far above what the tree holds, so that the rest of a file with one
/// deep value is read.
const DEEPEST: usize = 10_000;

pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let masked = template::mask(text);
    let options = granit_parser::options! {
        emit_unresolved_aliases: true, flow_nesting_limit: DEEPEST, block_nesting_limit: DEEPEST,
    };
    let parser = Parser::new_from_str_with_options(&masked.text, options);
    let mut reading = Reading { text, masked: &masked, growth: Growth::default(), end: 0 };
    reading.all(parser);
    let growth = reading.growth;
    (Tree { roots: growth.roots, syntax: Syntax::Yaml }, growth.problems)
}

struct Reading<'t> {
    /// As it stands in the file, templates included.
    text: &'t str,
    masked: &'t Masked<'t>,
    growth: Growth,
    /// Where the last event ended.
    end: usize,
}

impl<'t> Reading<'t> {
    fn all(&mut self, mut parser: Parser<'t, StrInput<'t>>) {
        while let Some(next) = parser.next_event() {
            match next {
                Ok((event, span)) => self.event(event, &span),
                Err(error) => {
                    let offset = error.marker().byte_offset().unwrap_or(self.end);
                    let message = error.kind().to_string();
                    self.growth.problem(self.text.floor_char_boundary(offset.min(self.text.len())), &message);
                    self.growth.close_all();
                    if !matches!(parser.proceed_next_document(), Ok(true)) {
                        return;
                    }
                }
            }
            if self.growth.is_full(self.end) {
                return self.growth.close_all();
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: &Span) {
        let range = self.range(span);
        match event {
            Event::DocumentStart(..) => self.growth.open(Shape::Document, range.end, 0),
            Event::DocumentEnd => self.growth.close(Some(range.start)),
            Event::MappingStart(_, anchor, _) => self.growth.open(Shape::Table, range.start, anchor),
            Event::SequenceStart(_, anchor, _) => self.growth.open(Shape::List, range.start, anchor),
            Event::MappingEnd | Event::SequenceEnd => {
                let flow = !range.is_empty();
                self.growth.close(flow.then_some(range.end));
            }
            Event::Alias(anchor) => self.growth.alias(anchor, range.clone()),
            Event::UnresolvedAlias(_) => {
                self.growth.problem(range.start, "alias of an anchor that is not there");
                self.growth.alias(0, range.clone());
            }
            Event::Scalar(text, style, anchor, tag) => {
                let raw = scalar::Raw {
                    text,
                    style,
                    tag: tag.as_deref(),
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
