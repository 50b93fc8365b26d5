//! Models of configuration: how a product's file is recognised, and what its keys mean.
//!
//! In: the checked TOML of one model. Out: globs of file names, rows of keys, and the profiles that a
//! file may hold side by side. Knows no format's grammar: surfaces read files and apply the rows.
//!
//! | key | says |
//! |---|---|
//! | `format` | one format, or several of which the file's ending tells |
//! | `files`, `except` | file names, or `folder/name`, that the model reads and that it leaves alone |
//! | `shape` | key paths of which one must be there, also with a value: `kind = Secret`, `apiVersion = acme/*` |
//! | `require` | key paths, or such pairs, that must all be there. Each document of a file counts on its own |
//! | `unless` | key paths, or such pairs, of which none may be there |
//! | `words` | words of which the file's text must hold one to be read for this model |
//! | `generic` | the model is about no certain product, and leaves files of data alone (`rules/data-files.toml`), and documents whose keys told another model what they are |
//! | `ignore_case` | letter case of keys does not count |
//! | `variables` | key paths of environment variables: models of the format `environment` know their names, and code reads them |
//! | `[[inside]]` | values that hold more than one setting; see `inside` |
//! | `[profiles] <context> = [..]` | first segments of key paths that are profiles, by context |
//! | `[[profile]]` | keys whose value names the profile of what stands around them; see `profile` |
//! | `[[make]] at`, `matches`, `named` | the keys of a row: a path with `*` and `**`, a pattern of names, a family of names; all that is given must hold |
//! | `above` | of a family: the keys above count too, so that `jwt: { secret: .. }` is a secret of JWTs |
//! | `when` | keys below (`value` for the key itself) that must say one of these texts; `""` stands for a missing key, too. `a_{b,c}` is either key |
//! | `unless` of a row | keys below of which none may say one of its texts |
//! | `text`, `unless_text` | a pattern that the key with its value must match as it is written, and one that it must not |
//! | `take` | from the key itself (`value`, `name`) a key below it (`key:<path>`), an option of its words (`flag:--name`), or what a pattern's group matches in its text (`text:<pattern>`), also in `not()`, `set_cookie()` |
//! | `set`, `default`, `unit`, `encoding` | as for calls: fixed values, what holds when the key is missing, unit of a bare number, how text becomes key bytes |
//!
//! A family fills in the key's value and what its name tells (purpose, role, unit) by itself. For one key
//! and kind a row with `at` alone goes before `matches`, and that before `named`.

use super::alternatives;
use super::file_names;
use super::gate::Gate;
use super::inside::Inside;
use super::profile::Profile;
use super::row::{Assign, kind, listed, word};
use crate::fact::{Context, Kind};
use crate::mistake::{At, Pattern, Table, texts};
use globset::Glob;
use std::sync::OnceLock;

/// One product, or one family of files.
#[derive(Clone, Debug)]
pub struct ConfigModel {
    pub product: String,
    /// At least one.
    pub formats: Vec<Format>,
    /// File names, and `dir/name` for files that a folder tells apart.
    pub files: Vec<Glob>,
    /// Files that `files` recognises and that are something else after all.
    pub except: Vec<Glob>,
    /// Of these one must be there for a document to count.
    pub shape: Vec<Telling>,
    /// And all of these.
    pub require: Vec<Telling>,
    /// And none of these.
    pub unless: Vec<Telling>,
    /// Of these one must be in the text, if there are any.
    pub words: Vec<String>,
    pub generic: bool,
    pub ignore_case: bool,
    pub insides: Vec<Inside>,
    /// Key paths of environment variables.
    pub variables: Vec<String>,
    /// First segments of key paths that are profiles, with the context that facts below them have.
    pub profiles: Vec<(String, Context)>,
    /// Keys whose values name a profile.
    pub profile_keys: Vec<Profile>,
    pub rows: Vec<ConfigRow>,
    gate: OnceLock<Gate>,
}

/// What tells a product's file from others of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// A key path with `*` and `**`.
    pub at: String,
    /// The value there, with `*` for any text.
    pub value: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Toml,
    Env,
    Yaml,
    /// With comments, trailing commas and the other liberties of JSON5.
    Json,
    Ini,
    /// INI with `Environment=` taken apart.
    Systemd,
    Properties,
    Nginx,
    Hcl,
    Xml,
    Dockerfile,
    Caddyfile,
    Haproxy,
    /// Variables that a script of a shell sets.
    Shell,
    /// The whole file is one value; its name is the key.
    Value,
    /// No file of its own: variables, wherever a file sets them. Keys of rows are their names.
    Environment,
}

