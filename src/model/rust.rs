//! Models of Rust libraries: rows that make facts, change them, see them pass, or give values.

pub mod field;
mod gives;
mod session;
mod token;
mod web;

pub use gives::{Gives, Layering};
pub use session::SessionModel;
pub use token::TokenModel;
pub use web::WebModel;

use super::condition::Condition;
use super::row::{Assign, Unit, kind, unit, word};
use crate::fact::{Key, Kind};
use crate::mistake::{At, Table};
use semver::{Version, VersionReq};

/// One library.
#[derive(Clone, Debug)]
pub struct RustModel {
    /// The crate's name, as in `Cargo.toml`.
    pub library: String,
    /// Versions that the rows describe.
    pub versions: VersionReq,
    /// Part of the language's own distribution: there is no version to resolve.
    pub builtin: bool,
    pub aliases: Vec<Alias>,
    /// Words of which a file must hold one, where those that follow from the rows say too much.
    pub own_words: Vec<String>,
    pub rows: Vec<Row>,
    /// The library's server sessions, for those that have some.
    pub session: Option<SessionModel>,
    pub token: TokenModel,
    /// Attributes that say what members hold where nobody gives them a value.
    pub fields: Vec<field::FieldRow>,
    pub web: WebModel,
}

/// A path under which user code reaches the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    pub path: String,
    /// The path that it stands for in the model's rows.
    pub is: String,
    /// The library's version behind a re-export, where no lock file tells.
    pub version: Option<Version>,
}

/// What one call, field or type means.
#[derive(Clone, Debug)]
pub struct Row {
    pub action: Action,
    /// A path such as `cookie::Cookie::build`, or a bare method or field name.
    pub call: String,
    /// Narrower than the model's versions, where the row holds for some of them only.
    pub versions: Option<VersionReq>,
    pub condition: Condition,
    pub assign: Assign,
}

#[derive(Clone, Debug)]
pub enum Action {
    /// The call brings a fact into being.
    Make { kind: Kind, form: Form, only_for: OnlyFor },
    /// A method or field changes a fact.
    Edit { kind: Kind, form: Form, spell: Vec<(String, String)> },
    /// A fact is handed to a call that adds something to it.
    Pass { kind: Kind, argument: usize },
    /// The call gives a value that the evaluator knows.
    Value { on: Class, gives: Gives },
}

/// Which argument shape a make row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlyFor {
    Any,
    /// The first argument is a tuple: `jar.add(("name", value))`.
    Tuple,
    /// No call at all: the project's own implementation of a trait's method. `value` is what it gives,
    /// whatever its arguments.
    Implementation,
}

/// How edits of a fact are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `.secure(true)` in a chain that hands the value on.
    Chain,
    /// `cookie.set_secure(true);` as a statement of its own.
    Setter,
    /// `validation.leeway = 60`, or a member of a struct literal.
    Field,
}

/// Class of value that a method is called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// No receiver: the row goes by its path.
    Path,
    Any,
    Instant,
    Duration,
    Stamp,
    Env,
    /// A plain number: `30.days()`.
    Number,
    /// Settings that the program gathers.
    Layers,
    /// A static that is filled later.
    Cell,
}

impl RustModel {
    /// Reads a model file's rows; the caller has checked `language`.
    pub fn read(root: &Table<'_>) -> Option<RustModel> {
        let Some(library) = root.required("library") else {
            root.skip(&[
                "words", "builtin", "versions", "aliases", "reexport", "session", "token", "web", "make",
                "edit", "pass", "value", "field",
            ]);
            return None;
        };
        let builtin = root.flag("builtin").is_some_and(|flag| flag.value);
        let versions = requirement(root, "versions");
        if versions.is_none() && !builtin && !root.has("versions") {
            root.reading.wrong(root.span.clone(), "`versions` is missing");
        }
        let name = library.value.replace('-', "_");
        let mut aliases = vec![Alias { path: name.clone(), is: name.clone(), version: None }];
        aliases.extend(read_aliases(root, &name));
        let mut rows = Vec::new();
        for (word, reader) in READERS {
            for table in root.tables(word) {
                rows.extend(reader(&table));
                table.done();
            }
        }
        let versions = versions.unwrap_or(VersionReq::STAR);
        let own_words = root.texts("words").into_iter().map(|word| word.value).collect();
        let (session, token, web) = (session::read(root), token::read(root), web::read(root));
        let fields = field::read(root);
        Some(RustModel {
            library: library.value,
            versions,
            builtin,
            aliases,
            own_words,
            rows,
            session,
            token,
            fields,
            web,
        })
    }

