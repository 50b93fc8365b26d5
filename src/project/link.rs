//! Both ends of a variable: the code that reads it and the file that sets it.
//!
//! In: facts of all files, and the settings that configuration gives to variables. Out: facts at the place
//! of the setting that know what the code does with it: a key's purpose and the bytes it needs, a lifetime
//! in the unit that the code reads. Knows no file format and no library.

use super::scan::Scan;
use crate::fact::kinds::{key, token_issue};
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Certainty, Context, Fact, Key, Kind, Step, Value, context, derive, role};
use crate::source::Span;
use crate::surface::Setting;
use crate::walk::Entry;
use role::Unit;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Places in the code that one finding names as readers of a setting.
const MOST_READERS: usize = 3;

/// Surfaces that read code.
const CODE: [&str; 2] = ["rust", "script"];

/// Facts of the code by the variable that they depend on, and facts of configuration by their place.
struct Ends {
    readers: BTreeMap<String, Vec<Fact>>,
    set: HashMap<(Kind, u32, usize), usize>,
    /// Folders of packages of scripts, each with `/` at its end.
    packages: HashSet<String>,
}

/// Joins what code reads with what files set.
pub fn link(scan: &mut Scan, entries: &[Entry]) {
    let ends = Ends {
        readers: readers(&scan.facts),
        set: set_places(&scan.facts),
        packages: script_packages(entries),
    };
    if ends.readers.is_empty() {
        return;
    }
    for setting in std::mem::take(&mut scan.settings) {
        let Some(readers) = ends.readers.get(&setting.name) else { continue };
        for kind in [Kind::SecretKey, Kind::TokenIssue] {
            let near = |reader: &&Fact| reader.kind == kind && ends.belongs(entries, &setting, reader);
            let near: Vec<&Fact> = readers.iter().filter(near).collect();
            if !near.is_empty() {
                join(scan, entries, &ends, &setting, kind, &near);
            }
        }
    }
}

/// What code that is no test does with variables.
fn readers(facts: &[Fact]) -> BTreeMap<String, Vec<Fact>> {
    let mut out: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !fact.context.is_aside() && reads_environment(fact)) {
        if let Some(variable) = variable(fact).and_then(|key| fact.text(key)) {
            out.entry(variable.to_owned()).or_default().push(fact.clone());
        }
    }
    out
}

/// A field that holds a literal has a name as well, and reads nothing.
fn reads_environment(fact: &Fact) -> bool {
    let of_environment = |origin: &str| ["env", "env-with-fallback"].contains(&origin);
    CODE.contains(&fact.surface)
        && (fact.kind != Kind::SecretKey || fact.text(key::origin).is_some_and(of_environment))
}

fn variable(fact: &Fact) -> Option<Key> {
    match fact.kind {
        Kind::SecretKey => Some(key::variable),
        Kind::TokenIssue => Some(token_issue::variable),
        _ => None,
    }
}

/// Facts that configuration states itself, by the place of the value.
fn set_places(facts: &[Fact]) -> HashMap<(Kind, u32, usize), usize> {
    let of_config = facts.iter().enumerate().filter(|(_, fact)| fact.surface == "config");
    of_config
        .map(|(number, fact)| ((fact.kind, fact.head.file.0, fact.head.start as usize), number))
        .collect()
}

impl Ends {
    /// A file sets variables for the code beside and below its folder, and for the package that it lies in. Of
    /// two services side by side, each has its own.
    fn belongs(&self, entries: &[Entry], setting: &Setting, reader: &Fact) -> bool {
        let (set, read) = (path(entries, setting.key), path(entries, reader.span));
        let folder = set.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let package = match reader.surface {
            "script" => self.package_of_script(read),
            _ => read.split("src/").next().unwrap_or(""),
        };
        read.starts_with(&folder) || folder.starts_with(package)
    }

    /// The nearest folder above with a `package.json`; the file's own where there is none.
    fn package_of_script<'p>(&self, read: &'p str) -> &'p str {
        let ends = read.match_indices('/').map(|(at, _)| &read[..=at]);
        let own = ends.clone().next_back().unwrap_or("");
        let mut above = std::iter::once("").chain(ends).filter(|folder| self.packages.contains(*folder));
        above.next_back().unwrap_or(own)
    }
}

fn script_packages(entries: &[Entry]) -> HashSet<String> {
    let folders = entries.iter().filter_map(|entry| entry.path.strip_suffix("package.json"));
    folders.filter(|folder| folder.is_empty() || folder.ends_with('/')).map(str::to_owned).collect()
}

fn path(entries: &[Entry], span: Span) -> &str {
    entries.get(span.file.0 as usize).map_or("", |entry| entry.path.as_str())
}

