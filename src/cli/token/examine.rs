//! One token: decoded, judged, checked against keys, its secret looked for, and the tokens within it likewise. Text comes
//! in, what is to be written comes out.

use super::Run;
use super::guess::{self, Luck};
use crate::cli::failure::Failure;
use crate::fact::Fact;
use crate::finding::Finding;
use crate::jose::check::{Check, checks};
use crate::jose::{base64url, decode, sample, verify};
use crate::judge;
use crate::source::{FileId, Span};
use crate::surface::token::audit::{Reading, Surroundings};

/// One token, decoded and judged.
pub struct Examined {
    /// Bytes of its text.
    pub size: usize,
    /// Line of the input on which it stands, from 1.
    pub line: usize,
    /// How many tokens it lies in.
    pub depth: usize,
    pub reading: Reading,
    pub fact: Fact,
    /// The name of the published sample that it is.
    pub sample: Option<&'static str>,
    /// The gravest first.
    pub findings: Vec<Finding>,
    /// Empty where no key and no expectation was given.
    pub checks: Vec<Check>,
    pub luck: Luck,
    /// The clock of this run, in seconds since 1970.
    pub now: i64,
}

/// Tokens within tokens that are looked into.
const DEEPEST: usize = 4;

/// Tokens of a run on which all embedded words are tried; a tenth of a millisecond each.
const FULLY_GUESSED: usize = 1_000;

/// The token and those within it, from the outside.
pub fn examine(run: &Run<'_>, text: &str, line: usize, number: usize) -> Result<Vec<Examined>, Failure> {
    let mut all = Vec::new();
    let mut next = Some(text.to_owned());
    while let Some(text) = next.take().filter(|_| all.len() <= DEEPEST) {
        let examined = one(run, &text, (line, number, all.len()))?;
        next = inner(&text, &examined);
        all.push(examined);
    }
    Ok(all)
}

fn one(run: &Run<'_>, text: &str, (line, number, depth): (usize, usize, usize)) -> Result<Examined, Failure> {
    let reading = Reading::new(text);
    let luck = luck(run, text, &reading, number)?;
    let around = Surroundings { place: "given", now: run.now, weak_secret: luck.is_weak() };
    let fact = reading.fact(text, Span::new(FileId(0), 0..text.len()), &around);
    let findings = judged(run, &fact);
    // The keys are those of the outer token.
    let checks = if depth == 0 && (run.keys.is_some() || run.expects()) {
        checks(text, &reading.decoded, run.keys.as_deref(), &run.expected)
    } else {
        Vec::new()
    };
    let (size, sample) = (text.len(), sample::sample(text));
    Ok(Examined { size, line, depth, reading, fact, sample, findings, checks, luck, now: run.now })
}

fn judged(run: &Run<'_>, fact: &Fact) -> Vec<Finding> {
    let options = judge::Options::default();
    let mut findings =
        judge::judge(std::slice::from_ref(fact), &run.knowledge.rules, &options, &|_| String::new());
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.rule.cmp(&b.rule)));
    findings
}

fn luck(run: &Run<'_>, text: &str, reading: &Reading, number: usize) -> Result<Luck, Failure> {
    if run.guesses() {
        return guess::run(&run.read.guess, text, &reading.decoded);
    }
    let most = if number < FULLY_GUESSED { usize::MAX } else { verify::USUAL };
    let rank = verify::find_embedded(text, &reading.decoded, most);
    Ok(match rank {
        Some(rank) => Luck::embedded(rank),
        None if most == usize::MAX => Luck::nothing(),
        None => Luck::default(),
    })
}

/// The text of the token that is the payload of this one (RFC 7519 section 5.2).
fn inner(text: &str, examined: &Examined) -> Option<String> {
    if !examined.reading.decoded.nested {
        return None;
    }
    let segment = text.split('.').nth(1)?;
    let bytes = base64url::decode(segment.as_bytes()).bytes;
    let text = String::from_utf8(bytes).ok()?;
    (text.len() <= decode::MAX_LENGTH).then_some(text)
}
