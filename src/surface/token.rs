//! Tokens and private keys in any text file. Text comes in; facts of kinds `token` and `key` come out, one for each
//! distinct token, and every place of a secret, so that no drawn line shows it.
//! It knows no file formats: a token is a token in source, in a lock file and in a recording alike.

pub mod audit;
mod likeness;
mod place;
mod private_key;
mod proof;
mod purpose;
mod rsa_key;
mod stand_in;

use super::{Extracted, Tools};
use crate::fact::kinds::token;
use crate::fact::{Context, Fact, Step};
use crate::finding::Problem;
use crate::jose::find::may_hold_material;
use crate::jose::{Found, Material, material, verify};
use crate::source::{Source, Span};
use audit::{Reading, Surroundings};
use std::collections::HashMap;
use std::ops::Range;

/// Distinct tokens of one file that are judged; the rest are masked and counted.
const MOST_TOKENS: usize = 10_000;

/// Tokens of one file whose secret is guessed: a thousand guesses take about a millisecond.
const MOST_GUESSED: usize = 500;

/// Further places of the same token that a finding names.
const MOST_COPIES: usize = 8;

pub fn claims(source: &Source, _tools: &Tools<'_>) -> bool {
    may_hold_material(source.text.as_bytes())
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut shelf = Shelf::new(source, tools.now);
    for found in material(source.text.as_bytes()) {
        match found {
            Material::Token(Found::Token(range)) => shelf.add(range),
            Material::Token(Found::TooLong(range)) => shelf.too_long(range),
            Material::Pem(pem) => {
                shelf.out.secrets.extend(private_key::secret_span(source, &pem));
                shelf.out.facts.extend(private_key::fact(source, &pem));
                shelf.out.facts.extend(rsa_key::fact(source, &pem));
            }
        }
    }
    shelf.finish()
}

/// The tokens of one file, each distinct one once.
struct Shelf<'s> {
    source: &'s Source,
    now: i64,
    known: HashMap<&'s str, Option<usize>>,
    left_out: usize,
    out: Extracted,
}

impl<'s> Shelf<'s> {
    fn new(source: &'s Source, now: i64) -> Shelf<'s> {
        Shelf { source, now, known: HashMap::new(), left_out: 0, out: Extracted::default() }
    }

    fn add(&mut self, range: Range<usize>) {
        let Some(text) = self.source.text.get(range.clone()) else { return };
        let span = Span::new(self.source.id, range.clone());
        self.out.secrets.push(span);
        match self.known.get(text) {
            Some(Some(number)) => self.note_copy(*number, span),
            Some(None) => {}
            None if self.known.len() >= MOST_TOKENS => self.left_out += 1,
            None => {
                let fact = self.read(text, range, span);
                self.known.insert(text, fact.is_some().then_some(self.out.facts.len()));
                self.out.facts.extend(fact);
            }
        }
    }

    fn read(&self, text: &str, range: Range<usize>, span: Span) -> Option<Fact> {
        let reading = Reading::new(text);
        if !reading.is_token() {
            return None;
        }
        let guess = || verify::find_embedded(text, &reading.decoded, verify::Words::All).is_some();
        let around = Surroundings {
            place: place::of(&self.source.path, &self.source.text, range.start),
            now: self.now,
            weak_secret: (self.known.len() < MOST_GUESSED).then(guess),
        };
        Some(reading.fact(text, span, &around))
    }

    /// The same token again belongs to the first one's finding.
    fn note_copy(&mut self, number: usize, span: Span) {
        let fact = self.out.facts.get_mut(number);
        let Some(state) = fact.and_then(|fact| fact.attributes.get_mut(&token::state)) else { return };
        if state.trail.len() < MOST_COPIES {
            state.trail.push(Step { span, text: "the same token again" });
        }
    }

    fn too_long(&mut self, range: Range<usize>) {
        self.out.secrets.push(Span::new(self.source.id, range.clone()));
        let limit = crate::jose::find::MAX_TOKEN / 1024;
        let message = format!("a token of more than {limit} KiB is not judged");
        self.problem(Some(range.start), message);
    }

    fn problem(&mut self, offset: Option<usize>, message: String) {
        self.out.problems.push(Problem { path: self.source.path.to_string(), offset, message });
    }

    fn finish(mut self) -> Extracted {
        for fact in &mut self.out.facts {
            if in_documentation(self.source, fact.span) {
                fact.context = fact.context.max(Context::Example);
            }
        }
        if self.left_out > 0 {
            let message =
                format!("more than {MOST_TOKENS} tokens: {} further ones are not judged", self.left_out);
            self.problem(None, message);
        }
        self.out
    }
}

/// `/// let key = ..`, `//! let key = ..`: Rust's documentation, whose code is an example.
fn in_documentation(source: &Source, span: Span) -> bool {
    let Some(before) = source.text.get(..span.start as usize).filter(|_| source.path.ends_with(".rs")) else {
        return false;
    };
    let line = before.rsplit('\n').next().unwrap_or(before).trim_start();
    line.starts_with("///") || line.starts_with("//!")
}
