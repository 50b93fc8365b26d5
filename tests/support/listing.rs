//! Facts as text, one attribute a line, without any secret: what snapshots are made of.

#![allow(dead_code)] // each test file uses its own part of this one

use super::run;
use authlint::fact::{Attribute, Fact, Value};
use authlint::source::{LineIndex, Span};
use authlint::{Progress, Scanned};
use std::fmt::Write;
use std::path::Path;

pub fn scan(root: &Path) -> Scanned {
    authlint::scan(&run::request(root), run::knowledge(), &Progress::default())
}

/// All facts and gaps.
pub fn listed(scanned: &Scanned) -> String {
    let mut out = String::new();
    let mut facts: Vec<String> = scanned.scan.facts.iter().map(|fact| one(fact, scanned)).collect();
    // Several facts of one place have no order that would mean anything.
    facts.sort_by_key(|text| text.split(' ').next().map(line_key));
    out.extend(facts);
    for ((library, call), count) in &scanned.scan.gaps {
        let _ = writeln!(out, "gap: {library}: {call} ({count})");
    }
    out
}

fn line_key(place: &str) -> (String, u32) {
    let (path, line) = place.rsplit_once(':').unwrap_or((place, ""));
    (path.to_owned(), line.parse().unwrap_or(0))
}

fn one(fact: &Fact, scanned: &Scanned) -> String {
    let model = if fact.model.is_empty() { String::new() } else { format!(" by {}", fact.model) };
    let mut out = format!("{} {} ({}{model})\n", place(fact.head, scanned), fact.kind.name(), fact.surface);
    let mut attributes: Vec<String> = fact
        .attributes
        .iter()
        .map(|(key, attribute)| attribute_line(key.name(), attribute, fact, scanned))
        .collect();
    attributes.sort();
    out.push_str(&attributes.concat());
    out
}

fn attribute_line(name: &str, attribute: &Attribute, fact: &Fact, scanned: &Scanned) -> String {
    let value = match &attribute.value {
        Value::Secret(_) => "<secret>".to_owned(),
        value => value.to_string().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect(),
    };
    let own = place(fact.head, scanned);
    let at = attribute.span.map(|span| place(span, scanned)).filter(|at| *at != own);
    let at = at.map(|at| format!(" at {}", nearer(&own, &at))).unwrap_or_default();
    format!("    {name} = {value} [{}{at}]\n", attribute.certainty.name())
}

/// `line 9` for a place in the same file.
fn nearer(own: &str, at: &str) -> String {
    match (own.rsplit_once(':'), at.rsplit_once(':')) {
        (Some((own, _)), Some((path, line))) if own == path => format!("line {line}"),
        _ => at.to_owned(),
    }
}

/// `path:line`
fn place(span: Span, scanned: &Scanned) -> String {
    let path = scanned.path(span.file.0);
    let line = scanned
        .source(span.file.0)
        .map_or(0, |source| LineIndex::new(&source.text).place(&source.text, span.start as usize).line);
    format!("{path}:{line}")
}