/// Formats by the words of models.
const FORMATS: &[(&str, Format)] = &[
    ("toml", Format::Toml),
    ("env", Format::Env),
    ("yaml", Format::Yaml),
    ("json", Format::Json),
    ("ini", Format::Ini),
    ("systemd", Format::Systemd),
    ("properties", Format::Properties),
    ("nginx", Format::Nginx),
    ("hcl", Format::Hcl),
    ("xml", Format::Xml),
    ("dockerfile", Format::Dockerfile),
    ("caddyfile", Format::Caddyfile),
    ("haproxy", Format::Haproxy),
    ("shell", Format::Shell),
    ("value", Format::Value),
    ("environment", Format::Environment),
];

/// Formats by the ending of a file's name, for models that read several.
const ENDINGS: &[(&str, Format)] = &[
    ("toml", Format::Toml),
    ("env", Format::Env),
    ("yaml", Format::Yaml),
    ("yml", Format::Yaml),
    ("json", Format::Json),
    ("jsonc", Format::Json),
    ("json5", Format::Json),
    ("ini", Format::Ini),
    ("properties", Format::Properties),
    ("tf", Format::Hcl),
    ("hcl", Format::Hcl),
];

/// What one key, or a table of keys, means.
#[derive(Clone, Debug)]
pub struct ConfigRow {
    pub kind: Kind,
    pub place: Place,
    pub assign: Assign,
}

/// Which keys a row is about. All that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Key paths with `*` for one segment and `**` for any number.
    pub at: Option<String>,
    /// Keys whose last segment says by its name what they are.
    pub named: Option<Named>,
    /// Keys whose last segment matches.
    pub matches: Option<Pattern>,
    /// For names: the keys above count too.
    pub above: bool,
    /// Keys below (`value` for the key itself) with the texts of which each must say one. The empty text
    /// stands for a key that is missing, too.
    pub when: Vec<(String, Vec<String>)>,
    /// Keys below with the texts of which none may be said.
    pub unless: Vec<(String, Vec<String>)>,
    /// What the key with its value must look like, as it is written, and what it must not.
    pub text: Option<Pattern>,
    pub unless_text: Option<Pattern>,
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
        let formats = formats(root);
        check_files(root, formats.as_deref().unwrap_or_default());
        let (files, except) = (globs(root, "files"), globs(root, "except"));
        let (shape, require) = (tellings(root, "shape"), tellings(root, "require"));
        let profiles = root.table("profiles").map(|table| profiles(&table)).unwrap_or_default();
        let rows = root.tables("make").iter().flat_map(rows).collect();
        Some(ConfigModel {
            product: product?.value,
            formats: formats?,
            files,
            except,
            shape,
            require,
            unless: tellings(root, "unless"),
            words: root.texts("words").into_iter().map(|at| at.value).collect(),
            generic: root.flag("generic").is_some_and(|flag| flag.value),
            ignore_case: root.flag("ignore_case").is_some_and(|flag| flag.value),
            insides: root.tables("inside").iter().filter_map(Inside::read).collect(),
            variables: root.texts("variables").into_iter().map(|at| at.value).collect(),
            profiles,
            profile_keys: root.tables("profile").iter().filter_map(Profile::read).collect(),
            rows,
            gate: OnceLock::new(),
        })
    }

    /// The model is about variables of the environment, whichever file sets them.
    pub fn is_environment(&self) -> bool {
        self.formats == [Format::Environment]
    }

    /// Keys of a document tell that it is the product's, not its file's name alone.
    pub fn is_told(&self) -> bool {
        !self.generic && (!self.shape.is_empty() || !self.require.is_empty())
    }

    /// Whether a text may be the product's at all: it holds one of the model's words and the names of its
    /// telling keys.
    pub fn may_read(&self, text: &str) -> bool {
        self.gate.get_or_init(|| Gate::of(self)).lets_in(text)
    }

    /// The format that this model reads a file of that name in: its only one, else what the ending says.
    pub fn format_of(&self, name: &str) -> Option<Format> {
        let name = file_names::without_template_ending(name).unwrap_or(name);
        match self.formats.as_slice() {
            [only] => Some(*only),
            several => {
                Format::of_name(name).filter(|format| several.contains(format)).or(several.first().copied())
            }
        }
    }
}

impl Telling {
    /// Segments of the path without wildcards and without numbers, which count items of lists.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let quoted = self.at.split('"').enumerate();
        let parts = quoted.flat_map(|(number, part)| match number % 2 {
            0 => part.split('.').map(str::to_owned).collect::<Vec<_>>(),
            _ => vec![part.to_owned()],
        });
        parts.filter(|name| !name.contains('*') && name.parse::<usize>().is_err())
    }
}

impl Format {
    /// What a file name's ending says.
    pub fn of_name(name: &str) -> Option<Format> {
        let (_, ending) = name.rsplit_once('.')?;
        ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, format)| *format)
    }
}

