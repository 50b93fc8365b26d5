//! Which nodes of a file the rows of a model are about.
//!
//! In: a tree and one model. Out: every node with the row that it matches. Reads no values.

use super::File;
use super::family::{self, Family};
use super::glob::{Case, Pattern};
use super::known::Known;
use super::lookup;
use super::profile::Profiles;
use super::tree::Node;
use crate::fact::Context;
use crate::model::ConfigModel;
use crate::model::config::{ConfigRow, Place};
use std::borrow::Cow;
use std::ops::Range;

/// A key that a row is about.
pub(super) struct Matched<'m> {
    pub model: &'m ConfigModel,
    pub row: &'m ConfigRow,
    pub node: &'m Node,
    /// What rows that go by names look at.
    pub name: Cow<'m, str>,
    /// Keys from the document down to the node.
    pub path: Vec<&'m str>,
    /// What the key's name says, where the row goes by names.
    pub family: Family,
    /// The profile that the key belongs to.
    pub context: Context,
}

impl Place {
    /// The row goes by what names say, not by the product's own keys.
    pub(super) fn by_name(&self) -> bool {
        self.named.is_some() || self.matches.is_some()
    }

    /// Rows for certain keys come first, those with a condition before those without, then patterns of names, then families.
    pub(super) fn rank(&self) -> u8 {
        match (self.named, &self.matches) {
            (Some(_), _) => 3,
            (None, Some(_)) => 2,
            (None, None) => u8::from(self.when.is_empty() && self.text.is_none()),
        }
    }
}

/// Every pair of a row and a key that it is about, in the order of the file and of the rows.
pub(super) fn matches<'m>(file: &File<'m>, known: &Known<'m>) -> Vec<Matched<'m>> {
    let rows = Rows::of(file, known.model);
    let mut found = Vec::new();
    let mut visit = |path: &[&'m str], node: &'m Node| {
        found.extend(rows.about(file, path, path, node, &known.profiles));
    };
    // The document itself, for rows about keys at its top: `**` stands for no key as well.
    file.tree.roots.iter().for_each(|root| visit(&[], root));
    file.tree.walk(visit);
    found
}

/// A model's rows with their patterns taken apart.
pub(super) struct Rows<'m> {
    model: &'m ConfigModel,
    patterns: Vec<Option<Pattern>>,
    case: Case,
}

impl<'m> Rows<'m> {
    pub fn of(file: &File<'m>, model: &'m ConfigModel) -> Rows<'m> {
        let patterns = model.rows.iter().map(|row| row.place.at.as_deref().map(Pattern::new)).collect();
        Rows { model, patterns, case: if model.ignore_case { Case::Ignore } else { file.case } }
    }

    /// The rows that are about a node. Their patterns see the keys of `below`, the end of its path.
    pub fn about(
        &self,
        file: &File<'m>,
        path: &[&'m str],
        below: &[&'m str],
        node: &'m Node,
        profiles: &Profiles<'_>,
    ) -> Vec<Matched<'m>> {
        let rows = self.model.rows.iter().zip(&self.patterns);
        let is_about = |(row, pattern): &(&ConfigRow, &Option<Pattern>)| {
            pattern.as_ref().is_none_or(|pattern| pattern.matches(below, self.case)) && holds(file, row, node)
        };
        let matched = |(row, _): (&'m ConfigRow, _)| {
            let (family, name) = family(row, path, name(path, node))?;
            let context = profiles.context(path);
            Some(Matched { model: self.model, row, node, name, path: path.to_vec(), family, context })
        };
        rows.filter(is_about).filter_map(matched).collect()
    }
}

/// Whether the keys that the row asks for say what it asks for, and none says what it rules out.
fn holds(file: &File<'_>, row: &ConfigRow, node: &Node) -> bool {
    let place = &row.place;
    let says = |(path, texts): &(String, Vec<String>)| says(asked(file, node, path), texts);
    place.when.iter().all(says) && !place.unless.iter().any(says) && looks(file, place, node)
}

/// Whether the key and its value look as the row asks, as they are written.
fn looks(file: &File<'_>, place: &Place, node: &Node) -> bool {
    if place.text.is_none() && place.unless_text.is_none() {
        return true;
    }
    let written = file.source.text.get(written(node)).unwrap_or("");
    place.text.as_ref().is_none_or(|text| text.is_match(written))
        && !place.unless_text.as_ref().is_some_and(|text| text.is_match(written))
}

/// Where a key stands with its value, a block's lines included.
pub(super) fn written(node: &Node) -> Range<usize> {
    let start =
        if node.key_span.is_empty() { node.span.start } else { node.key_span.start.min(node.span.start) };
    let mut end = node.span.end.max(node.key_span.end);
    let mut last = node.children().last();
    while let Some(child) = last {
        end = end.max(child.span.end);
        last = child.children().last();
    }
    start..end
}

/// Whether a key says one of these texts. An absent key and an empty list are like an empty text, and a list says
/// what any of its items says.
fn says(there: Option<&Node>, texts: &[String]) -> bool {
    let there = there.filter(|node| node.scalar().is_some() || !node.children().is_empty());
    let Some(there) = there else { return texts.iter().any(String::is_empty) };
    let items = there.children().iter().filter_map(Node::scalar).filter(|_| !there.is_table());
    items
        .chain(there.scalar())
        .any(|scalar| texts.iter().any(|text| text.eq_ignore_ascii_case(scalar.text.trim())))
}

fn asked<'n>(file: &File<'_>, node: &'n Node, path: &str) -> Option<&'n Node> {
    if path == "value" { Some(node) } else { lookup::find(node, path, file.case) }
}

/// The first key that the row's condition asks for, of those that are there.
pub(super) fn evidence<'m>(file: &File<'_>, matched: &Matched<'m>) -> Option<&'m Node> {
    let mut asked = matched.row.place.when.iter().filter_map(|(path, _)| asked(file, matched.node, path));
    asked.next().filter(|node| !node.span.is_empty())
}

/// The name that a node goes by: its key, or for an item of a list that of the list (`secrets: [a, b]`).
fn name<'m>(path: &[&'m str], node: &'m Node) -> &'m str {
    let item = node.key_span.is_empty() && is_number(&node.key);
    let list = path.len().checked_sub(2).and_then(|above| path.get(above)).filter(|_| item);
    list.copied().unwrap_or(&node.key)
}

/// What the name says, if the row accepts it, and the name that says it.
fn family<'m>(row: &ConfigRow, path: &[&str], name: &'m str) -> Option<(Family, Cow<'m, str>)> {
    if row.place.matches.as_ref().is_some_and(|regex| !regex.is_match(name)) {
        return None;
    }
    let Some(named) = row.place.named else { return Some((Family::None, name.into())) };
    let own = family::of(named, name);
    if row.place.above && own.as_ref().is_some_and(|own| family::is_vetoed(named, own, path)) {
        return None;
    }
    if row.place.above && own.as_ref().is_none_or(Family::is_vague) {
        let path: Vec<&str> = path.iter().copied().filter(|key| !is_number(key)).collect();
        if let Some(family) = family::of_path(named, &path) {
            let shown = path.get(path.len().saturating_sub(2)..).unwrap_or(&path).join(".");
            return Some((family, shown.into()));
        }
    }
    own.map(|family| (family, name.into()))
}

fn is_number(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}
