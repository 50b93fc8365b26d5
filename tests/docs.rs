//! The generated pages of `docs/` say what rules, fixtures and vocabulary say.
//!
//! `AUTHLINT_BLESS=1 cargo test --test docs` writes them anew and removes pages without a rule.

use authlint::fact::Type;
use authlint::fact::kinds::{AttributeDef, KINDS, KindDef};
use authlint::fact::value::duration_words;
use authlint::finding::Safety;
use authlint::knowledge::{self, Knowledge};
use authlint::report::page::{self, Example};
use authlint::report::terminal;
use authlint::rule::Rule;
use authlint::rule::policy::{Policy, Threshold};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Examples of each sort that a page shows.
const MOST_EXAMPLES: usize = 4;

#[test]
fn pages_are_up_to_date() {
    let knowledge = knowledge();
    let pages = pages(&knowledge);
    let stale = stale_pages(&pages);
    if std::env::var_os("AUTHLINT_BLESS").is_some() {
        write_pages(&pages, &stale);
        return;
    }
    let different =
        pages.iter().filter(|(path, text)| fs::read_to_string(path).ok().as_deref() != Some(text.as_str()));
    let mut wrong: Vec<String> = different.map(|(path, _)| format!("{} differs", path.display())).collect();
    wrong.extend(stale.iter().map(|path| format!("{} belongs to no rule", path.display())));
    assert!(
        wrong.is_empty(),
        "{}\nAUTHLINT_BLESS=1 cargo test --test docs writes them anew",
        wrong.join("\n")
    );
}

#[test]
fn every_rule_has_a_page_that_says_why() {
    let knowledge = knowledge();
    assert!(!knowledge.rules.all.is_empty());
    for rule in &knowledge.rules.all {
        let text = rule_page(rule, &knowledge.policy);
        for part in ["## Why", "## What to do", "## Standards", &rule.title[1..], "authlint: allow("] {
            assert!(text.contains(part), "{} has no {part}", rule.id);
        }
        assert!(!text.contains('…') || text.contains("\n…\n"), "{}: an attribute without a value", rule.id);
    }
}

#[test]
fn the_vocabulary_lists_every_attribute() {
    let text = vocabulary();
    for kind in KINDS {
        assert!(text.contains(&format!("## `{}`", kind.name)));
        assert!(kind.attributes.iter().all(|def| text.contains(&format!("| `{}` |", def.name))));
    }
}

fn knowledge() -> Knowledge {
    knowledge::load(&[], |_| Vec::new()).unwrap_or_else(|mistakes| {
        let mut drawn = Vec::new();
        terminal::write_mistakes(&mistakes, false, &mut drawn).expect("writing to memory cannot fail");
        panic!("{}", String::from_utf8_lossy(&drawn))
    })
}

fn pages(knowledge: &Knowledge) -> BTreeMap<PathBuf, String> {
    let docs = Path::new(ROOT).join("docs");
    let rules =
        knowledge.rules.all.iter().map(|rule| {
            (docs.join("rules").join(format!("{}.md", rule.id)), rule_page(rule, &knowledge.policy))
        });
    let mut pages: BTreeMap<PathBuf, String> = rules.collect();
    pages.insert(docs.join("rules/README.md"), catalogue(&knowledge.rules.all));
    pages.insert(docs.join("vocabulary.md"), vocabulary());
    pages
}

/// Pages in `docs/rules` that nothing generates.
fn stale_pages(pages: &BTreeMap<PathBuf, String>) -> Vec<PathBuf> {
    let found = fs::read_dir(Path::new(ROOT).join("docs/rules")).into_iter().flatten().flatten();
    found.map(|entry| entry.path()).filter(|path| !pages.contains_key(path)).collect()
}

fn write_pages(pages: &BTreeMap<PathBuf, String>, stale: &[PathBuf]) {
    for (path, text) in pages {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(ROOT))).expect("docs can be written");
        fs::write(path, text).expect("docs can be written");
    }
    for path in stale {
        fs::remove_file(path).expect("a stale page can be removed");
    }
}

fn rule_page(rule: &Rule, policy: &Policy) -> String {
    page::markdown(rule, &examples(rule), &thresholds(rule, policy))
}