    /// Words of which a file must hold one for this library to matter in it: calls that make facts, and
    /// reads of the environment, which may carry a secret's fallback.
    pub fn words(&self) -> Vec<String> {
        if !self.own_words.is_empty() {
            return self.own_words.clone();
        }
        let wanted = |row: &&Row| match row.action {
            Action::Make { kind, .. } => kind != Kind::Log,
            Action::Value { on: Class::Path, gives: Gives::Env | Gives::Layers(_) } => true,
            _ => false,
        };
        let rows = self.rows.iter().filter(wanted).flat_map(|row| self.words_of_row(row));
        let sessions = self.session.iter().flat_map(SessionModel::words);
        rows.chain(sessions).chain(self.web.words.iter().cloned()).collect()
    }

    /// An implementation names its trait, a call is written as it is.
    fn words_of_row(&self, row: &Row) -> Vec<String> {
        match row.action {
            Action::Make { only_for: OnlyFor::Implementation, .. } => {
                row.call.rsplit("::").nth(1).map(str::to_owned).into_iter().collect()
            }
            _ => self.words_of(&row.call),
        }
    }

    /// Macros and attributes that log, as they are written behind any path.
    pub fn log_words(&self) -> impl Iterator<Item = String> {
        let logs = |row: &&Row| matches!(row.action, Action::Make { kind: Kind::Log, .. });
        self.rows.iter().filter(logs).filter_map(|row| row.call.rsplit("::").next()).map(str::to_owned)
    }

    /// `Cookie::build` for a type's function, the type's name for a struct literal or trait method,
    /// the roots of all aliases for a free function.
    fn words_of(&self, call: &str) -> Vec<String> {
        let segments: Vec<&str> = call.split("::").collect();
        let is_type = |segment: &str| segment.starts_with(|c: char| c.is_ascii_uppercase());
        match segments.as_slice() {
            // Written as it is, with type arguments, or imported under another name.
            [.., parent, last] if is_type(parent) => {
                vec![format!("{parent}::{last}"), format!("{parent}::<"), format!("{parent} as ")]
            }
            [.., last] if is_type(last) || last.ends_with('!') => vec![(*last).to_owned()],
            [.., module, function] if self.builtin => vec![format!("{module}::{function}")],
            _ => {
                let roots = self.aliases.iter().filter_map(|alias| alias.path.split("::").next());
                roots.flat_map(root_words).collect()
            }
        }
    }

    /// Whether it puts the settings of a program together.
    pub fn gathers_settings(&self) -> bool {
        let gathers =
            |row: &Row| matches!(row.action, Action::Value { on: Class::Path, gives: Gives::Layers(_) });
        self.rows.iter().any(gathers)
    }

    /// Every attribute that the model can write.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.rows.iter().flat_map(|row| row.assign.keys())
    }
}

/// A library's name as code writes it. A short one is part of other words, as `ring` of `String`.
fn root_words(root: &str) -> Vec<String> {
    const SHORT: usize = 4;
    if root.len() > SHORT {
        return vec![root.to_owned()];
    }
    [" ", "(", "&"].iter().map(|before| format!("{before}{root}::")).chain([format!("use {root}")]).collect()
}

fn requirement(table: &Table<'_>, name: &str) -> Option<VersionReq> {
    let text = table.text(name)?;
    match VersionReq::parse(&text.value) {
        Ok(versions) => Some(versions),
        Err(error) => {
            table.reading.wrong(text.span, format!("not a version range: {error}"));
            None
        }
    }
}

/// `aliases = ["tower_cookies"]` and `[[reexport]] path = "actix_web::cookie" version = "0.16.2"`.
fn read_aliases(root: &Table<'_>, name: &str) -> Vec<Alias> {
    let plain = root.texts("aliases").into_iter().map(|path| {
        let (path, is) = path.value.split_once('=').unwrap_or((&path.value, name));
        Alias { path: path.trim().to_owned(), is: is.trim().to_owned(), version: None }
    });
    let reexports = root.tables("reexport").into_iter().filter_map(|table| {
        let path = table.required("path");
        let is = table.text("is").map_or(name.to_owned(), |is| is.value);
        let version = table.text("version").and_then(|text| version(&table, &text));
        table.done();
        Some(Alias { path: path?.value, is, version })
    });
    plain.chain(reexports).collect()
}

