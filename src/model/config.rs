//! Models of configuration: how a product's file is recognised, and what its keys mean.

use super::row::{Assign, kind, word};
use crate::fact::Kind;
use crate::mistake::Table;
use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::Regex;

/// One product, or one family of files.
#[derive(Clone, Debug)]
pub struct ConfigModel {
    pub product: String,
    pub format: Format,
    /// File names, and `dir/name` for files that a folder tells apart.
    pub files: GlobSet,
    /// Key paths of which one must exist for the file to count.
    pub shape: Vec<String>,
    pub rows: Vec<ConfigRow>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Toml,
    Env,
}

/// What one key, or a table of keys, means.
#[derive(Clone, Debug)]
pub struct ConfigRow {
    pub kind: Kind,
    pub at: Place,
    pub assign: Assign,
}

/// Which keys a row is about.
#[derive(Clone, Debug)]
pub enum Place {
    /// Key paths with `*` for one segment and `**` for any number.
    Path(String),
    /// Keys whose last segment has this role by its name: see `rules/names.toml`.
    Named(Named),
    /// Keys whose last segment matches.
    Matches(Regex),
}

/// Families of names that mean the same wherever they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Secret,
    Lifetime,
    CookieFlag,
    Switch,
}

impl ConfigModel {
    pub fn read(root: &Table<'_>) -> Option<ConfigModel> {
        let product = root.required("product");
        let format = word(root, "format", &[("toml", Format::Toml), ("env", Format::Env)]);
        let files = globs(root);
        let shape = root.texts("shape").into_iter().map(|at| at.value).collect();
        let rows = root.tables("make").iter().filter_map(row).collect();
        Some(ConfigModel { product: product?.value, format: format?, files: files?, shape, rows })
    }
}

fn globs(root: &Table<'_>) -> Option<GlobSet> {
    let mut builder = GlobSetBuilder::new();
    if !root.has("files") {
        root.reading.wrong(root.span.clone(), "`files` is missing");
    }
    for text in root.texts("files") {
        match Glob::new(&text.value) {
            Ok(glob) => {
                builder.add(glob);
            }
            Err(error) => root.reading.wrong(text.span, format!("not a file pattern: {}", error.kind())),
        }
    }
    builder.build().ok()
}

fn row(table: &Table<'_>) -> Option<ConfigRow> {
    let kind = kind(table, "fact");
    let at = place(table);
    let assign = kind.map(|kind| Assign::read(table, kind));
    if kind.is_none() {
        table.skip(&["take", "set", "default", "unit", "encoding"]);
    }
    table.done();
    Some(ConfigRow { kind: kind?, at: at?, assign: assign? })
}

fn place(table: &Table<'_>) -> Option<Place> {
    const NAMED: [(&str, Named); 4] = [
        ("secret", Named::Secret),
        ("lifetime", Named::Lifetime),
        ("cookie-flag", Named::CookieFlag),
        ("switch", Named::Switch),
    ];
    if let Some(path) = table.text("at") {
        return Some(Place::Path(path.value));
    }
    if let Some(text) = table.text("matches") {
        return match Regex::new(&text.value) {
            Ok(regex) => Some(Place::Matches(regex)),
            Err(_) => {
                table.reading.wrong(text.span, "not a regular expression");
                None
            }
        };
    }
    if !table.has("named") {
        table.reading.wrong(table.span.clone(), "`at`, `matches` or `named` is missing");
    }
    word(table, "named", &NAMED).map(Place::Named)
}
