//! Rules over facts: which findings there are.
//!
//! In: all facts of the project and the rules. Out: findings, sorted by place and rule. Knows neither
//! surfaces nor formats.

mod compose;
mod gather;
mod others;

use crate::fact::{Certainty, Context, Fact, Kind, Value};
use crate::finding::{Confidence, Finding, Severity};
use crate::rule::cond::Truth;
use crate::rule::{Join, Match, Rule, Rules};
use crate::source::FileId;
use others::Others;
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

impl<'f> Ledger<'f> {
    fn new(facts: &'f [Fact]) -> Ledger<'f> {
        let mut by_kind: HashMap<Kind, Vec<usize>> = HashMap::new();
        for (number, fact) in facts.iter().enumerate() {
            by_kind.entry(fact.kind).or_default().push(number);
        }
        Ledger { facts, by_kind }
    }

    /// Facts of a kind, in order.
    fn of(&self, kind: Kind) -> impl Iterator<Item = &'f Fact> {
        self.by_kind.get(&kind).into_iter().flatten().filter_map(|number| self.facts.get(*number))
    }

    /// Whether the rule is about any fact that is there: a token alone meets few of all rules.
    fn concerns(&self, rule: &Rule) -> bool {
        rule.matches.iter().any(|matched| self.by_kind.contains_key(&matched.kind))
    }
}

/// A rule that holds for a fact.
pub struct Hit<'f> {
    pub rule: &'f Rule,
    pub matched: &'f Match,
    pub fact: &'f Fact,
    pub certainty: Certainty,
    /// Facts that `also` asked for.
    pub joined: Vec<(&'f Join, &'f Fact)>,
    /// Facts for which the rule holds too, and which this hit speaks for.
    pub beside: Vec<&'f Fact>,
}

/// Judges all facts. Paths are needed for fingerprints.
pub fn judge(
    facts: &[Fact],
    rules: &Rules,
    options: &Options,
    paths: &dyn Fn(u32) -> String,
) -> Vec<Finding> {
    let ledger = Ledger::new(facts);
    let mut findings = Vec::new();
    for rule in rules.all.iter().filter(|rule| ledger.concerns(rule) && options.runs(rule)) {
        for hit in gather::folded(hits(rule, &ledger, options), paths) {
            findings.push(compose::finding(&hit, severity(&hit, options), confidence(&hit, options)));
        }
    }
    let findings = gather::spoken_for(yielded(merged(findings), rules), rules, paths);
    numbered(findings, paths)
}

fn hits<'f>(rule: &'f Rule, ledger: &Ledger<'f>, options: &'f Options) -> Vec<Hit<'f>> {
    let mut hits = Vec::new();
    for matched in &rule.matches {
        let asked = Asked::of(matched);
        let facts = ledger.of(matched.kind).filter(|fact| judged(rule, matched, fact, options));
        hits.extend(facts.filter_map(|fact| hit((rule, matched), fact, &asked, (ledger, options))));
    }
    gathered(hits)
}

/// What one secret is told of at its second place, it is not told of at the third: that place is related.
fn gathered(hits: Vec<Hit<'_>>) -> Vec<Hit<'_>> {
    let mut out: Vec<Hit<'_>> = Vec::new();
    let mut first: HashMap<&Value, usize> = HashMap::new();
    for hit in hits {
        let pair = hit.joined.first().filter(|(join, _)| join.differ.is_some()).copied();
        let shared = pair.and_then(|(join, _)| hit.fact.value(join.same.first()?.0));
        let known = shared.and_then(|value| first.get(value)).and_then(|at| out.get_mut(*at));
        match (known, pair) {
            (Some(known), Some((join, _))) => known.joined.push((join, hit.fact)),
            _ => {
                first.extend(shared.map(|value| (value, out.len())));
                out.push(hit);
            }
        }
    }
    out
}

/// Test code and code of others are not judged, unless everything is, or the rule holds wherever something lies.
fn judged(rule: &Rule, matched: &Match, fact: &Fact, options: &Options) -> bool {
    let context = context(fact, options);
    let everywhere = rule.everywhere || matched.everywhere;
    (everywhere || !context.is_aside()) && matched.contexts.hold(context)
}

fn context(fact: &Fact, options: &Options) -> Context {
    if options.all_contexts { Context::Production } else { fact.context }
}

/// The other facts that a match asks for, looked up once for all facts.
struct Asked<'f> {
    also: Vec<Others<'f>>,
    without: Vec<Others<'f>>,
}

impl<'f> Asked<'f> {
    fn of(matched: &'f Match) -> Asked<'f> {
        let all = |joins: &'f [Join]| joins.iter().map(Others::of).collect();
        Asked { also: all(&matched.also), without: all(&matched.without) }
    }
}

fn hit<'f>(
    (rule, matched): (&'f Rule, &'f Match),
    fact: &'f Fact,
    asked: &Asked<'f>,
    (ledger, options): (&Ledger<'f>, &Options),
) -> Option<Hit<'f>> {
    let answer = matched.cond.ask(fact);
    if answer.truth != Truth::Yes {
        return None;
    }
    let mut certainty = answer.certainty;
    let mut joined = Vec::new();
    for others in &asked.also {
        let mut near = others.to(fact, ledger, options);
        let (other, answer) = near.find(|(_, answer)| answer.truth == Truth::Yes)?;
        certainty = certainty.min(answer.certainty);
        joined.push((others.join, other));
    }
    // An absence counts only where nothing might be the thing that is absent.
    let absent = |others: &Others<'f>| others.to(fact, ledger, options).next().is_none();
    asked.without.iter().all(absent).then_some(Hit {
        rule,
        matched,
        fact,
        certainty,
        joined,
        beside: Vec::new(),
    })
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
        // What is reported there at all is there on purpose nearly always.
        Context::Test | Context::Vendored => severity.lower().lower(),
    }
}

/// A key in test code is a test's own nearly always: it is told to those who ask for doubtful findings too.
/// A match that says "everywhere" itself has seen more than where the fact lies.
fn confidence(hit: &Hit<'_>, options: &Options) -> Confidence {
    if context(hit.fact, options).is_aside() && !hit.matched.everywhere {
        return Confidence::Low;
    }
    match hit.certainty {
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
    let mut by_place: HashMap<(&str, FileId), Vec<&Finding>> = HashMap::new();
    for finding in &findings {
        by_place.entry((&finding.rule, finding.span.file)).or_default().push(finding);
    }
    let beaten = |finding: &Finding| {
        let better = rules.get(&finding.rule).into_iter().flat_map(|rule| &rule.yields_to);
        let mut others = better.filter_map(|better| by_place.get(&(better.as_str(), finding.span.file)));
        others.any(|others| others.iter().any(|other| touches(other, finding)))
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