fn version(table: &Table<'_>, text: &At<String>) -> Option<Version> {
    let parsed = Version::parse(&text.value);
    if let Err(error) = &parsed {
        table.reading.wrong(text.span.clone(), format!("not a version: {error}"));
    }
    parsed.ok()
}

type Reader = fn(&Table<'_>) -> Vec<Row>;

const READERS: [(&str, Reader); 4] = [("make", make), ("edit", edit), ("pass", pass), ("value", value)];

fn make(table: &Table<'_>) -> Vec<Row> {
    let kind = kind(table, "fact");
    let form = form(table).unwrap_or(Form::Chain);
    let tuple = table.flag("tuple").is_some_and(|flag| flag.value);
    let only_for = match (tuple, table.has("implements")) {
        (_, true) => OnlyFor::Implementation,
        (true, false) => OnlyFor::Tuple,
        (false, false) => OnlyFor::Any,
    };
    rows(table, kind, |kind| Action::Make { kind, form, only_for })
}

fn edit(table: &Table<'_>) -> Vec<Row> {
    let kind = kind(table, "on");
    let form = form(table).unwrap_or(Form::Chain);
    let spell = spelling(table);
    rows(table, kind, |kind| Action::Edit { kind, form, spell: spell.clone() })
}

fn pass(table: &Table<'_>) -> Vec<Row> {
    let kind = kind(table, "on");
    let argument = table.text("argument").and_then(|text| argument(table, &text)).unwrap_or(0);
    rows(table, kind, |kind| Action::Pass { kind, argument })
}

fn argument(table: &Table<'_>, text: &At<String>) -> Option<usize> {
    let number = text.value.strip_prefix("arg").and_then(|number| number.parse().ok());
    if number.is_none() {
        table.reading.wrong(text.span.clone(), "an argument is written `arg0`, `arg1`, ..");
    }
    number
}

fn spelling(table: &Table<'_>) -> Vec<(String, String)> {
    let Some(words) = table.table("spell") else { return Vec::new() };
    let read = |(name, _): (At<&str>, _)| Some((name.value.to_owned(), words.text(name.value)?.value));
    words.entries().filter_map(read).collect()
}

fn rows(table: &Table<'_>, kind: Option<Kind>, action: impl Fn(Kind) -> Action) -> Vec<Row> {
    let calls = calls(table);
    let versions = requirement(table, "versions");
    let condition = Condition::read(table);
    let Some(kind) = kind else {
        table.skip(&["take", "set", "default", "add", "insert", "remove", "clear", "unit", "encoding"]);
        return Vec::new();
    };
    let assign = Assign::read(table, kind);
    let row = |call: String| Row {
        action: action(kind),
        call,
        versions: versions.clone(),
        condition: condition.clone(),
        assign: assign.clone(),
    };
    calls.into_iter().map(row).collect()
}

/// `call = ".."`, a list of calls, `field = ".."`, or the trait's method in `implements = ".."`.
fn calls(table: &Table<'_>) -> Vec<String> {
    let calls = table.texts("call");
    let fields = table.texts("field");
    let methods = table.texts("implements");
    if calls.is_empty() && fields.is_empty() && methods.is_empty() {
        table.reading.wrong(table.span.clone(), "`call` or `field` is missing");
    }
    calls.into_iter().chain(fields).chain(methods).map(|at| at.value).collect()
}

fn form(table: &Table<'_>) -> Option<Form> {
    const FORMS: [(&str, Form); 3] =
        [("chain", Form::Chain), ("setter", Form::Setter), ("field", Form::Field)];
    word(table, "form", &FORMS)
}

fn value(table: &Table<'_>) -> Vec<Row> {
    const CLASSES: [(&str, Class); 8] = [
        ("any", Class::Any),
        ("instant", Class::Instant),
        ("duration", Class::Duration),
        ("stamp", Class::Stamp),
        ("env", Class::Env),
        ("number", Class::Number),
        ("layers", Class::Layers),
        ("cell", Class::Cell),
    ];
    let calls = calls(table);
    let on = word(table, "on", &CLASSES).unwrap_or(Class::Path);
    let unit = self::unit(table).unwrap_or(Unit::Seconds);
    let versions = requirement(table, "versions");
    let condition = Condition::read(table);
    let Some(gives) = gives::read(table, unit, on) else { return Vec::new() };
    let row = |call: String| Row {
        action: Action::Value { on, gives: gives.clone() },
        call,
        versions: versions.clone(),
        condition: condition.clone(),
        assign: Assign::default(),
    };
    calls.into_iter().map(row).collect()
}
