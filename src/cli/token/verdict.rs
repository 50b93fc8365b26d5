//! What the rules say of a token, remembered: a stream holds thousands of tokens of the same few issuers, which differ
//! in nothing that a rule looks at. A decoded token comes in; its findings come out, and the same as text of the report.
//! Places within the token are those of the first of its likeness.

use super::json;
use crate::fact::{Fact, Key, Kind, Type, Value};
use crate::finding::Finding;
use crate::judge;
use crate::rule::cond::{Cond, Test};
use crate::rule::{Match, Rule, Rules};
use crate::source::{FileId, Span};
use crate::surface::token::audit::{Reading, Surroundings};
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

/// Findings about a fact.
pub struct Verdict {
    /// The gravest first.
    pub findings: Vec<Finding>,
    /// The same as a JSON list.
    pub json: String,
}

/// Likenesses that are remembered; others are judged each time.
const MOST: usize = 8_192;

/// Longer likenesses are not remembered, in bytes.
const LONGEST: usize = 4_096;

/// The rules, and what they said.
pub struct Verdicts<'r> {
    rules: &'r Rules,
    options: judge::Options,
    /// Numbers with which rules compare attributes.
    bounds: BTreeMap<Key, Vec<i64>>,
    known: RwLock<HashMap<Vec<u8>, Known>>,
}

/// What is known of a likeness.
#[derive(Clone)]
enum Known {
    Same(Arc<Verdict>),
    /// A message shows a number, so that it takes the same numbers as well.
    ByNumbers,
}

impl<'r> Verdicts<'r> {
    pub fn new(rules: &'r Rules) -> Verdicts<'r> {
        let mut bounds = BTreeMap::new();
        rules.all.iter().for_each(|rule| look(rule, &mut bounds));
        Verdicts { rules, options: judge::Options::default(), bounds, known: RwLock::default() }
    }

    /// The verdict on a token, which stands alone in the world. `text` is what was decoded.
    pub fn on(&self, text: &str, reading: &Reading, around: &Surroundings) -> Arc<Verdict> {
        let mut likeness = Vec::with_capacity(512);
        reading.likeness(text, around, &mut likeness);
        let numbers = reading.numbers(around.now);
        let rough = likeness.len();
        self.write_sides(&numbers, &mut likeness);
        match self.look_up(&likeness) {
            Some(Known::Same(verdict)) => return verdict,
            Some(Known::ByNumbers) => {
                likeness.truncate(rough);
                write_all(&numbers, &mut likeness);
                if let Some(Known::Same(verdict)) = self.look_up(&likeness) {
                    return verdict;
                }
            }
            None => {}
        }
        let exact = likeness.len() == rough + EXACT;
        let verdict = Arc::new(self.judged(&reading.fact(text, Span::new(FileId(0), 0..text.len()), around)));
        let differs = !exact && self.shows_numbers(&verdict);
        self.keep(likeness, if differs { Known::ByNumbers } else { Known::Same(verdict.clone()) });
        verdict
    }

    /// Numbers, by the side of the bounds on which they lie.
    fn write_sides(&self, numbers: &[(Key, Option<i64>)], out: &mut Vec<u8>) {
        for (key, number) in numbers {
            let bounds = self.bounds.get(key).map(Vec::as_slice).unwrap_or_default();
            match number {
                None => out.extend([u8::MAX, 0]),
                Some(number) => {
                    let below = bounds.partition_point(|bound| bound < number);
                    out.extend([below as u8, u8::from(bounds.get(below) == Some(number))]);
                }
            }
        }
    }

    fn look_up(&self, likeness: &[u8]) -> Option<Known> {
        self.known.read().ok()?.get(likeness).cloned()
    }

    fn keep(&self, likeness: Vec<u8>, what: Known) {
        if likeness.len() <= LONGEST
            && let Ok(mut known) = self.known.write()
            && known.len() < MOST
        {
            known.insert(likeness, what);
        }
    }

    /// Whether a finding's text may tell a number.
    fn shows_numbers(&self, verdict: &Verdict) -> bool {
        let rules = verdict.findings.iter().filter_map(|finding| self.rules.get(&finding.rule));
        let mut shown = rules.flat_map(|rule| &rule.matches).flat_map(texts);
        shown.any(|key| matches!(key.ty(), Type::Int | Type::Duration))
    }

    fn judged(&self, fact: &Fact) -> Verdict {
        let mut findings =
            judge::judge(std::slice::from_ref(fact), self.rules, &self.options, &|_| String::new());
        findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.rule.cmp(&b.rule)));
        let json = json::findings(&findings);
        Verdict { findings, json }
    }
}

/// Bytes of all numbers.
const EXACT: usize = 4 * 9;

fn write_all(numbers: &[(Key, Option<i64>)], out: &mut Vec<u8>) {
    for (_, number) in numbers {
        out.push(u8::from(number.is_some()));
        out.extend(number.unwrap_or_default().to_le_bytes());
    }
}

/// The attributes that a match's texts show.
fn texts(matched: &Match) -> Vec<Key> {
    let labels = matched.labels.iter().flat_map(|(_, text)| text.keys());
    matched.message.keys().into_iter().chain(matched.help.keys()).chain(labels).collect()
}

/// Notes with which numbers a rule compares those of tokens.
fn look(rule: &Rule, bounds: &mut BTreeMap<Key, Vec<i64>>) {
    let matches = rule.matches.iter().filter(|matched| matched.kind == Kind::Token);
    let escalations = rule.escalations.iter().filter(|one| one.kind == Kind::Token);
    let conditions = matches.map(|matched| &matched.cond).chain(escalations.map(|one| &one.cond));
    conditions.for_each(|cond| look_at_condition(cond, bounds));
}

fn look_at_condition(cond: &Cond, bounds: &mut BTreeMap<Key, Vec<i64>>) {
    for (key, test) in &cond.tests {
        let bounds = bounds.entry(*key).or_default();
        bounds.extend(compared(test));
        bounds.sort_unstable();
        bounds.dedup();
    }
    cond.any.iter().chain(&cond.not).for_each(|cond| look_at_condition(cond, bounds));
}

/// The numbers with which a test compares. Below a bound, on it and above it are three cases.
fn compared(test: &Test) -> Vec<i64> {
    let number = |value: &Value| value.as_int();
    match test {
        Test::Compare(wanted) => wanted.iter().map(|(_, bound)| *bound).collect(),
        Test::Equals(value) => number(value).into_iter().collect(),
        Test::AnyOf(values) => values.iter().filter_map(number).collect(),
        Test::Has(_) | Test::Lacks(_) | Test::Matches(_) | Test::Known(_) => Vec::new(),
    }
}
