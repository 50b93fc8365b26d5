//! Which versions of auth libraries a project asks for and has locked.
//!
//! In: Cargo.toml, Cargo.lock, package.json and the lock files of npm, pnpm and yarn. Out: one fact for each
//! library that `rules/advisories.toml` speaks of, with what is known of that version. Lock files are searched
//! for those names, not parsed: a project without such a library costs one pass over the bytes.

mod cargo;
mod npm;
mod range;

use super::{Extracted, Tools};
use crate::fact::kinds::dependency;
use crate::fact::{Attribute, Certainty, Fact, Kind};
use crate::model::advisories::{Advisory, Ecosystem, known};
use crate::source::{Source, Span};
use semver::Version;
use std::collections::BTreeSet;
use std::ops::Range;

/// One package, as a manifest asks for it or as a lock file has it.
struct Found {
    ecosystem: Ecosystem,
    name: String,
    /// The locked version, or the requirement as written.
    written: String,
    /// Where that stands.
    place: Range<usize>,
    /// The locked version, or the newest one that the requirement may resolve to, where it has an end.
    version: Option<Version>,
    locked: bool,
    features: Vec<(String, Range<usize>)>,
}

/// How one file is read, by its name.
type Reader = fn(&str) -> Vec<Found>;

const READERS: [(&str, Reader); 7] = [
    ("Cargo.toml", cargo::manifest),
    ("Cargo.lock", cargo::lock),
    ("package.json", npm::manifest),
    ("package-lock.json", npm::lock),
    ("npm-shrinkwrap.json", npm::lock),
    ("pnpm-lock.yaml", npm::pnpm),
    ("yarn.lock", npm::yarn),
];

fn reader(path: &str) -> Option<Reader> {
    let name = path.rsplit('/').next()?;
    READERS.iter().find(|(known, _)| *known == name).map(|(_, read)| *read)
}

pub fn claims(source: &Source, _tools: &Tools<'_>) -> bool {
    reader(&source.path).is_some()
}

pub fn extract(source: &Source, _tools: &Tools<'_>) -> Extracted {
    let found = reader(&source.path).map(|read| read(&source.text)).unwrap_or_default();
    let facts: Vec<Fact> = found.iter().map(|one| fact(source, one)).collect();
    Extracted { parsed: !facts.is_empty(), facts, ..Extracted::default() }
}

fn fact(source: &Source, found: &Found) -> Fact {
    let span = Span::new(source.id, found.place.clone());
    let mut fact = Fact::new(Kind::Dependency, "dependency", span);
    fact.anchor = format!("{} {}", found.ecosystem.name(), found.name);
    let mut say = |key, value: &str| fact.set(key, Attribute::stated(value, span));
    say(dependency::name, &found.name);
    say(dependency::ecosystem, found.ecosystem.name());
    say(dependency::version, &found.written);
    say(dependency::place, if found.locked { "lock" } else { "manifest" });
    match &found.version {
        Some(version) => judge_version(&mut fact, found, version, span),
        // A requirement without an end bars no fix.
        None if !found.locked => fact.set(dependency::affected, Attribute::stated(false, span)),
        None => {}
    }
    judge_features(&mut fact, source, found);
    fact
}

/// What is known of that version, in words of the gravest advisory.
fn judge_version(fact: &mut Fact, found: &Found, version: &Version, span: Span) {
    let rows = known().about(found.ecosystem, &found.name, version);
    fact.set(dependency::affected, Attribute::stated(!rows.is_empty(), span));
    let Some(worst) = rows.first() else { return };
    let ids: BTreeSet<String> = rows.iter().map(|row| row.id.clone()).collect();
    let fix = |row: &&Advisory| row.fixed_after(version).cloned();
    let mut say = |key, attribute: Attribute| fact.set(key, attribute.at(span));
    let known = |text: &str| Attribute::new(text, Certainty::Documented);
    say(dependency::advisories, Attribute::new(ids, Certainty::Documented));
    say(dependency::problem, known(&worst.what));
    say(dependency::impact, known(worst.impact.name()));
    // One that is about every use outweighs all others.
    let widest = rows.iter().map(|row| row.concerns).min().unwrap_or_default();
    say(dependency::concerns, known(widest.name()));
    if let Some(fixed) = rows.iter().filter_map(fix).max() {
        say(dependency::fixed, known(&fixed.to_string()));
    }
}

fn judge_features(fact: &mut Fact, source: &Source, found: &Found) {
    let own =
        known().features.iter().filter(|row| row.ecosystem == found.ecosystem && row.package == found.name);
    for row in own {
        let Some((_, place)) = found.features.iter().find(|(name, _)| *name == row.feature) else { continue };
        let span = Span::new(source.id, place.clone());
        fact.set(dependency::dangerous_feature, Attribute::stated(row.feature.as_str(), span));
        fact.set(dependency::feature_problem, Attribute::new(row.what.as_str(), Certainty::Documented));
    }
}

#[cfg(test)]
mod tests;
