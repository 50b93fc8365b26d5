//! Which context the keys of a document have by what the document itself says.
//!
//! In: a tree and one model. Out: the context of any key path: by its first segment, where that is a profile, and
//! by keys beside or around it that name one (`NODE_ENV: development`). The mildest counts.

use super::environment::Variables;
use super::glob::{Case, Pattern};
use super::tree::Node;
use super::{File, environment};
use crate::fact::{Context, role};
use crate::model::ConfigModel;
use crate::model::profile::{Keys, Profile};
use std::borrow::Cow;

/// Items of a list that are read as one command.
const MOST_ITEMS: usize = 64;

pub(super) struct Profiles<'m> {
    model: &'m ConfigModel,
    /// Keys of tables with the context of what stands in them.
    said: Vec<(Vec<String>, Context)>,
    /// What the comment at the top says.
    head: Context,
}

impl<'m> Profiles<'m> {
    pub fn of(
        file: &File<'_>,
        model: &'m ConfigModel,
        variables: &Variables<'_>,
        head: Context,
    ) -> Profiles<'m> {
        let case = if model.ignore_case { Case::Ignore } else { file.case };
        let patterns: Vec<Wanted<'_>> = model.profile_keys.iter().map(Wanted::of).collect();
        let mut said = environment::profiles(file, variables);
        if patterns.is_empty() {
            return Profiles { model, said, head };
        }
        file.tree.walk(|path, node| {
            for wanted in patterns.iter().filter(|wanted| wanted.names(path, case)) {
                if let Some(context) = wanted.profile.said_by(&text(node)) {
                    let table = if wanted.profile.whole { &[] } else { around(path) };
                    said.push((table.iter().map(|key| (*key).to_owned()).collect(), context));
                }
            }
        });
        Profiles { model, said, head }
    }

    pub fn context(&self, path: &[&str]) -> Context {
        let profile = |first: &&str| self.model.profiles.iter().find(|(name, _)| name == first);
        let by_key = path.first().and_then(profile).map_or(Context::Production, |(_, context)| *context);
        let holds =
            |table: &[String]| table.len() <= path.len() && table.iter().zip(path).all(|(a, b)| a == b);
        let said = self.said.iter().filter(|(table, _)| holds(table)).map(|(_, context)| *context).max();
        said.unwrap_or_default().max(by_key).max(self.head)
    }
}

/// What a key says: its text, or the items of a list side by side, as a command is written.
fn text(node: &Node) -> Cow<'_, str> {
    match node.scalar() {
        Some(scalar) => Cow::Borrowed(scalar.text.as_str()),
        None if node.is_table() => Cow::Borrowed(""),
        None => {
            let items = node.children().iter().take(MOST_ITEMS).filter_map(Node::scalar);
            Cow::Owned(items.map(|item| item.text.as_str()).collect::<Vec<_>>().join(" "))
        }
    }
}

/// A profile with the patterns of its keys taken apart.
pub(super) struct Wanted<'m> {
    pub profile: &'m Profile,
    patterns: Vec<Pattern>,
}

impl<'m> Wanted<'m> {
    pub fn of(profile: &'m Profile) -> Wanted<'m> {
        let patterns = match &profile.keys {
            Keys::At { paths, .. } => paths.iter().map(|at| Pattern::new(at)).collect(),
            Keys::OfPlace => Vec::new(),
        };
        Wanted { profile, patterns }
    }

    /// Whether a key names a profile. Its own name is the last of its path.
    pub fn names(&self, path: &[&str], case: Case) -> bool {
        match self.profile.keys {
            Keys::At { .. } => self.patterns.iter().any(|pattern| pattern.matches(path, case)),
            Keys::OfPlace => path.last().is_some_and(|name| role::is_place_variable(name)),
        }
    }
}

/// The table that holds a key; for an item of a list, the one that holds the list.
fn around<'p, 'k>(path: &'p [&'k str]) -> &'p [&'k str] {
    let items = path.iter().rev().take_while(|key| key.bytes().all(|byte| byte.is_ascii_digit())).count();
    path.get(..path.len().saturating_sub(items + 1)).unwrap_or(&[])
}
