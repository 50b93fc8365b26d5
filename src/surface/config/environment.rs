//! Variables of the environment: what their names mean, in whatever file they are set, and what they are set to.
//!
//! In: a document, and a model that says at which key paths variables stand. Out: the rows about them of the models
//! of the format `environment`, and name, value and place of each variable for the code that reads it.

use super::File;
use super::glob::Pattern;
use super::known::Known;
use super::profile::Wanted;
use super::row::{Matched, Rows};
use super::tree::Node;
use crate::fact::strength::{Class, Encoding, judge};
use crate::fact::{Context, Secret};
use crate::model::ConfigModel;
use crate::model::inside::Inside;
use crate::surface::{Setting, Tools};

/// Longer values are no settings.
const LONGEST: usize = 4096;

/// The models about variables that may find theirs in a text; none where no variable is set.
pub(super) fn models<'t>(of_file: &[&ConfigModel], tools: &Tools<'t>, text: &str) -> Vec<&'t ConfigModel> {
    let set = of_file.iter().any(|model| !model.variables.is_empty());
    tools.models.environment.iter().filter(|model| set && model.may_read(text)).collect()
}

/// A node with its path.
type Placed<'m> = (Vec<&'m str>, &'m Node);

/// The variables of a document, and the tables that hold them.
#[derive(Default)]
pub(super) struct Variables<'m> {
    each: Vec<Placed<'m>>,
    tables: Vec<Placed<'m>>,
}

impl<'m> Variables<'m> {
    pub fn of(file: &File<'m>, model: &ConfigModel) -> Variables<'m> {
        let each: Vec<Pattern> = model.variables.iter().map(|text| Pattern::new(text)).collect();
        let tables: Vec<Pattern> = each.iter().map(Pattern::above).collect();
        let mut found = Variables::default();
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
pub(super) fn matches<'m>(file: &File<'m>, known: &Known<'m>) -> Vec<Matched<'m>> {
    let variables = &known.variables;
    let mut found = Vec::new();
    if variables.each.is_empty() {
        return found;
    }
    for rows in file.environment.iter().map(|model| Rows::of(file, model)) {
        for (path, node) in &variables.tables {
            found.extend(rows.about(file, path, &[], node, &known.profiles));
        }
        for (path, node) in &variables.each {
            found.extend(rows.about(file, path, last(path), node, &known.profiles));
        }
    }
    found
}

/// What the values of variables hold that are files of their own.
pub(super) fn insides<'m>(
    file: &File<'m>,
    known: &Known<'m>,
) -> impl Iterator<Item = (&'m Inside, Vec<(String, &'m Node)>)> {
    let insides = file.environment.iter().flat_map(|model| &model.insides);
    insides.map(|inside| {
        let pattern = Pattern::new(&inside.at);
        let named = known.variables.each.iter().filter(|(path, _)| pattern.matches(last(path), file.case));
        (inside, named.map(|(path, node)| (path.join("."), *node)).collect())
    })
}

/// Tables of variables of which one says what profile they belong to.
pub(super) fn profiles(file: &File<'_>, variables: &Variables<'_>) -> Vec<(Vec<String>, Context)> {
    let known: Vec<Wanted<'_>> =
        file.environment.iter().flat_map(|model| &model.profile_keys).map(Wanted::of).collect();
    let said = |(path, node): &Placed<'_>| {
        let text = &node.scalar()?.text;
        let here = known.iter().filter(|wanted| wanted.names(last(path), file.case));
        let context = here.filter_map(|wanted| wanted.profile.said_by(text)).max()?;
        let table = path.iter().take(path.len().saturating_sub(1));
        Some((table.map(|key| (*key).to_owned()).collect(), context))
    };
    variables.each.iter().filter_map(said).collect()
}

fn last<'p, 'm>(path: &'p [&'m str]) -> &'p [&'m str] {
    path.get(path.len().saturating_sub(1)..).unwrap_or(&[])
}

/// What each variable is set to.
pub(super) fn settings(file: &File<'_>, known: &Known<'_>) -> Vec<Setting> {
    let each = known.variables.each.iter();
    each.filter_map(|(path, node)| setting(file, known.model, known.profiles.context(path), node)).collect()
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
