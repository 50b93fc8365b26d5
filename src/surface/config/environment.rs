//! Variables of the environment: what their names mean, in whatever file they are set, and what they are set to.
//!
//! In: a document, and a model that says at which key paths variables stand. Out: the rows about them of the models
//! of the format `environment`, and name, value and place of each variable for the code that reads it.

use super::File;
use super::glob::Pattern;
use super::profile::Profiles;
use super::row::{Matched, Rows};
use super::tree::Node;
use crate::fact::strength::{Class, Encoding, judge};
use crate::fact::{Context, Secret};
use crate::model::ConfigModel;
use crate::model::inside::Inside;
use crate::surface::Setting;

/// Longer values are no settings.
const LONGEST: usize = 4096;

/// A node with its path.
type Placed<'m> = (Vec<&'m str>, &'m Node);

/// The variables of a document, and the tables that hold them.
struct Variables<'m> {
    each: Vec<Placed<'m>>,
    tables: Vec<Placed<'m>>,
}

impl<'m> Variables<'m> {
    fn of(file: &File<'m>, model: &ConfigModel) -> Variables<'m> {
        let each: Vec<Pattern> = model.variables.iter().map(|text| Pattern::new(text)).collect();
        let tables: Vec<Pattern> = each.iter().map(Pattern::above).collect();
        let mut found = Variables { each: Vec::new(), tables: Vec::new() };
        if each.is_empty() {
            return found;
        }
        let any =
            |patterns: &[Pattern], path: &[&str]| patterns.iter().any(|one| one.matches(path, file.case));
        let mut visit = |path: &[&'m str], node: &'m Node| {
            if any(&each, path) {
                found.each.push((path.to_vec(), node));
            }
            if any(&tables, path) {
                found.tables.push((path.to_vec(), node));
            }
        };
        file.tree.roots.iter().for_each(|root| visit(&[], root));
        file.tree.walk(visit);
        found
    }
}

/// Pairs of a row about variables and what it is about: one of them, or the table that holds them.
pub(super) fn matches<'m>(file: &File<'m>, model: &ConfigModel) -> Vec<Matched<'m>> {
    let variables = Variables::of(file, model);
    let mut found = Vec::new();
    if variables.each.is_empty() {
        return found;
    }
    let profiles = Profiles::of(file, model);
    for rows in file.environment.iter().map(|model| Rows::of(file, model)) {
        for (path, node) in &variables.tables {
            found.extend(rows.about(file, path, &[], node, &profiles));
        }
        for (path, node) in &variables.each {
            found.extend(rows.about(file, path, last(path), node, &profiles));
        }
    }
    found
}

/// What the values of variables hold that are files of their own.
pub(super) fn insides<'m>(
    file: &File<'m>,
    model: &ConfigModel,
) -> Vec<(&'m Inside, Vec<(String, &'m Node)>)> {
    let insides: Vec<&Inside> = file.environment.iter().flat_map(|model| &model.insides).collect();
    if insides.is_empty() {
        return Vec::new();
    }
    let variables = Variables::of(file, model).each;
    let of = |inside: &'m Inside| {
        let pattern = Pattern::new(&inside.at);
        let named = variables.iter().filter(|(path, _)| pattern.matches(last(path), file.case));
        (inside, named.map(|(path, node)| (path.join("."), *node)).collect())
    };
    insides.into_iter().map(of).collect()
}

/// Tables of variables of which one says what profile they belong to.
pub(super) fn profiles(file: &File<'_>, model: &ConfigModel) -> Vec<(Vec<String>, Context)> {
    let known: Vec<_> = file.environment.iter().flat_map(|model| &model.profile_keys).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let said = |(path, node): &Placed<'_>| {
        let text = &node.scalar()?.text;
        let here = |at: &String| Pattern::new(at).matches(last(path), file.case);
        let profile = known.iter().find(|profile| profile.at.iter().any(here) && profile.is_said_by(text))?;
        let table = path.iter().take(path.len().saturating_sub(1));
        Some((table.map(|key| (*key).to_owned()).collect(), profile.context))
    };
    Variables::of(file, model).each.iter().filter_map(said).collect()
}

fn last<'p, 'm>(path: &'p [&'m str]) -> &'p [&'m str] {
    path.get(path.len().saturating_sub(1)..).unwrap_or(&[])
}

/// What each variable is set to.
pub(super) fn settings(file: &File<'_>, model: &ConfigModel) -> Vec<Setting> {
    let profiles = Profiles::of(file, model);
    let variables = Variables::of(file, model).each;
    variables.iter().filter_map(|(path, node)| setting(file, model, profiles.context(path), node)).collect()
}

/// A variable with a value of its own; one that hands another on has none.
fn setting(file: &File<'_>, model: &ConfigModel, context: Context, node: &Node) -> Option<Setting> {
    let scalar = node.scalar().filter(|scalar| scalar.text.len() <= LONGEST)?;
    let class = judge(&scalar.text, Encoding::Raw).class;
    (!matches!(class, Class::Empty | Class::Reference)).then(|| Setting {
        name: node.key.clone(),
        value: Secret::new(scalar.text.clone()),
        key: file.span(node.key_span.clone()),
        place: file.span(scalar.inner.clone()),
        model: model.product.clone(),
        context,
    })
}
