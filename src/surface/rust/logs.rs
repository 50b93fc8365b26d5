//! Secrets in logs: calls of logging macros, and attributes that record a function's arguments.
//!
//! In: a crate's items and the models. Out: `log` facts. What counts is the value that is handed over, judged by its
//! name and type, never the text around it. Names of libraries and what names mean stand in models and
//! `rules/names.toml`.

mod arguments;
mod credentials;
mod gathered;
mod look;
mod types;
mod walk;

use super::index::Crate;
use super::ir::{Expr, File, Function, Instrument, Kind as IrKind, Type};
use super::{start, visit};
use crate::fact::kinds::log;
use crate::fact::role::{self, Logged};
use crate::fact::{Attribute, Context, Fact, Kind, Value};
use crate::model::rust::Action;
use crate::model::{Models, Row};
use crate::source::{FileId, Span};
use gathered::{Member, Noted};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};

/// A type, and the place whose imports say what its path means.
#[derive(Clone, Debug)]
struct Typed {
    ty: Type,
    file: usize,
    scope: usize,
}

/// What a name in sight stands for.
#[derive(Clone, Debug, Default)]
struct Held {
    ty: Option<Typed>,
    says: Says,
}

/// What the value's way here says about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Says {
    /// Nothing: its own name decides.
    #[default]
    Open,
    /// Masked, counted, or written in the code.
    Harmless,
    Secret(Logged),
}

/// A secret that would be shown.
struct Shown {
    what: Logged,
    name: String,
    /// Secret members of a value that is shown as a whole.
    members: Vec<String>,
    /// Where they are declared.
    places: Vec<Member>,
    span: Span,
}

/// Reads one function.
struct Reader<'k> {
    krate: &'k Crate,
    models: &'k Models,
    file: usize,
    function: &'k Function,
    names: Vec<(String, Held)>,
    context: Option<Context>,
    /// The code around deals with logins.
    in_auth: bool,
    /// Names that the function sends as a credential.
    credentials: Vec<String>,
    /// The code around keeps a cache.
    in_cache: bool,
    /// A file of the package talks to the user of a terminal.
    on_terminal: bool,
    /// The package has its tables on a server that asks for a password.
    asks_for_password: bool,
    /// The number of the block under way, and of all so far.
    block: (usize, usize),
    noted: Vec<Noted>,
}

/// Facts about every logging call and recording attribute of a crate.
pub fn facts(krate: &Crate, models: &Models) -> Vec<Fact> {
    let on_terminal = krate.own().flat_map(|(_, file)| file.imported_crates()).any(role::uses_terminal);
    let asks_for_password =
        krate.own().any(|(_, file)| file.imported_names().any(role::names_a_database_server));
    let files: Vec<_> = krate.own().collect();
    let of_file = |(number, file): (usize, &File)| {
        let auth_scopes: Vec<bool> = file.scopes.iter().map(imports_auth).collect();
        let mut all = Vec::new();
        for function in &file.functions {
            let mut reader = Reader::new(krate, models, number, function);
            if reader.logs_nothing() {
                continue;
            }
            reader.on_terminal = on_terminal;
            reader.asks_for_password = asks_for_password;
            reader.in_auth =
                auth_scopes.get(function.scope) == Some(&true) || in_auth(krate, number, function);
            let path = krate.path_of(number, function);
            reader.in_cache = role::keeps_a_cache(path.split("::")) && !role::names_a_place(&function.name);
            reader.credentials = credentials::sent_in(&function.body);
            reader.bind_params();
            reader.instrumented();
            reader.walk_body();
            all.extend(gathered::in_function(reader.noted));
        }
        all
    };
    gathered::in_package(files.into_par_iter().flat_map_iter(of_file).collect())
}

