//! Variables of the environment that a file sets, for the code that reads them.
//!
//! In: a tree and the models of the file. Out: name, value and place of each variable. What the value is
//! good for only the reading code tells.

use super::File;
use super::glob::Pattern;
use super::profile::Profiles;
use super::tree::Node;
use crate::fact::strength::{Class, Encoding, judge};
use crate::fact::{Context, Secret};
use crate::model::ConfigModel;
use crate::surface::Setting;

/// Longer values are no settings.
const LONGEST: usize = 4096;

pub(super) fn settings(file: &File<'_>, models: &[&ConfigModel]) -> Vec<Setting> {
    let mut out = Vec::new();
    for model in models {
        let profiles = Profiles::of(file, model);
        let patterns: Vec<Pattern> = model.variables.iter().map(|text| Pattern::new(text)).collect();
        file.tree.walk(|path, node| {
            if patterns.iter().any(|pattern| pattern.matches(path, file.case)) {
                out.extend(setting(file, model, profiles.context(path), node));
            }
        });
    }
    out
}

/// A variable with a value of its own; one that hands another on has none.
fn setting(file: &File<'_>, model: &ConfigModel, context: Context, node: &Node) -> Option<Setting> {
    let value = node.child("value").unwrap_or(node);
    let scalar = value.scalar().filter(|scalar| scalar.text.len() <= LONGEST)?;
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
