//! Recordings of any length: a HAR file that is not small is read entry by entry, and of its text only what surrounds
//! the facts is kept. What an entry says is for `http` and `token`, as in a small file.
//!
//! In: a file that by its first bytes is a recording. Out: facts, and a condensed text in which they have their places.

use super::http::har;
use super::http::har::slices::{Slice, Slices};
use super::http::ledger::Ledger;
use super::http::{Met, masks};
use super::token::Shelf;
use super::{Extracted, Tools};
use crate::finding::Problem;
use crate::source::condensed::{self, Parts};
use crate::source::{Encoding, Source, Span, Unread, is_foreign, text_of};
use std::fs::File;
use std::io::Read;

/// Smaller files are read as a whole, in bytes.
pub const SHORTEST: u64 = 1024 * 1024;

/// Bytes of the beginning that are looked at.
const HEAD: usize = 4096;

/// Reads the file if it is a recording that is not small.
pub fn extract(file: &Unread<'_>, tools: &Tools<'_>) -> Option<Extracted> {
    extract_from(file, SHORTEST, tools)
}

/// Reads the file if it is a recording of so many bytes.
pub fn extract_from(file: &Unread<'_>, shortest: u64, tools: &Tools<'_>) -> Option<Extracted> {
    if !is_named(file) {
        return None;
    }
    let (open, _) = file.open(shortest)?;
    begins_as_one(&open).then(|| read(file, tools)).flatten()
}

fn begins_as_one(file: &File) -> bool {
    let mut head = Vec::with_capacity(HEAD);
    let read = file.take(HEAD as u64).read_to_end(&mut head).is_ok();
    read && !is_foreign(&head) && is_recording(&head)
}

fn read(file: &Unread<'_>, tools: &Tools<'_>) -> Option<Extracted> {
    let longest = usize::try_from(file.longest).unwrap_or(usize::MAX);
    let mut slices = Slices::new(File::open(file.disk).ok()?, longest);
    let mut reading = Reading::new(file, tools.now);
    while let Some(slice) = slices.next() {
        if slices.lacks_entries {
            return None;
        }
        reading.slice(slice);
    }
    condense(file, reading.finish())
}

/// Keeps the text around facts and problems, and moves them there.
fn condense(file: &Unread<'_>, mut out: Extracted) -> Option<Extracted> {
    let of_facts = out.facts.iter().flat_map(|fact| fact.places()).map(Span::range);
    let of_problems = out.problems.iter().filter_map(|problem| problem.offset).map(|at| at..at + 1);
    let mut parts = Parts::around(of_facts.chain(of_problems));
    let (bytes, gaps) = condensed::read(File::open(file.disk).ok()?, &mut parts).ok()?;
    let moved =
        |span: Span| Span::new(file.id, parts.place(span.start as usize)..parts.place(span.end as usize));
    out.facts.iter_mut().for_each(|fact| fact.move_places(moved));
    out.secrets.retain(|span| parts.touches(&span.range()));
    out.secrets.iter_mut().for_each(|span| *span = moved(*span));
    let offsets = out.problems.iter_mut().filter_map(|problem| problem.offset.as_mut());
    offsets.for_each(|offset| *offset = parts.place(*offset));
    let (text, encoding) = text_of(bytes);
    out.condensed = Some(file.source(text, encoding, gaps));
    Some(out)
}

/// Other names are those of other things, whatever stands in the file.
fn is_named(file: &Unread<'_>) -> bool {
    ["har", "json", "har1", "trace"].contains(&file.ending().as_str())
}

/// `log` comes first, and what tells a recording from other logs soon after.
fn is_recording(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let has = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    let marks = ["\"entries\"", "\"creator\"", "\"pages\"", "\"browser\""];
    head.starts_with(b"{") && has("\"log\"") && marks.iter().any(|mark| has(mark))
}

/// Bytes on either side of what a report may show, in which secrets are remembered.
const NEAR: usize = 4 * 1024;

/// A recording on its way.
struct Reading<'f> {
    file: &'f Unread<'f>,
    ledger: Ledger,
    shelf: Shelf,
    /// Places of secrets that a drawn line may show.
    secrets: Vec<Span>,
    /// Places of secrets of the last bytes.
    recent: Vec<Span>,
    /// Up to here a drawn line may reach.
    until: usize,
    /// Facts and troubles so far.
    kept: usize,
    problems: Vec<Problem>,
    damaged: bool,
}

impl<'f> Reading<'f> {
    fn new(file: &'f Unread<'f>, now: i64) -> Reading<'f> {
        Reading {
            file,
            ledger: Ledger::new(now),
            shelf: Shelf::of_recording(now),
            secrets: Vec::new(),
            recent: Vec::new(),
            until: 0,
            kept: 0,
            problems: Vec::new(),
            damaged: false,
        }
    }

    fn slice(&mut self, slice: Slice) {
        let Slice { start, bytes, entry, trouble } = slice;
        let end = start + bytes.len();
        let (text, encoding) = text_of(bytes);
        self.damaged |= encoding == Encoding::Damaged;
        let source = self.file.source(text, encoding, Vec::new());
        if let Some(entry) = entry {
            self.entry(&source, start, entry.start);
        }
        self.shelf.read(&source, start);
        if let Some((place, message)) = trouble {
            self.problem(Some(place), message);
        }
        self.remember(start, end);
    }

    fn entry(&mut self, source: &Source, base: usize, at: usize) {
        match har::entry_at(&source.text, at) {
            None => self.problem(Some(base + at), har::BROKEN),
            Some(exchange) => {
                self.ledger.add(source, base, &Met::new(&exchange, &[]));
                let mut places = Vec::new();
                masks::of_exchange(&source.text, &exchange, &mut places);
                let spans = places.into_iter().map(|range| Span::new(source.id, range).shifted(base));
                self.shelf.out.secrets.extend(spans);
            }
        }
    }

    fn problem(&mut self, offset: Option<usize>, message: &str) {
        let path = self.file.path.to_owned();
        self.problems.push(Problem { path, offset, message: message.to_owned() });
    }

    /// Keeps the secrets of a slice if lines of it may be drawn.
    fn remember(&mut self, start: usize, end: usize) {
        let mut new = std::mem::take(&mut self.shelf.out.secrets);
        let kept = self.ledger.kept() + self.shelf.kept() + self.problems.len();
        if kept > self.kept {
            self.secrets.append(&mut self.recent);
            self.until = end + NEAR;
        }
        self.kept = kept;
        if start < self.until {
            self.secrets.append(&mut new);
        }
        self.recent.append(&mut new);
        self.recent.retain(|span| span.end as usize + NEAR > end);
    }

    fn finish(mut self) -> Extracted {
        if self.damaged {
            self.problem(None, crate::source::DAMAGED);
        }
        let mut out = self.shelf.finish(self.file.path);
        let (facts, identifiers) = self.ledger.finish();
        out.facts.extend(facts);
        out.identifiers = identifiers;
        out.secrets = self.secrets;
        out.problems.extend(self.problems);
        out.parsed = true;
        out
    }
}
