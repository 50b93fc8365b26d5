//! Rules over facts: which findings there are.
//!
//! In: all facts of the project and the rules. Out: findings, sorted by place and rule. Knows neither
//! surfaces nor formats.

mod compose;

use crate::fact::{Certainty, Context, Fact, Kind};
use crate::finding::{Confidence, Finding, Severity};
use crate::rule::cond::Truth;
use crate::rule::{Join, Match, Rule, Rules, Within};
use std::collections::HashMap;

/// What a run judges.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only these rules, if any are named.
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    /// Rules that are too strict for most teams run too.
    pub pedantic: bool,
    /// Everything is judged as if it were production.
    pub all_contexts: bool,
}

impl Options {
    pub fn runs(&self, rule: &Rule) -> bool {
        let named = self.select.contains(&rule.id);
        let wanted = if self.select.is_empty() { !rule.pedantic || self.pedantic } else { named };
        wanted && !self.ignore.contains(&rule.id)
    }
}

/// Facts by kind, so that a rule looks only at its own.
struct Ledger<'f> {
    facts: &'f [Fact],
    by_kind: HashMap<Kind, Vec<usize>>,
}

/// A rule that holds for a fact.
pub struct Hit<'f> {
    pub rule: &'f Rule,
    pub matched: &'f Match,
    pub fact: &'f Fact,
    pub certainty: Certainty,
    /// Facts that `also` asked for.
    pub joined: Vec<(&'f Join, &'f Fact)>,
}

/// Judges all facts. Paths are needed for fingerprints.
pub fn judge(
    facts: &[Fact],
    rules: &Rules,
    options: &Options,
    paths: &dyn Fn(u32) -> String,
) -> Vec<Finding> {
    let mut by_kind: HashMap<Kind, Vec<usize>> = HashMap::new();
    for (number, fact) in facts.iter().enumerate() {
        by_kind.entry(fact.kind).or_default().push(number);
    }
    let ledger = Ledger { facts, by_kind };
    let mut findings = Vec::new();
    for rule in rules.all.iter().filter(|rule| options.runs(rule)) {
        for hit in hits(rule, &ledger, options) {
            findings.push(compose::finding(&hit, severity(&hit, options)));
        }
    }
    let findings = yielded(merged(findings), rules);
    numbered(findings, paths)
}

fn hits<'f>(rule: &'f Rule, ledger: &Ledger<'f>, options: &'f Options) -> Vec<Hit<'f>> {
    let mut hits = Vec::new();
    for matched in &rule.matches {
        for number in ledger.by_kind.get(&matched.kind).into_iter().flatten() {
            let fact = &ledger.facts[*number];
            if judged(rule, matched, fact, options)
                && let Some(hit) = hit(rule, matched, fact, ledger, options)
            {
                hits.push(hit);
            }
        }
    }
    hits
}

/// Code of others is not judged, unless everything is, and test code only by rules that hold wherever something
/// lies.
fn judged(rule: &Rule, matched: &Match, fact: &Fact, options: &Options) -> bool {
    let context = context(fact, options);
    let everywhere = rule.everywhere || matched.everywhere;
    let ours = context != Context::Vendored;
    ours && (everywhere || context != Context::Test) && matched.contexts.hold(context)
}

fn context(fact: &Fact, options: &Options) -> Context {
    if options.all_contexts { Context::Production } else { fact.context }
}

fn hit<'f>(
    rule: &'f Rule,
    matched: &'f Match,
    fact: &'f Fact,
    ledger: &Ledger<'f>,
    options: &'f Options,
) -> Option<Hit<'f>> {
    let answer = matched.cond.ask(fact);
    if answer.truth != Truth::Yes {
        return None;
    }
    let mut certainty = answer.certainty;
    let mut joined = Vec::new();
    for join in &matched.also {
        let (other, sure) = others(join, fact, ledger, options)
            .find(|(_, answer)| answer.truth == Truth::Yes)
            .map(|(other, answer)| (other, answer.certainty))?;
        certainty = certainty.min(sure);
        joined.push((join, other));
    }
    // An absence counts only where nothing might be the thing that is absent.
    let absent =
        |join: &Join| others(join, fact, ledger, options).all(|(_, answer)| answer.truth == Truth::No);
    if !matched.without.iter().all(absent) {
        return None;
    }
    Some(Hit { rule, matched, fact, certainty, joined })
}