impl<'k> Reader<'k> {
    fn new(krate: &'k Crate, models: &'k Models, file: usize, function: &'k Function) -> Reader<'k> {
        let scope = krate.files[file].1.scopes.get(function.scope);
        let context = function.context.or(scope.and_then(|scope| scope.context));
        Reader {
            krate,
            models,
            file,
            function,
            names: Vec::new(),
            context,
            in_auth: false,
            credentials: Vec::new(),
            in_cache: false,
            on_terminal: false,
            asks_for_password: false,
            block: (0, 0),
            noted: Vec::new(),
        }
    }

    fn bind_params(&mut self) {
        for param in &self.function.params {
            self.bind_param(&param.pattern, param.ty.as_ref());
        }
    }

    /// Most functions neither call a logging macro nor have an attribute that records them.
    fn logs_nothing(&self) -> bool {
        let mut logs = self.function.instrument.is_some();
        visit::block(&self.function.body, &mut |expr| {
            if let IrKind::Macro { path, .. } = &*expr.kind {
                logs = logs || self.log_row(path, "!").is_some();
            }
        });
        !logs
    }

    /// The model row for a macro or attribute that logs. A `macro_rules!` of the project comes before a bare name.
    fn log_row(&self, path: &[String], mark: &str) -> Option<&'k Row> {
        let name = path.last()?;
        for mut full in self.krate.resolve(self.file, self.function.scope, path).iter().cloned() {
            if let Some(last) = full.last_mut() {
                last.push_str(mark);
            }
            let rows = self.models.resolve(&full);
            if let Some(row) = rows.iter().find_map(|one| self.row_of(&one.canonical)) {
                return Some(row);
            }
        }
        let own = self.krate.defines_macro(name);
        (!own && path.len() == 1).then(|| self.row_of(&format!("{name}{mark}")))?
    }