/// Completes the fact that configuration has of the setting, or states one.
fn join(scan: &mut Scan, entries: &[Entry], ends: &Ends, setting: &Setting, kind: Kind, readers: &[&Fact]) {
    let place = (kind, setting.key.file.0, setting.key.start as usize);
    match ends.set.get(&place) {
        Some(number) => {
            if let Some(fact) = scan.facts.get_mut(*number) {
                complete(fact, setting, readers);
            }
        }
        // A name alone says nothing that the file's own model would not have said.
        None if kind == Kind::SecretKey && readers.iter().all(|reader| by_name(reader)) => {}
        None => {
            let mut fact =
                blank(setting, kind, setting.context.max(context::of_path(path(entries, setting.key))));
            complete(&mut fact, setting, readers);
            scan.facts.push(fact);
        }
    }
}

/// A plain read of a variable that is a secret by its name alone.
fn by_name(reader: &Fact) -> bool {
    reader.model.is_empty() && reader.text(key::origin) == Some("env")
}

fn blank(setting: &Setting, kind: Kind, context: Context) -> Fact {
    let mut fact = Fact::new(kind, "config", setting.key.to(setting.place));
    fact.head = setting.key;
    fact.model.clone_from(&setting.model);
    fact.context = context;
    fact.anchor.clone_from(&setting.name);
    fact
}

fn complete(fact: &mut Fact, setting: &Setting, readers: &[&Fact]) {
    match fact.kind {
        Kind::SecretKey => complete_key(fact, setting, readers),
        _ => complete_lifetime(fact, setting, readers),
    }
}

/// Steps that lead to the code, for the value's trail.
fn steps(readers: &[&Fact], key: Key, text: &'static str) -> Vec<Step> {
    let spans = readers.iter().filter_map(|reader| reader.get(key)?.span);
    let mut steps: Vec<Step> = spans.map(|span| Step { span, text }).collect();
    steps.sort_by_key(|step| step.span);
    steps.dedup();
    steps.truncate(MOST_READERS);
    steps
}

fn complete_key(fact: &mut Fact, setting: &Setting, readers: &[&Fact]) {
    let trail = steps(readers, key::variable, "read here");
    let told = |value: Value| Attribute::new(value, Certainty::Inferred).at(setting.key);
    if !fact.has(key::secret) {
        let secret = Attribute::stated(setting.value.clone(), setting.place);
        fact.set(key::secret, secret);
        fact.set(key::origin, told("config".into()));
        fact.set(key::variable, Attribute::stated(setting.name.as_str(), setting.key));
    }
    let (named, used): (Vec<&Fact>, Vec<&Fact>) = readers.iter().partition(|reader| reader.model.is_empty());
    if let Some(purpose) = used.iter().chain(&named).find_map(|reader| reader.value(key::purpose)) {
        fact.set(key::purpose, told(purpose.clone()));
    }
    let required = readers.iter().filter_map(|reader| reader.value(key::required_bytes)?.as_int()).max();
    if let Some(required) = required.filter(|_| !fact.has(key::required_bytes)) {
        fact.set(key::required_bytes, told(required.into()));
    }
    if let Some(secret) = fact.attributes.get_mut(&key::secret) {
        secret.trail.extend(trail);
    }
    derive::complete(fact, Encoding::Unknown);
}

/// The lifetime that the number means to the code, and whether the setting's name says otherwise.
fn complete_lifetime(fact: &mut Fact, setting: &Setting, readers: &[&Fact]) {
    let unit_of = |reader: &&Fact| Unit::named(reader.text(token_issue::variable_unit)?);
    let Some(unit) = readers.iter().find_map(unit_of) else { return };
    let Ok(number) = setting.value.expose().trim().parse::<i64>() else { return };
    let Some(length) = number.checked_mul(unit.milliseconds()) else { return };
    let inferred = |value: Value| Attribute::new(value, Certainty::Inferred).at(setting.place);
    let trail = steps(readers, token_issue::variable, "read as a number here");
    fact.set(token_issue::lifetime, Attribute { trail, ..inferred((length / 1_000).into()) });
    fact.set_default(token_issue::setting, Attribute::stated(setting.name.as_str(), setting.key));
    fact.set(token_issue::variable_unit, inferred(unit.name().into()));
    let known = |role: &&Value| role.as_text() != Some("unknown");
    let role = readers.iter().filter_map(|reader| reader.value(token_issue::role)).find(known);
    if let Some(role) = role {
        fact.set(token_issue::role, inferred(role.clone()));
    }
    fact.set_default(token_issue::role, inferred("unknown".into()));
    if let Some(named) = role::lifetime_role(&setting.name).and_then(|(_, unit)| unit) {
        let at = |value: Value| Attribute::new(value, Certainty::Inferred).at(setting.key);
        fact.set(token_issue::named_unit, at(named.name().into()));
        fact.set(token_issue::misread, at((named != unit).into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn key_named(variable: &str, origin: &str) -> Fact {
        let span = Span::new(FileId(0), 0..4);
        let mut fact = Fact::new(Kind::SecretKey, "rust", span);
        fact.set(key::variable, Attribute::stated(variable, span));
        fact.set(key::origin, Attribute::stated(origin, span));
        fact
    }

    #[test]
    fn a_field_with_a_literal_reads_no_variable() {
        let facts = [key_named("SEAL", "env"), key_named("password", "literal")];
        let names: Vec<String> = readers(&facts).into_keys().collect();
        assert_eq!(names, ["SEAL"]);
    }
}
