//! Models: what a library's calls or a product's configuration keys mean, as data.
//!
//! A model names kinds and attributes of the vocabulary and nothing of rules. Surfaces look rows up
//! by call path (source) or by file and key path (configuration).

pub mod advisories;
mod alternatives;
pub mod condition;
pub mod config;
pub mod data_files;
pub mod file_names;
mod gate;
pub mod inside;
pub mod load;
pub mod profile;
pub mod row;
pub mod rust;
pub mod script;

pub use config::ConfigModel;
use file_names::FileNames;
pub use row::{Assign, SetChange, Take, Unit};
pub use rust::{Alias, Form, Gives, Layering, Row, RustModel};
pub use script::ScriptModel;

use foldhash::{HashMap, HashSet};

/// All models of a run.
#[derive(Clone, Debug, Default)]
pub struct Models {
    pub rust: Vec<RustModel>,
    /// Models of files.
    pub config: Vec<ConfigModel>,
    /// Models of variables, which any file may set.
    pub environment: Vec<ConfigModel>,
    pub script: Vec<ScriptModel>,
    index: RustIndex,
    /// Path or method name of a script to (model, row).
    script_paths: HashMap<String, Vec<(usize, usize)>>,
    script_made: HashSet<String>,
    names: FileNames,
}

/// Rust rows by what is called, so that a lookup costs one hash.
#[derive(Clone, Debug, Default)]
struct RustIndex {
    /// Canonical path of a function, type or macro to (model, row).
    paths: HashMap<String, Vec<(usize, usize)>>,
    /// Method name to (model, row), for rows that go by the receiver's class.
    methods: HashMap<String, Vec<(usize, usize)>>,
    /// A path under which user code reaches a library to (model, alias).
    aliases: HashMap<String, Vec<(usize, usize)>>,
    /// First segments of these paths: most paths of user code begin with none of them.
    roots: HashSet<String>,
    /// Those of libraries that gather settings.
    of_settings: HashSet<String>,
    /// Numbers of these libraries' models.
    gathering: HashSet<usize>,
}

/// A path of user code, resolved to a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    pub model: usize,
    /// The path as the model's rows spell it.
    pub canonical: String,
    /// The library's version behind a re-export, where the alias tells it.
    pub version: Option<semver::Version>,
}

impl Models {
    pub fn new(rust: Vec<RustModel>, config: Vec<ConfigModel>, script: Vec<ScriptModel>) -> Models {
        let mut index = RustIndex::default();
        for (model, one) in rust.iter().enumerate() {
            if one.gathers_settings() {
                index.gathering.insert(model);
            }
            for (number, alias) in one.aliases.iter().enumerate() {
                index.aliases.entry(alias.path.clone()).or_default().push((model, number));
                let root = alias.path.split("::").next().unwrap_or("").to_owned();
                if index.gathering.contains(&model) {
                    index.of_settings.insert(root.clone());
                }
                index.roots.insert(root);
            }
            for (number, row) in one.rows.iter().enumerate() {
                let map = if row.call.contains("::") { &mut index.paths } else { &mut index.methods };
                map.entry(row.call.clone()).or_default().push((model, number));
            }
        }
        let (environment, config) = config.into_iter().partition::<Vec<_>, _>(ConfigModel::is_environment);
        let names = FileNames::new(config.iter().map(|model| (&model.files[..], &model.except[..])));
        let script_paths = script::index(&script);
        let script_made = script::made(&script_paths);
        Models { rust, config, environment, script, index, script_paths, script_made, names }
    }

    /// Models that recognise a configuration file by its path.
    pub fn config_named(&self, path: &str) -> impl Iterator<Item = &ConfigModel> {
        self.names.claiming(path).into_iter().filter_map(|number| self.config.get(number))
    }

    /// Rows for a canonical path, or for a bare method name.
    pub fn rows(&self, call: &str) -> impl Iterator<Item = (usize, &Row)> {
        let map = if call.contains("::") { &self.index.paths } else { &self.index.methods };
        let found = map.get(call).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|(model, row)| (*model, &self.rust[*model].rows[*row]))
    }

    /// Whether a row says that this call, by its canonical path, reads a variable of the environment.
    pub fn reads_environment(&self, call: &str) -> bool {
        let reads = |row: &Row| matches!(row.action, rust::Action::Value { gives: Gives::Env, .. });
        self.rows(call).any(|(_, row)| reads(row))
    }

    /// Every reading of a path of user code, longest alias first: several libraries may re-export
    /// under one root.
    pub fn resolve(&self, path: &[String]) -> Vec<Resolved> {
        let mut found = Vec::new();
        if path.first().is_none_or(|first| !self.index.roots.contains(first)) {
            return found;
        }
        for take in (1..=path.len()).rev() {
            let head = path[..take].join("::");
            for (model, alias) in self.index.aliases.get(&head).into_iter().flatten() {
                let alias = &self.rust[*model].aliases[*alias];
                let canonical = std::iter::once(alias.is.as_str())
                    .chain(path[take..].iter().map(String::as_str))
                    .collect::<Vec<_>>()
                    .join("::");
                found.push(Resolved { model: *model, canonical, version: alias.version.clone() });
            }
        }
        found
    }

    /// Rows about an attribute of members.
    pub fn field_rows(&self, attribute: &str) -> impl Iterator<Item = &rust::field::FieldRow> {
        let all = self.rust.iter().flat_map(|model| &model.fields);
        all.filter(move |row| row.attributes.iter().any(|known| known == attribute))
    }

    /// Whether a path leads into a library that gathers the settings of a program.
    pub fn leads_to_settings(&self, path: &[String]) -> bool {
        path.first().is_some_and(|first| self.index.of_settings.contains(first))
            && self.resolve(path).iter().any(|one| self.index.gathering.contains(&one.model))
    }

    /// Words of which a Rust file must hold one to be parsed at all: modelled types with their
    /// methods as they are written, and the roots of libraries that are called by function.
    pub fn rust_words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.rust.iter().flat_map(RustModel::words).collect();
        words.sort();
        words.dedup();
        words
    }

    /// What attributes call the value of a member that can be left out, in libraries that read the environment.
    pub fn setting_words(&self) -> Vec<String> {
        let rows = self.rust.iter().flat_map(|model| &model.fields);
        let values = rows.filter(|row| !row.variable.is_empty()).flat_map(|row| &row.value);
        values.flat_map(|value| [format!("{value} = "), format!("{value}=")]).collect()
    }

    /// Names of macros and attributes that log.
    pub fn log_words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.rust.iter().flat_map(RustModel::log_words).collect();
        words.sort();
        words.dedup();
        words
    }
}
