//! One token: decoded, judged, checked against keys, its secret looked for, and the tokens within it likewise. Text comes
//! in, what is to be written comes out.

use super::guess::{self, Luck};
use super::input::Given;
use super::stream::Run;
use super::verdict::Verdict;
use crate::cli::failure::Failure;
use crate::jose::check::{Check, checks};
use crate::jose::verify::{self, Words};
use crate::jose::{base64url, decode, sample};
use crate::surface::token::audit::{Reading, Surroundings};
use std::sync::Arc;

/// One token, decoded and judged.
pub struct Examined {
    /// Bytes of its text.
    pub size: usize,
    /// Line of the input on which it stands, from 1.
    pub line: usize,
    /// How many tokens it lies in.
    pub depth: usize,
    pub reading: Reading,
    /// The name of the published sample that it is.
    pub sample: Option<&'static str>,
    pub verdict: Arc<Verdict>,
    /// Empty where no key and no expectation was given.
    pub checks: Vec<Check>,
    pub luck: Luck,
    /// The clock of this run, in seconds since 1970.
    pub now: i64,
}

/// Tokens within tokens that are looked into.
const DEEPEST: usize = 4;

/// The token and those within it, from the outside. `words` are those of the embedded ones that are tried.
pub fn examine(run: &Run<'_>, given: Given, words: Words) -> Result<Vec<Examined>, Failure> {
    let mut all = Vec::new();
    let mut next = Some(given);
    while let Some(given) = next.take().filter(|_| all.len() <= DEEPEST) {
        let inner = inner(&given);
        all.push(one(run, given, words, all.len())?);
        next = inner;
    }
    Ok(all)
}

fn one(run: &Run<'_>, given: Given, words: Words, depth: usize) -> Result<Examined, Failure> {
    let Given { text, line, reading, .. } = given;
    let luck = luck(run, &text, &reading, words)?;
    let around = Surroundings { place: "given", now: run.now, weak_secret: luck.is_weak() };
    let verdict = run.verdicts.on(&text, &reading, &around);
    // The keys are those of the outer token.
    let checks = if depth == 0 && (run.keys.is_some() || run.expects()) {
        checks(&text, &reading.decoded, run.keys.as_deref(), &run.expected)
    } else {
        Vec::new()
    };
    let (size, sample) = (text.len(), sample::sample(&text));
    Ok(Examined { size, line, depth, reading, sample, verdict, checks, luck, now: run.now })
}

fn luck(run: &Run<'_>, text: &str, reading: &Reading, words: Words) -> Result<Luck, Failure> {
    if run.guesses() {
        return guess::run(&run.read.guess, text, &reading.decoded);
    }
    let rank = verify::find_embedded(text, &reading.decoded, words);
    Ok(match rank {
        Some(rank) => Luck::embedded(rank),
        None if words == Words::All => Luck::nothing(),
        None => Luck::default(),
    })
}

/// The token that is the payload of this one (RFC 7519 section 5.2).
fn inner(given: &Given) -> Option<Given> {
    if !given.reading.decoded.nested {
        return None;
    }
    let segment = given.text.split('.').nth(1)?;
    let text = String::from_utf8(base64url::decode(segment.as_bytes()).bytes).ok()?;
    let reading = (text.len() <= decode::MAX_LENGTH).then(|| Reading::new(&text))?;
    Some(Given::new(text, given.line, reading))
}