/// Facts that a join may mean, with the join's answer.
fn others<'f>(
    join: &'f Join,
    fact: &'f Fact,
    ledger: &Ledger<'f>,
    options: &'f Options,
) -> impl Iterator<Item = (&'f Fact, crate::rule::cond::Answer)> {
    let numbers = ledger.by_kind.get(&join.kind).cloned().unwrap_or_default();
    let facts = ledger.facts;
    numbers
        .into_iter()
        .map(move |number| &facts[number])
        .filter(move |other| {
            !std::ptr::eq(*other, fact)
                && near(join, fact, other)
                && shares(join, fact, other)
                && join.contexts.hold(context(other, options))
                && differs(join, fact, other, options)
        })
        .map(move |other| (other, join.cond.ask(other)))
}

fn near(join: &Join, fact: &Fact, other: &Fact) -> bool {
    match join.within {
        Within::Value => fact.span.contains(other.span) || other.span.contains(fact.span),
        Within::Function => fact.span.file == other.span.file && fact.function == other.function,
        Within::File => fact.span.file == other.span.file,
        Within::Project => true,
    }
}

fn shares(join: &Join, fact: &Fact, other: &Fact) -> bool {
    join.same.iter().all(|(own, others)| {
        let (a, b) = (fact.value(*own), other.value(*others));
        a.is_some() && a == b
    })
}

/// Whether the other fact comes first and is told apart from this one; unknown tells nothing apart.
fn differs(join: &Join, fact: &Fact, other: &Fact, options: &Options) -> bool {
    let Some(differ) = &join.differ else { return true };
    let apart = |(own, others): &(_, _)| {
        let (a, b) = (fact.value(*own), other.value(*others));
        a.is_some() && b.is_some() && a != b
    };
    let contexts = differ.context && context(fact, options) != context(other, options);
    (other.span, other.head) < (fact.span, fact.head) && (contexts || differ.keys.iter().any(apart))
}

fn severity(hit: &Hit<'_>, options: &Options) -> Severity {
    let context = context(hit.fact, options);
    let escalated = hit.rule.escalations.iter().find(|one| {
        one.kind == hit.fact.kind && one.contexts.hold(context) && one.cond.ask(hit.fact).truth == Truth::Yes
    });
    let severity = escalated.map_or(hit.matched.severity.unwrap_or(hit.rule.severity), |one| one.severity);
    match context {
        Context::Production => severity,
        Context::Development if hit.rule.everywhere => severity,
        Context::Development | Context::Example => severity.lower(),
        // What is reported in test code at all is there on purpose nearly always.
        Context::Test | Context::Vendored => severity.lower().lower(),
    }
}

pub fn confidence(certainty: Certainty) -> Confidence {
    match certainty {
        Certainty::Guessed => Confidence::Low,
        Certainty::Inferred => Confidence::Medium,
        Certainty::Documented | Certainty::Stated => Confidence::High,
    }
}

/// One finding for one construct: what the same rule says of the same place becomes one finding with
/// the other places related.
fn merged(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (a.span, &a.rule, &a.message).cmp(&(b.span, &b.rule, &b.message)));
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        match out.last_mut().filter(|last| last.rule == finding.rule && last.span == finding.span) {
            Some(last) => {
                last.severity = last.severity.max(finding.severity);
                last.confidence = last.confidence.max(finding.confidence);
                let new = finding.related.into_iter().chain(finding.labels);
                for label in new {
                    if !last.related.contains(&label)
                        && !last.labels.contains(&label)
                        && label.span != last.span
                    {
                        last.related.push(label);
                    }
                }
            }
            None => out.push(finding),
        }
    }
    out
}

/// Drops what a more specific rule says of the same place.
fn yielded(findings: Vec<Finding>, rules: &Rules) -> Vec<Finding> {
    let beaten = |finding: &Finding| {
        let Some(rule) = rules.get(&finding.rule) else { return false };
        rule.yields_to
            .iter()
            .any(|better| findings.iter().any(|other| other.rule == *better && touches(other, finding)))
    };
    let keep: Vec<bool> = findings.iter().map(|finding| !beaten(finding)).collect();
    findings.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(finding, _)| finding).collect()
}

fn touches(a: &Finding, b: &Finding) -> bool {
    a.span.contains(b.span) || b.span.contains(a.span)
}

/// Gives every finding its fingerprint; equal anchors are told apart by their order in the file.
fn numbered(mut findings: Vec<Finding>, paths: &dyn Fn(u32) -> String) -> Vec<Finding> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for finding in &mut findings {
        let path = paths(finding.span.file.0);
        let stem = format!("{}\n{path}\n{}", finding.rule, finding.anchor);
        let ordinal = seen.entry(stem.clone()).or_default();
        finding.fingerprint = compose::fingerprint(&format!("{stem}\n{ordinal}"));
        *ordinal += 1;
    }
    findings
}
