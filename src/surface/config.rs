//! Configuration files: what their keys say, as models of products and of file families mean it.
//!
//! In: a file that some model recognises by its name. Out: facts with the places of keys and values, the
//! places of secrets, and what could not be read. Knows no rule and no product: both are data.

pub mod edit;
pub mod env;
mod family;
mod fill;
pub mod glob;
mod growth;
pub mod json;
mod mask;
mod row;
mod slot;
mod template;
#[cfg(test)]
mod tests;
pub mod toml;
pub mod tree;
mod variable;
mod words;
pub mod yaml;

use super::{Extracted, Tools};
use crate::fact::{Fact, Kind};
use crate::finding::Problem;
use crate::model::ConfigModel;
use crate::model::config::Format;
use crate::source::{Source, Span};
use glob::Case;
use row::Matched;
use std::collections::BTreeSet;
use tree::{Node, Tree};

/// One format: how its files are read, and whether its keys go by letter case.
struct Reader {
    format: Format,
    case: Case,
    read: fn(&str) -> (Tree, Vec<tree::Problem>),
}

/// Every format that models can name. How values are written back stands in `edit`.
static READERS: &[Reader] = &[
    Reader { format: Format::Toml, case: Case::Exact, read: toml::read },
    Reader { format: Format::Env, case: Case::Ignore, read: env::read },
    Reader { format: Format::Yaml, case: Case::Exact, read: yaml::read },
    Reader { format: Format::Json, case: Case::Exact, read: json::read },
];

/// A file in the hands of this surface.
struct File<'s> {
    source: &'s Source,
    tree: &'s Tree,
    case: Case,
}

impl File<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source.id, range)
    }
}

pub fn claims(source: &Source, tools: &Tools<'_>) -> bool {
    models(source, tools).next().is_some()
}

/// Models that recognise the file's name.
fn models<'t>(source: &'t Source, tools: &'t Tools<'_>) -> impl Iterator<Item = &'t ConfigModel> {
    let (folders, name) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
    let folder = folders.rsplit('/').next().unwrap_or("");
    tools.models.config.iter().filter(move |model| model.claims(folder, name))
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut all = Extracted::default();
    for reader in READERS {
        let models: Vec<&ConfigModel> =
            models(source, tools).filter(|model| model.format == reader.format).collect();
        if models.is_empty() {
            continue;
        }
        let (tree, problems) = (reader.read)(&source.text);
        all.problems.extend(problems.into_iter().map(|problem| Problem {
            path: source.path.to_string(),
            offset: Some(problem.offset),
            message: problem.message,
        }));
        let file = File { source, tree: &tree, case: reader.case };
        all.facts.extend(facts(&file, &models));
        all.secrets.extend(mask::secrets(&file));
        all.settings.extend(variable::settings(&file, &models));
        all.parsed = true;
    }
    all
}

/// Facts of all models whose shape the file has. One key gives one fact of a kind: a row for this very
/// key goes before one for a pattern of names, and that before one for a family.
fn facts(file: &File<'_>, models: &[&ConfigModel]) -> Vec<Fact> {
    let mut found: Vec<Matched<'_>> = Vec::new();
    for model in models.iter().filter(|model| has_shape(file.tree, model)) {
        found.extend(row::matches(file, model));
    }
    found.sort_by_key(|matched| matched.row.place.rank());
    let mut seen: BTreeSet<(Kind, usize, usize)> = BTreeSet::new();
    let mut facts: Vec<Fact> = Vec::new();
    for matched in found {
        let place = place(matched.node);
        let key = (matched.row.kind, place.start, place.end);
        if !seen.contains(&key)
            && let Some(fact) = fill::fact(file, &matched)
        {
            seen.insert(key);
            facts.push(fact);
        }
    }
    facts
}

/// Where a value stands: for an alias, that of its anchor, so that one literal gives one fact.
fn place(node: &Node) -> std::ops::Range<usize> {
    match node.scalar() {
        Some(scalar) if !scalar.inner.is_empty() => scalar.inner.clone(),
        _ => node.span.clone(),
    }
}

/// A file of that name is the product's only if one of the model's telling keys is there.
fn has_shape(tree: &Tree, model: &ConfigModel) -> bool {
    let patterns: Vec<glob::Pattern> = model.shape.iter().map(|text| glob::Pattern::new(text)).collect();
    let mut found = patterns.is_empty();
    tree.walk(|path, _: &Node| {
        found = found || patterns.iter().any(|pattern| pattern.matches(path, glob::Case::Exact));
    });
    found
}