    fn row_of(&self, call: &str) -> Option<&'k Row> {
        let is_log = |row: &Row| matches!(row.action, Action::Make { kind: Kind::Log, .. });
        self.models.rows(call).map(|(_, row)| row).find(|row| is_log(row))
    }

    /// One fact for a call, however many secrets it shows: the worst of them names it.
    fn state(&mut self, row: &Row, shown: Vec<Shown>, span: Span) -> Option<&mut Fact> {
        let worst = shown.iter().map(|one| one.what).max()?;
        let first = shown.iter().find(|one| one.what == worst)?;
        let path = self.krate.path_of(self.file, self.function);
        let mut fact = start::at(path, self.context, Kind::Log, span);
        let what = if worst == Logged::Password { "password" } else { "token" };
        fact.set(log::what, Attribute::inferred(what).at(first.span));
        let mut names: Vec<&str> = shown.iter().map(|one| one.name.as_str()).collect();
        names.dedup();
        fact.set(log::name, Attribute::inferred(names.join(", ")).at(first.span));
        let members: BTreeSet<String> = shown.iter().flat_map(|one| one.members.iter().cloned()).collect();
        let form = if members.is_empty() { "value" } else { "members" };
        fact.set(log::form, Attribute::inferred(form));
        if !members.is_empty() {
            fact.set(log::members, Attribute::inferred(Value::Set(members)));
        }
        for (key, value) in &row.assign.set {
            fact.set(*key, Attribute::stated(value.clone(), span));
        }
        self.noted.push(Noted { fact, block: self.block.0, members: Default::default() });
        self.noted.last_mut().map(|noted| &mut noted.fact)
    }

    /// `#[instrument]` records every argument that it is not told to skip.
    fn instrumented(&mut self) {
        let Some(instrument) = &self.function.instrument else { return };
        let Some(row) = self.log_row(&instrument.path, "") else { return };
        let fields: Vec<Shown> = instrument.fields.iter().filter_map(|field| self.labelled(field)).collect();
        if let Some(fact) = self.state(row, fields, instrument.span) {
            set_level(fact, instrument);
        }
        if let Some(shown) = self.result(instrument)
            && let Some(fact) = self.state(row, vec![shown], instrument.span)
        {
            set_level(fact, instrument);
            fact.set(log::form, Attribute::inferred("result"));
        }
        let recorded = self.recorded(instrument);
        let names: Vec<String> = recorded.iter().map(|one| one.name.clone()).collect();
        let members = self.only_members(&recorded);
        if let Some(fact) = self.state(row, recorded, instrument.span) {
            set_level(fact, instrument);
            fact.set(log::form, Attribute::inferred("parameter"));
            let words = vec![("false".to_owned(), names.join(", "))];
            let (before, after) = (instrument.before.clone(), instrument.after.clone());
            let slot = crate::fact::Slot {
                before,
                after,
                words,
                closed: true,
                ..crate::fact::Slot::plain(instrument.skip_at)
            };
            let recorded = Attribute::stated(true, instrument.span);
            fact.set(log::recorded, Attribute { slot: Some(slot), ..recorded });
            self.noted.last_mut().into_iter().for_each(|noted| noted.members.clone_from(&members));
        }
    }

    /// Members of the package's own types, where nothing else is shown.
    fn only_members(&self, shown: &[Shown]) -> BTreeSet<Member> {
        let own: HashSet<FileId> = self.krate.own().filter_map(|(_, file)| file.id).collect();
        let only = |one: &Shown| {
            !one.places.is_empty() && one.places.iter().all(|member| own.contains(&member.place.file))
        };
        if !shown.iter().all(only) {
            return BTreeSet::new();
        }
        shown.iter().flat_map(|one| one.places.iter().cloned()).collect()
    }

    /// What the function gives, where that is a secret by the function's name or by members of its type.
    fn result(&self, instrument: &Instrument) -> Option<Shown> {
        let output = self.function.output.as_ref().filter(|_| instrument.result)?;
        let (output, name) = (self.typed(output), format!("{}()", self.function.name));
        match self.class(&output) {
            types::Class::Text => {
                let what = role::given_role(&self.function.name, self.in_auth)?;
                Some(Shown { what, name, members: Vec::new(), places: Vec::new(), span: instrument.span })
            }
            types::Class::Hiding => None,
            _ => self.by_type(&name, &output, true, instrument.span),
        }
    }

    fn recorded(&self, instrument: &Instrument) -> Vec<Shown> {
        if instrument.skips_all {
            return Vec::new();
        }
        let replaced = |name: &str| {
            instrument.fields.iter().any(|field| arguments::label(field).as_deref() == Some(name))
        };
        let kept = |name: &&str| !instrument.skipped.iter().any(|skipped| skipped == name) && !replaced(name);
        let names = self.function.params.iter().flat_map(|param| param.pattern.names());
        names.filter(kept).filter_map(|name| self.look_at_name(name, true, instrument.span)).collect()
    }

    /// Notes what a call of a logging macro shows.
    fn macro_call(&mut self, path: &[String], args: &[Expr], span: Span) {
        let Some(row) = self.log_row(path, "!") else { return };
        let shown = self.shown_by(args);
        let command_line = self.is_command_line();
        if let Some(fact) = self.state(row, shown, span) {
            fact.set(log::command_line, Attribute::inferred(command_line));
        }
    }

    /// `main`, a command of a program, or anything in a package that talks to the user of a terminal.
    fn is_command_line(&self) -> bool {
        let (module, file) = &self.krate.files[self.file];
        let main = self.function.name == "main" && self.function.self_type.is_none();
        let command = module.iter().any(|name| role::holds_commands(name));
        main || command || file.imported_crates().any(role::reads_command_line) || self.on_terminal
    }
}

fn set_level(fact: &mut Fact, instrument: &Instrument) {
    if let Some(level) = &instrument.level
        && let crate::fact::Type::Enum(words) = log::level.ty()
        && words.contains(&level.as_str())
    {
        fact.set(log::level, Attribute::stated(level.as_str(), instrument.span));
    }
}

/// Module, function, parameters and imports say whether the code deals with logins.
fn in_auth(krate: &Crate, file: usize, function: &Function) -> bool {
    let path = krate.path_of(file, function);
    let params = function.params.iter().flat_map(|param| param.pattern.names());
    role::speaks_of_auth(path.split("::").chain(params))
}

fn imports_auth(scope: &super::ir::Scope) -> bool {
    role::speaks_of_auth(scope.uses.iter().flat_map(|import| &import.path).map(String::as_str))
}