/// The first fixtures of a rule, reported ones before accepted ones.
fn examples(rule: &Rule) -> Vec<Example> {
    let folder = Path::new(ROOT).join("fixtures").join(&rule.family).join(&rule.id);
    let of = |start: &str| {
        let mut files = files_below(&folder, start);
        files.sort_by_key(|name| (name.len(), name.clone()));
        files
            .into_iter()
            .take(MOST_EXAMPLES)
            .filter_map(|name| {
                let text = fs::read_to_string(folder.join(&name)).ok()?;
                Some(Example { name, text })
            })
            .collect::<Vec<_>>()
    };
    [of("bad"), of("good")].concat()
}

/// Names of files below a folder that begin with `start`: `bad.rs`, `bad.rocket/Rocket.toml`.
fn files_below(folder: &Path, start: &str) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // What a library's version is read from says nothing about the rule.
        let aside = name.ends_with(".expect") || name.ends_with(".lock") || name == "Cargo.toml";
        let shown = name.starts_with(start) && !aside && name != "context";
        if shown && entry.path().is_dir() {
            files.extend(files_below(&entry.path(), "").into_iter().map(|below| format!("{name}/{below}")));
        } else if shown {
            files.push(name);
        }
    }
    files
}

/// Policy values that the rule's file names.
fn thresholds(rule: &Rule, policy: &Policy) -> Vec<(String, String)> {
    let path = Path::new(ROOT).join("rules").join(&rule.family).join(format!("{}.toml", rule.id));
    let text = fs::read_to_string(path).unwrap_or_default();
    let named = |name: &String| text.contains(&format!("\"policy:{name}\""));
    let found = policy.thresholds.iter().filter(|(name, _)| named(name));
    found.map(|(name, threshold)| (name.clone(), default_words(threshold))).collect()
}

fn default_words(threshold: &Threshold) -> String {
    if threshold.is_duration { duration_words(threshold.value) } else { threshold.value.to_string() }
}

/// `docs/rules/README.md`: all rules by family.
fn catalogue(rules: &[Rule]) -> String {
    let mut families: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        families.entry(&rule.family).or_default().push(rule);
    }
    let mut out =
        format!("# Rules\n\nRules in all: {}. `authlint explain RULE` shows the same pages.\n", rules.len());
    for (family, rules) in families {
        out.push_str(&format!(
            "\n## {family}\n\n| rule | finds | severity | fix | CWE |\n|---|---|---|---|---|\n"
        ));
        out.extend(rules.into_iter().map(catalogue_row));
    }
    out
}

fn safety_word(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
        Safety::DisplayOnly => "display only",
    }
}

fn catalogue_row(rule: &Rule) -> String {
    let fix = rule.fix.as_ref().map(|fix| safety_word(fix.safety));
    let cwe: Vec<String> = rule.cwe.iter().map(u32::to_string).collect();
    format!(
        "| [{id}]({id}.md) | {} | {} | {} | {} |\n",
        cell(&rule.title),
        page::severity_words(rule),
        fix.unwrap_or_default(),
        cwe.join(", "),
        id = rule.id,
    )
}

/// `docs/vocabulary.md`: kinds of facts and their attributes.
fn vocabulary() -> String {
    let mut out = "# Vocabulary\n\nWhat surfaces say and rules ask. An attribute that is not known is not \
                   there: a condition on it is neither true nor false, and finds nothing.\n"
        .to_owned();
    out.extend(KINDS.iter().map(kind_section));
    out
}

fn kind_section(kind: &KindDef) -> String {
    let rows: String = kind.attributes.iter().map(attribute_row).collect();
    let head = "| attribute | values | says |\n|---|---|---|\n";
    format!("\n## `{}`\n\n{}\n\n{head}{rows}", kind.name, kind.doc.trim())
}

fn attribute_row(def: &AttributeDef) -> String {
    format!("| `{}` | {} | {} |\n", def.name, type_words(def.ty), cell(def.doc.trim()))
}

fn type_words(ty: Type) -> String {
    match ty {
        Type::Bool => "true, false".to_owned(),
        Type::Int => "number".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::Enum(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Type::Text => "text".to_owned(),
        Type::Phrase => "words".to_owned(),
        Type::Set => "set of texts".to_owned(),
        Type::Secret => "secret, never printed".to_owned(),
    }
}

/// Text of one table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
