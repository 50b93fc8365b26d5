//! Configuration files: what their keys say, as models of products and of file families mean it.
//!
//! In: a file that some model recognises by its name. Out: facts with the places of keys and values, the
//! places of secrets, and what could not be read. Knows no rule and no product: both are data.

mod account;
mod blocks;
mod braces;
mod client;
mod dockerfile;
mod document;
pub mod edit;
pub mod env;
mod environment;
mod family;
mod fill;
mod flags;
pub mod glob;
mod growth;
mod hcl;
mod head;
#[cfg(test)]
mod hostile;
mod idle;
mod ini;
mod inside;
pub mod json;
mod known;
mod leaf;
mod lone;
mod lookup;
mod mask;
mod nginx;
mod place;
mod profile;
mod properties;
mod row;
mod shell;
mod slot;
mod template;
#[cfg(test)]
mod tests;
pub mod toml;
pub mod tree;
mod unfold;
mod worded;
pub(super) mod words;
mod xml;
pub mod yaml;

use super::{Extracted, Tools};
use crate::model::config::Format;
use crate::model::file_names::without_template_ending;
use crate::model::{ConfigModel, data_files};
use crate::source::{Source, Span};
use glob::Case;
use tree::Tree;

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
    Reader { format: Format::Ini, case: Case::Ignore, read: ini::read },
    Reader { format: Format::Systemd, case: Case::Exact, read: ini::read_unit },
    Reader { format: Format::Properties, case: Case::Relaxed, read: properties::read },
    Reader { format: Format::Nginx, case: Case::Ignore, read: nginx::read },
    Reader { format: Format::Hcl, case: Case::Exact, read: hcl::read },
    Reader { format: Format::Xml, case: Case::Ignore, read: xml::read },
    Reader { format: Format::Dockerfile, case: Case::Exact, read: dockerfile::read },
    Reader { format: Format::Caddyfile, case: Case::Exact, read: worded::read_caddyfile },
    Reader { format: Format::Haproxy, case: Case::Exact, read: worded::read_haproxy },
    Reader { format: Format::Yaml, case: Case::Exact, read: yaml::read },
    Reader { format: Format::Shell, case: Case::Exact, read: shell::read },
    Reader { format: Format::Json, case: Case::Exact, read: json::read },
    Reader { format: Format::Value, case: Case::Ignore, read: lone::read },
];

/// One document in the hands of this surface.
struct File<'s> {
    source: &'s Source,
    tree: &'s Tree,
    case: Case,
    /// The keys of the file around it, where it is a value of another file.
    prefix: &'s [String],
    /// It is the file, not a value of one, so that lines can be added to it.
    whole: bool,
    /// What names of variables mean, in the models about them that may find theirs in the text.
    environment: &'s [&'s ConfigModel],
}

impl File<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source.id, range)
    }
}

pub fn claims(source: &Source, tools: &Tools<'_>) -> bool {
    models(&source.path, &source.text, tools).next().is_some()
}

/// Models that recognise the file's name and may find their keys in its text.
fn models<'t>(path: &str, text: &str, tools: &'t Tools<'_>) -> impl Iterator<Item = &'t ConfigModel> {
    let made = without_template_ending(path).unwrap_or(path);
    let mut data = None;
    let mut left_alone = move |model: &ConfigModel| {
        model.generic && *data.get_or_insert_with(|| data_files::is_data(made, text))
    };
    tools.models.config_named(path).filter(move |model| !left_alone(model) && model.may_read(text))
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut all = Extracted::default();
    let text = inside::Text { path: &source.path, text: &source.text, prefix: &[], map: None };
    inside::read(source, tools, &text, &mut all);
    all
}
