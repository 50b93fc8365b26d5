//! From a rule that holds to the finding that says so: texts, places, fix.

use super::Hit;
use crate::fact::{Attribute, Fact, Key, Value};
use crate::finding::{Confidence, Edit, Finding, Fix, Label, Severity};
use crate::rule::FixPlan;
use crate::source::Span;
use sha2::{Digest, Sha256};

/// What is said of a place that checks with what another place made.
const BESIDE: &str = "checked with the same here";

pub fn finding(hit: &Hit<'_>, severity: Severity, confidence: Confidence) -> Finding {
    let fact = hit.fact;
    let span = primary(hit);
    Finding {
        rule: hit.rule.id.clone(),
        severity,
        confidence,
        message: hit.matched.message.render(fact),
        help: hit.matched.help.render(fact),
        context: fact.context,
        kind: fact.kind,
        tracking: hit.matched.tracking,
        cwe: hit.rule.cwe.clone(),
        span,
        labels: labels(hit, span),
        related: related(hit, span),
        fix: hit.rule.fix.as_ref().and_then(|plan| fix(plan, fact)),
        anchor: anchor(fact),
        fingerprint: String::new(),
    }
}

/// The explicit bad value where one is written down, else the whole construct. A default stands nowhere.
fn primary(hit: &Hit<'_>) -> Span {
    let written = hit.matched.labels.iter().find_map(|(key, _)| hit.fact.get(*key)?.span);
    written.unwrap_or(hit.fact.span)
}

/// What the rule says under each deciding value; a value that stands nowhere is said of the head.
fn labels(hit: &Hit<'_>, primary: Span) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for (key, text) in &hit.matched.labels {
        let Some(attribute) = hit.fact.get(*key) else { continue };
        let span = attribute.span.unwrap_or(hit.fact.head);
        if span.file == primary.file && !labels.iter().any(|label| label.span == span) {
            labels.push(Label { span, text: text.render(hit.fact) });
        }
    }
    if labels.is_empty() {
        let span = if primary == hit.fact.span { hit.fact.head } else { primary };
        labels.push(Label { span, text: String::new() });
    }
    labels
}

/// Places that a deciding value passed, and the facts that it was joined with.
fn related(hit: &Hit<'_>, primary: Span) -> Vec<Label> {
    let mut out: Vec<Label> = Vec::new();
    let deciding: Vec<Key> = hit.matched.labels.iter().map(|(key, _)| *key).collect();
    let trails = deciding.iter().filter_map(|key| hit.fact.get(*key)).flat_map(|attribute| &attribute.trail);
    let steps = trails.map(|step| Label { span: step.span, text: step.text.to_owned() });
    let joined = hit.joined.iter().map(|(join, fact)| Label { span: fact.head, text: join.label.clone() });
    let beside = hit.beside.iter().map(|fact| Label { span: fact.head, text: BESIDE.to_owned() });
    for label in steps.chain(joined).chain(beside) {
        if label.span != primary && !out.iter().any(|known| known.span == label.span) {
            out.push(label);
        }
    }
    out
}

/// Edits for all wanted values; none where one of them cannot be written.
fn fix(plan: &FixPlan, fact: &Fact) -> Option<Fix> {
    let mut edits = Vec::new();
    for (key, wanted) in &plan.set {
        match fact.get(*key) {
            Some(attribute) if attribute.value == *wanted => {}
            Some(attribute) => edits.push(edit(attribute, wanted)?),
            None => return None,
        }
    }
    if edits.is_empty() { None } else { Some(Fix { safety: plan.safety, edits }) }
}

fn edit(attribute: &Attribute, wanted: &Value) -> Option<Edit> {
    let slot = attribute.slot.as_ref()?;
    Some(Edit { span: slot.span, text: slot.spell(wanted)?, layout: slot.layout })
}

/// Where the fact stands, by names: the item or key path, and the fact's own name.
fn anchor(fact: &Fact) -> String {
    let name = fact.kind.key("name").and_then(|key| fact.text(key));
    format!("{}\n{}\n{}", fact.kind.name(), fact.anchor, name.unwrap_or(""))
}

/// The first 128 bits of a SHA-256, in hex.
pub fn fingerprint(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
