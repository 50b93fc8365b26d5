//! Tokens and private keys in any text file. Text comes in; facts of kinds `token` and `key` come out, one for each
//! distinct token, and every place of a secret, so that no drawn line shows it.
//! It knows no file formats: a token is a token in source, in a lock file and in a recording alike.

pub mod audit;
mod likeness;
mod place;
pub mod private_key;
mod proof;
mod purpose;
pub mod rsa_key;
mod shown;
mod stand_in;

use super::{Extracted, Tools, http};
use crate::fact::kinds::token;
use crate::fact::{Context, Fact, Step};
use crate::finding::Problem;
use crate::jose::find::may_hold_material;
use crate::jose::{Found, Material, material, verify};
use crate::source::{Source, Span};
use audit::{Reading, Surroundings};
use sha2::{Digest, Sha256};
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
    let mut shelf = Shelf::new(tools.now);
    shelf.read(source, 0);
    let mut out = shelf.finish(&source.path);
    let in_documentation = |span: Span| place::in_comment("rs", &source.text, span.start as usize);
    for fact in
        out.facts.iter_mut().filter(|fact| source.path.ends_with(".rs") && in_documentation(fact.span))
    {
        fact.context = fact.context.max(Context::Example);
    }
    out
}

/// The tokens of one file, each distinct one once.
#[derive(Default)]
pub struct Shelf {
    /// Seconds since 1970.
    now: i64,
    /// By the token's hash: the number of its fact.
    known: HashMap<[u8; 32], Option<usize>>,
    left_out: usize,
    copies: usize,
    /// The file is a recording of traffic or of a browser's state, by what it holds.
    recorded: Option<bool>,
    pub out: Extracted,
}

impl Shelf {
    pub fn new(now: i64) -> Shelf {
        Shelf { now, ..Shelf::default() }
    }

    /// For a file that is known to be a recording.
    pub fn of_recording(now: i64) -> Shelf {
        Shelf { recorded: Some(true), ..Shelf::new(now) }
    }

    /// Reads a text that starts at the byte `base` of the file.
    pub fn read(&mut self, source: &Source, base: usize) {
        for found in material(source.text.as_bytes()) {
            match found {
                Material::Token(Found::Token(range)) => self.add(source, base, range),
                Material::Token(Found::TooLong(range)) => self.too_long(source, base, range),
                Material::Pem(pem) => {
                    let secret = private_key::secret_span(source, &pem);
                    self.out.secrets.extend(secret.map(|span| span.shifted(base)));
                    private_key::fact(source, &pem).into_iter().for_each(|fact| self.put(fact, base));
                    rsa_key::fact(source, &pem).into_iter().for_each(|fact| self.put(fact, base));
                }
            }
        }
    }

    fn put(&mut self, mut fact: Fact, base: usize) {
        fact.shift(base);
        self.out.facts.push(fact);
    }

    fn add(&mut self, source: &Source, base: usize, range: Range<usize>) {
        let Some(text) = source.text.get(range.clone()) else { return };
        let span = Span::new(source.id, range.clone()).shifted(base);
        self.out.secrets.push(span);
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        match self.known.get(&hash) {
            Some(Some(number)) => self.note_copy(*number, span),
            Some(None) => {}
            None if self.known.len() >= MOST_TOKENS => self.left_out += 1,
            None => {
                self.recorded.get_or_insert_with(|| http::is_recording(source));
                let fact = self.fact(source, text, range, span);
                self.known.insert(hash, fact.is_some().then_some(self.out.facts.len()));
                self.out.facts.extend(fact);
            }
        }
    }

    fn fact(&self, source: &Source, text: &str, range: Range<usize>, span: Span) -> Option<Fact> {
        let reading = Reading::new(text);
        if !reading.is_token() {
            return None;
        }
        let guess = || verify::find_embedded(text, &reading.decoded, verify::Words::All).is_some();
        let around = Surroundings {
            place: place::of(&source.path, &source.text, range.start, self.recorded == Some(true)),
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
            self.copies += 1;
            state.trail.push(Step { span, text: "the same token again" });
        }
    }

    fn too_long(&mut self, source: &Source, base: usize, range: Range<usize>) {
        self.out.secrets.push(Span::new(source.id, range.clone()).shifted(base));
        let limit = crate::jose::find::MAX_TOKEN / 1024;
        let message = format!("a token of more than {limit} KiB is not judged");
        self.problem(&source.path, Some(base + range.start), message);
    }

    fn problem(&mut self, path: &str, offset: Option<usize>, message: String) {
        self.out.problems.push(Problem { path: path.to_owned(), offset, message });
    }

    /// How many places of what was read may show in a report.
    pub fn kept(&self) -> usize {
        self.out.facts.len() + self.copies + self.out.problems.len()
    }

    /// What all texts of the file said.
    pub fn finish(mut self, path: &str) -> Extracted {
        if self.left_out > 0 {
            let message =
                format!("more than {MOST_TOKENS} tokens: {} further ones are not judged", self.left_out);
            self.problem(path, None, message);
        }
        self.out
    }
}