/// Files have names, and variables have none.
fn check_files(root: &Table<'_>, formats: &[Format]) {
    const OF_FILES: [&str; 5] = ["files", "except", "shape", "require", "unless"];
    let reading = root.reading;
    if !formats.contains(&Format::Environment) {
        if !root.has("files") {
            reading.wrong(root.span.clone(), "`files` is missing");
        }
    } else if formats.len() > 1 {
        reading.wrong(root.span.clone(), "`environment` goes with no other format");
    } else if let Some(key) = OF_FILES.iter().find(|key| root.has(key)) {
        reading.wrong(root.span.clone(), format!("`{key}` is about files, and variables stand in any"));
    }
}

fn formats(root: &Table<'_>) -> Option<Vec<Format>> {
    let texts = root.texts("format");
    if texts.is_empty() {
        root.reading.wrong(root.span.clone(), "`format` is missing");
        return None;
    }
    texts.into_iter().map(|text| listed(root, "format", text, FORMATS)).collect()
}

/// `path`, or `path = value`.
fn tellings(root: &Table<'_>, key: &str) -> Vec<Telling> {
    let texts = root.texts(key).into_iter().map(|at| at.value);
    texts
        .map(|text| match text.split_once('=') {
            Some((at, value)) => Telling { at: at.trim().to_owned(), value: Some(value.trim().to_owned()) },
            None => Telling { at: text, value: None },
        })
        .collect()
}

fn globs(root: &Table<'_>, key: &str) -> Vec<Glob> {
    let mut globs = Vec::new();
    for text in root.texts(key) {
        match file_names::pattern(&text.value) {
            Ok(glob) => globs.push(glob),
            Err(error) => root.reading.wrong(text.span, format!("not a file pattern: {}", error.kind())),
        }
    }
    globs
}

/// `[profiles] development = ["debug"]`: names of profiles by the context that they stand for.
fn profiles(table: &Table<'_>) -> Vec<(String, Context)> {
    let mut out = Vec::new();
    for (name, value) in table.entries() {
        match Context::named(name.value) {
            Some(context) => {
                let names = texts(table.reading, name.value, value);
                out.extend(names.into_iter().map(|at: At<String>| (at.value, context)));
            }
            None => {
                let help = crate::mistake::nearest(name.value, Context::ALL.iter().map(|one| one.name()));
                table.reading.wrong_with_help(name.span, format!("unknown context `{}`", name.value), help);
            }
        }
    }
    out
}

/// A row for every choice of the keys that its conditions name.
fn rows(table: &Table<'_>) -> Vec<ConfigRow> {
    let Some(row) = row(table) else { return Vec::new() };
    let chosen = |when| ConfigRow { place: Place { when, ..row.place.clone() }, ..row.clone() };
    alternatives::choices(&row.place.when).into_iter().map(chosen).collect()
}

fn row(table: &Table<'_>) -> Option<ConfigRow> {
    let kind = kind(table, "fact");
    let place = place(table);
    let assign = kind.map(|kind| Assign::read(table, kind));
    if kind.is_none() {
        table.skip(&["take", "set", "default", "unit", "encoding"]);
    }
    table.done();
    Some(ConfigRow { kind: kind?, place: place?, assign: assign? })
}

fn place(table: &Table<'_>) -> Option<Place> {
    const NAMED: [(&str, Named); 4] = [
        ("secret", Named::Secret),
        ("lifetime", Named::Lifetime),
        ("cookie-flag", Named::CookieFlag),
        ("switch", Named::Switch),
    ];
    if !["at", "matches", "named"].iter().any(|key| table.has(key)) {
        table.reading.wrong(table.span.clone(), "`at`, `matches` or `named` is missing");
        table.skip(&["when", "unless", "text", "unless_text"]);
        return None;
    }
    let at = table.text("at").map(|text| text.value);
    let named = word(table, "named", &NAMED);
    let (matches, text, unless_text) =
        (regex(table, "matches"), regex(table, "text"), regex(table, "unless_text"));
    let above = table.flag("above");
    if let Some(flag) = above.as_ref().filter(|_| named.is_none()) {
        table.reading.wrong(flag.span.clone(), "`above` widens `named`");
    }
    let conditions = |key| table.table(key).map(|inner| conditions(&inner)).unwrap_or_default();
    let (when, unless) = (conditions("when"), conditions("unless"));
    let above = above.is_some_and(|flag| flag.value);
    Some(Place { at, named, matches, above, when, unless, text, unless_text })
}

fn regex(table: &Table<'_>, key: &str) -> Option<Pattern> {
    let text = table.text(key)?;
    let pattern = Pattern::new(&text.value);
    if pattern.is_err() {
        table.reading.wrong(text.span, "not a regular expression");
    }
    pattern.ok()
}

/// `when = { enabled = ["true", "1"] }`: keys with the texts of which each must say one.
fn conditions(table: &Table<'_>) -> Vec<(String, Vec<String>)> {
    let read = |(name, value): (At<&str>, _)| {
        let wanted = texts(table.reading, name.value, value).into_iter().map(|at| at.value).collect();
        (name.value.to_owned(), wanted)
    };
    table.entries().map(read).collect()
}
