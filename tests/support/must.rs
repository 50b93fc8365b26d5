//! Lines `must: kind attribute=value` and `must not: ..`, written by hand: what the facts of a scan must say.

#![allow(dead_code)] // each test file uses its own part of this one

use authlint::Scanned;
use authlint::fact::{Fact, Value};
use regex::Regex;

/// One hand-written line: which fact there must, or must not, be.
pub struct Must {
    /// The file that it is about, empty for any.
    pub file: String,
    pub line: String,
    pub wanted: bool,
    pub kind: String,
    pub attributes: Vec<(String, String)>,
}

/// Every such line of a text; `leader` is a pattern of what stands before `must`.
pub fn read(file: &str, text: &str, leader: &str) -> Vec<Must> {
    let pattern = Regex::new(&format!(r"{leader}must( not)?: ([a-z-]+)(( [a-z_]+=\S+)+)")).expect("constant");
    let one = |captures: regex::Captures<'_>| Must {
        file: file.to_owned(),
        line: captures[0].trim_start_matches(['/', '#', ' ']).to_owned(),
        wanted: captures.get(1).is_none(),
        kind: captures[2].to_owned(),
        attributes: captures[3]
            .split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    };
    text.lines().filter_map(|line| pattern.captures(line)).map(one).collect()
}

pub fn holds(must: &Must, scanned: &Scanned) -> bool {
    let here = |fact: &&Fact| must.file.is_empty() || scanned.path(fact.span.file.0) == must.file;
    let fits = |fact: &Fact| must.attributes.iter().all(|(name, value)| says(fact, name, value));
    scanned.scan.facts.iter().filter(here).any(|fact| fact.kind.name() == must.kind && fits(fact))
}

/// `?` is the unknown, `|` stands between the values of branches; white space within a value does not
/// count.
fn says(fact: &Fact, name: &str, wanted: &str) -> bool {
    let key = fact.kind.key(name);
    let key = key.unwrap_or_else(|| panic!("`{name}` is no attribute of {}", fact.kind.name()));
    let Some(attribute) = fact.get(key) else { return wanted == "?" };
    let word = |value: &Value| match value {
        Value::Secret(_) => "<secret>".to_owned(),
        value => value.to_string().split_whitespace().collect(),
    };
    let mut values: Vec<String> = attribute.value.possible().iter().map(word).collect();
    values.sort();
    values.join("|") == wanted
}
