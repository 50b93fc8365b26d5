//! What the models say of one document.
//!
//! In: a tree and the models that recognise its file by name. Out: the facts of those whose telling keys the
//! document has. Knows no format.

use super::File;
use super::glob::{Case, Pattern, text_matches};
use super::known::Known;
use super::row::{self, Matched};
use super::tree::{Node, Tree};
use super::{environment, fill, unfold};
use crate::fact::kinds::key;
use crate::fact::{Context, Fact, Kind, Value};
use crate::model::ConfigModel;
use crate::model::config::Telling;
use crate::source::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// Models whose shape the document has. What a product's model knows by its keys is nobody else's.
pub(super) fn recognised<'m>(tree: &Tree, models: &[&'m ConfigModel], case: Case) -> Vec<&'m ConfigModel> {
    let mut found: Vec<&ConfigModel> =
        models.iter().copied().filter(|model| has_shape(tree, model, case)).collect();
    if found.iter().any(|model| model.is_told()) {
        found.retain(|model| !model.generic);
    }
    found
}

fn has_shape(tree: &Tree, model: &ConfigModel, case: Case) -> bool {
    let case = if model.ignore_case { Case::Ignore } else { case };
    if model.unless.iter().any(|telling| stands(tree, telling, case)) {
        return false;
    }
    let mut wanted: Vec<(&Telling, Pattern, bool)> =
        model.shape.iter().chain(&model.require).map(|one| (one, Pattern::new(&one.at), false)).collect();
    if wanted.is_empty() {
        return true;
    }
    tree.walk(|path, node| {
        for (telling, pattern, found) in wanted.iter_mut().filter(|(_, _, found)| !found) {
            *found = pattern.matches(path, case) && has_value(telling, node);
        }
    });
    let (any, all) = wanted.split_at(model.shape.len());
    (any.is_empty() || any.iter().any(|(_, _, found)| *found)) && all.iter().all(|(_, _, found)| *found)
}

fn stands(tree: &Tree, telling: &Telling, case: Case) -> bool {
    let pattern = Pattern::new(&telling.at);
    let mut found = false;
    tree.walk(|path, node| found = found || (pattern.matches(path, case) && has_value(telling, node)));
    found
}

fn has_value(telling: &Telling, node: &Node) -> bool {
    let Some(value) = &telling.value else { return true };
    node.scalar().is_some_and(|scalar| text_matches(value, &scalar.text, Case::Exact))
}

/// Takes values apart that hold several settings, as the models say.
pub(super) fn unfolded(tree: &mut Tree, models: &[&ConfigModel], case: Case) {
    for inside in models.iter().flat_map(|model| &model.insides) {
        unfold::unfold(tree, inside, case);
    }
}

/// Facts of all models. One key gives one fact of a kind: a row for this very key goes before one for a
/// pattern of names, and that before one for a family. A name adds nothing to a value that a row for its key read.
pub(super) fn facts(file: &File<'_>, models: &[Known<'_>]) -> Vec<Fact> {
    let mut found: Vec<Matched<'_>> = models.iter().flat_map(|known| of_model(file, known)).collect();
    found.sort_by_key(|matched| matched.row.place.rank());
    let mut seen: BTreeSet<(Kind, usize, usize)> = BTreeSet::new();
    let mut read: BTreeSet<Span> = BTreeSet::new();
    let mut said: BTreeSet<Said> = BTreeSet::new();
    let mut facts: Vec<Fact> = Vec::new();
    for matched in found {
        let place = place(fill::subject(file, &matched));
        let key = (matched.row.kind, place.start, place.end);
        let explained = matched.row.place.by_name() && read.contains(&file.span(place.clone()));
        if !seen.contains(&key)
            && !explained
            && let Some(fact) = fill::fact(file, &matched)
        {
            seen.insert(key);
            let by_name = matched.row.place.by_name();
            if !by_name {
                read.extend(fact.attributes.values().filter_map(|attribute| attribute.span));
            }
            // Two clients of a product with one secret are two secrets, whatever their keys are called.
            if !by_name || is_fresh(&fact, &matched.path, &mut said) {
                facts.push(fact);
            }
        }
    }
    facts
}

/// What a model's own rows are about, and the rows for the variables of which it says where they stand.
fn of_model<'m>(file: &File<'m>, known: &Known<'m>) -> Vec<Matched<'m>> {
    let mut found = row::matches(file, known);
    found.extend(environment::matches(file, known));
    found
}

/// A secret's name and text, its context, and whose it is.
type Said = (String, String, Context, String);

/// Keys from the top that tell one service or client of a document from another.
const OWNER: usize = 3;

/// Whether the document has not said this secret under this name before for the same service, as steps of one job do.
/// The first place stands for all of them.
fn is_fresh(fact: &Fact, path: &[&str], said: &mut BTreeSet<Said>) -> bool {
    match (fact.text(key::variable), fact.value(key::secret)) {
        (Some(name), Some(Value::Secret(secret))) => {
            let owner = path.get(..OWNER).unwrap_or(path).join(".");
            said.insert((name.to_owned(), secret.expose().to_owned(), fact.context, owner))
        }
        _ => true,
    }
}

/// Where a value stands: for an alias, that of its anchor, so that one literal gives one fact.
fn place(node: &Node) -> Range<usize> {
    match node.scalar() {
        Some(scalar) if !scalar.inner.is_empty() => scalar.inner.clone(),
        _ => node.span.clone(),
    }
}
