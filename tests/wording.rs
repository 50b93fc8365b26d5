//! The laws of rules and of the vocabulary: what a rule must say, how it says it, and that no word of
//! the vocabulary is there for nothing.

#[path = "support/code.rs"]
mod code;
#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/marks.rs"]
mod marks;
#[path = "support/run.rs"]
mod run;

use authlint::fact::kinds::KINDS;
use authlint::fact::{Key, Type};
use authlint::rule::Rule;
use std::collections::{BTreeMap, BTreeSet};

/// A rule with its file's TOML.
struct Written {
    rule: &'static Rule,
    toml: toml::Table,
    path: String,
}

fn rules() -> Vec<Written> {
    let read = |subject: fixture::Subject| {
        let text = std::fs::read_to_string(&subject.file).expect("a rule file is text");
        let toml = text.parse().unwrap_or_else(|error| panic!("{}: {error}", subject.path));
        Some(Written { rule: run::knowledge().rules.get(&subject.name)?, toml, path: subject.path })
    };
    fixture::rules().into_iter().filter_map(read).collect()
}

#[test]
fn a_rule_says_everything_that_it_must() {
    let mut wrong = Vec::new();
    for Written { rule, path, .. } in rules() {
        let must = [
            (rule.why.len() >= 60, "`why` is shorter than 60 characters"),
            (!rule.cwe.is_empty() || rule.id.starts_with("suppression-"), "no `cwe`"),
            (!rule.references.is_empty(), "no `references`"),
            (rule.references.iter().all(|reference| !reference.trim().is_empty()), "an empty reference"),
            (rule.matches.iter().all(|one| !one.help.is_empty()), "no `help`"),
            (rule.matches.iter().all(|one| !one.message.is_empty()), "no `message`"),
            (semver::Version::parse(&rule.since).is_ok(), "`since` is no version"),
        ];
        wrong.extend(must.iter().filter(|(holds, _)| !holds).map(|(_, text)| format!("{path}: {text}")));
        let known = |id: &&String| run::knowledge().rules.get(id).is_some();
        let gone = rule.yields_to.iter().chain(&rule.silent_beside).filter(|id| !known(id));
        wrong.extend(gone.map(|id| format!("{path}: yields to `{id}`, which is no rule")));
    }
    run::none(wrong);
}

#[test]
fn ids_are_unique_and_name_their_file() {
    let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for subject in fixture::rules() {
        families.entry(subject.name).or_default().push(subject.path);
    }
    let twice = families.iter().filter(|(_, paths)| paths.len() > 1);
    let mut wrong: Vec<String> = twice.map(|(id, paths)| format!("{id}: {}", paths.join(", "))).collect();
    for Written { rule, path, .. } in rules() {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let kebab = rule.id.chars().all(letters) && rule.id.split('-').all(|word| !word.is_empty());
        if !kebab {
            wrong.push(format!("{path}: `{}` is not kebab-case", rule.id));
        }
        if path != format!("{}/{}", rule.family, rule.id) {
            wrong.push(format!("{path}: the id is `{}`, the family `{}`", rule.id, rule.family));
        }
    }
    run::none(wrong);
}

#[test]
fn texts_are_short_statements() {
    let mut wrong = Vec::new();
    for Written { toml, path, .. } in rules() {
        for (place, text) in texts(&toml) {
            wrong.extend(faults(&text).into_iter().map(|fault| format!("{path}: {place}: {fault}: {text}")));
        }
    }
    run::none(wrong);
}

/// Title, messages, helps and labels of a rule file.
fn texts(toml: &toml::Table) -> Vec<(String, String)> {
    let mut tables: Vec<&toml::Table> =
        toml.get("report").and_then(toml::Value::as_table).into_iter().collect();
    match toml.get("match") {
        Some(toml::Value::Table(table)) => tables.push(table),
        Some(toml::Value::Array(list)) => tables.extend(list.iter().filter_map(toml::Value::as_table)),
        _ => {}
    }
    let mut out: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: Option<&toml::Value>| {
        out.extend(value.and_then(toml::Value::as_str).map(|text| (name.to_owned(), text.to_owned())));
    };
    add("title", toml.get("title"));
    for table in tables {
        add("message", table.get("message"));
        add("help", table.get("help"));
        for (name, text) in table.get("label").and_then(toml::Value::as_table).into_iter().flatten() {
            add(&format!("label {name}"), Some(text));
        }
    }
    out
}

fn faults(text: &str) -> Vec<&'static str> {
    let first = text.split([' ', '-', '[']).next().unwrap_or("");
    let capital = first.starts_with(|c: char| c.is_uppercase());
    // `JWT`, `OAuth`, `HS256`, `SameSite`: names that are written so wherever they stand.
    let name = first.chars().filter(|c| c.is_uppercase() || c.is_ascii_digit()).count() > 1;
    let checks = [
        (text.trim().is_empty(), "empty"),
        (capital && !name, "begins with a capital"),
        (text.trim_end().ends_with('.'), "ends with a period"),
        (text.to_lowercase().contains("please"), "asks instead of telling"),
        (text.ends_with('!'), "shouts"),
        (text != text.trim() || text.contains("  "), "stray spaces"),
    ];
    checks.into_iter().filter(|(fault, _)| *fault).map(|(_, name)| name).collect()
}

#[test]
fn faults_are_seen() {
    assert_eq!(faults("Cookie is set."), ["begins with a capital", "ends with a period"]);
    assert_eq!(faults("JWTs are fine"), Vec::<&str>::new());
    assert_eq!(faults("please set  it"), ["asks instead of telling", "stray spaces"]);
}

/// Attributes that a rule reads: in a condition, a label, a text or a fix.
fn read() -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    for Written { rule, toml, .. } in rules() {
        for one in &rule.matches {
            keys.extend(one.cond.keys());
            keys.extend(one.labels.iter().map(|(key, _)| *key));
            for join in one.also.iter().chain(&one.without) {
                keys.extend(join.cond.keys());
                let differ = join.differ.iter().flat_map(|differ| &differ.keys);
                keys.extend(join.same.iter().chain(differ).flat_map(|(own, other)| [*own, *other]));
            }
            let named = |key: &Key| {
                texts(&toml).iter().any(|(_, text)| text.contains(&format!("{{{}}}", key.name())))
            };
            keys.extend(one.kind.keys().filter(named));
        }
        keys.extend(rule.escalations.iter().flat_map(|one| one.cond.keys()));
        keys.extend(rule.fix.iter().flat_map(|fix| fix.set.iter().map(|(key, _)| *key)));
    }
    keys
}

/// Attributes that a model's row writes.
fn written() -> BTreeSet<Key> {
    let models = &run::knowledge().models;
    let rust = models.rust.iter().flat_map(|model| model.keys());
    let config = models
        .config
        .iter()
        .chain(&models.environment)
        .flat_map(|model| &model.rows)
        .flat_map(|row| row.assign.keys());
    let script = models.script.iter().flat_map(|model| model.keys());
    rust.chain(config).chain(script).collect()
}

/// Every attribute is written by a model, a surface or the link of both ends of a variable, and read by a rule, or read and turned into
/// another by `fact/derive.rs`.
#[test]
fn no_attribute_is_there_for_nothing() {
    let (read, written, files) = (read(), written(), code::files());
    let mentions = |key: Key, place: &str| {
        let name = format!(r"\b{}::{}\b", key.kind.name().replace('-', "_"), key.name());
        let name = regex::Regex::new(&name).expect("names are plain words");
        files.iter().any(|file| file.path.starts_with(place) && name.is_match(&file.code))
    };
    let mut wrong = Vec::new();
    for key in KINDS.iter().flat_map(|def| def.kind.keys()) {
        let of_surface =
            written.contains(&key) || mentions(key, "src/surface/") || mentions(key, "src/project/link.rs");
        let derived = mentions(key, "src/fact/derive.rs");
        let name = format!("{}.{}", key.kind.name(), key.name());
        if !of_surface && !derived {
            wrong.push(format!("{name}: nothing writes it"));
        }
        let is_read = read.contains(&key) || (of_surface && derived) || key.ty() == Type::Secret;
        if !is_read {
            wrong.push(format!("{name}: no rule reads it"));
        }
    }
    run::none(wrong);
}

#[test]
fn the_vocabulary_is_said_in_words() {
    let mut wrong = Vec::new();
    for def in KINDS {
        for attribute in def.attributes {
            let words = attribute.doc.trim();
            let name = format!("{}.{}", def.name, attribute.name);
            if words.len() < 10 || !words.ends_with('.') {
                wrong.push(format!("{name}: not a sentence: {words}"));
            }
            if let Type::Enum(values) = attribute.ty
                && values.iter().any(|value| *value != value.to_lowercase() || value.contains([' ', '_']))
            {
                wrong.push(format!("{name}: values are kebab-case"));
            }
        }
    }
    run::none(wrong);
}
