//! What a package must be asked before its functions are judged: which settings a type is read from, and what
//! statics hold that another function fills.
//!
//! In: a package. Out: both, by type and by static. Only functions that may say so are evaluated; the facts that
//! they bring are left to the real evaluation.

use super::eval::Evaluator;
use super::index::{At, Crate};
use super::ir::{Expr, File, Function, Kind};
use super::layers::Layers;
use super::value::Known;
use super::visit;
use crate::fact::Context;
use crate::model::rust::{Action, Class};
use crate::model::{Gives, Models};
use crate::project::Versions;
use std::collections::{HashMap, HashSet};

/// What one function says to others.
#[derive(Debug, Default)]
pub struct Heard {
    /// Types by path, and the settings that they are read from.
    pub settings: Vec<(String, Layers)>,
    pub cells: Vec<(At, Known)>,
    /// Expressions that were walked.
    pub work: u64,
}

/// What holds for every function of the package.
#[derive(Debug, Default)]
pub struct Before {
    pub settings: HashMap<String, Layers>,
    pub cells: HashMap<At, Known>,
    /// Statics that are filled later.
    pub empty: HashSet<At>,
    /// Expressions that were walked for all this.
    pub work: u64,
}

/// Asks the functions that read settings, then those that fill statics.
pub fn gather(krate: &Crate, models: &Models, versions: &Versions) -> Before {
    let mut before = Before { empty: cells(krate, models), ..Before::default() };
    let readers = functions(krate, |file| gathers_settings(file, krate, models), |_| true);
    let heard = ask(&readers, krate, models, versions, &before);
    before.work = heard.work;
    before.settings = agreed(heard.settings);
    if !before.empty.is_empty() {
        let fillers = fillers(krate, models, &before.empty);
        let heard = ask(&fillers, krate, models, versions, &before);
        before.work += heard.work;
        before.cells = joined(heard.cells);
    }
    before
}

fn ask(functions: &[At], krate: &Crate, models: &Models, versions: &Versions, before: &Before) -> Heard {
    let mut eval = Evaluator::new(krate, models, versions, before);
    eval.heard = Some(Heard::default());
    for at in functions {
        eval.function(*at);
    }
    let heard = eval.heard.take().unwrap_or_default();
    Heard { work: eval.work, ..heard }
}

/// Functions that no test alone runs, of files that are asked for first.
fn functions(
    krate: &Crate,
    of_interest: impl Fn(usize) -> bool,
    wanted: impl Fn(&Function) -> bool,
) -> Vec<At> {
    let aside = |file: &File, function: &Function| {
        let around = file.scopes.get(function.scope).and_then(|scope| scope.context);
        function.context.or(around).is_some_and(Context::is_aside)
    };
    let files = krate.files.iter().enumerate().filter(|(number, _)| of_interest(*number));
    let all = files.flat_map(|(number, (_, file))| {
        file.functions.iter().enumerate().map(move |(at, function)| (number, at, file, function))
    });
    let kept = all.filter(|(_, _, file, function)| !aside(file, function) && wanted(function));
    kept.map(|(number, at, _, _)| (number, at)).collect()
}

/// Whether the file names a library that gathers settings, by its imports or in full.
fn gathers_settings(file: usize, krate: &Crate, models: &Models) -> bool {
    let (_, items) = &krate.files[file];
    let leads_there = |scope: usize, path: &[String]| {
        models.leads_to_settings(path)
            && krate.resolve(file, scope, path).iter().any(|path| models.leads_to_settings(path))
    };
    let imported = items.scopes.iter().enumerate();
    let mut imported = imported.flat_map(|(scope, items)| items.uses.iter().map(move |one| (scope, one)));
    imported.any(|(scope, import)| leads_there(scope, &import.path))
        || items.paths.iter().any(|path| leads_there(0, path))
}

/// Where two places read a type from different settings, nothing holds.
fn agreed(heard: Vec<(String, Layers)>) -> HashMap<String, Layers> {
    let mut all: HashMap<String, Option<Layers>> = HashMap::new();
    for (path, layers) in heard {
        let layers = layers.without_objects();
        let known = all.entry(path).or_insert_with(|| Some(layers.clone()));
        if known.as_ref().is_some_and(|known| *known != layers) {
            *known = None;
        }
    }
    all.into_iter().filter_map(|(path, layers)| Some((path, layers?))).collect()
}

fn joined(heard: Vec<(At, Known)>) -> HashMap<At, Known> {
    let mut all: HashMap<At, Known> = HashMap::new();
    for (at, known) in heard {
        let known = known.without_objects();
        match all.remove(&at) {
            Some(other) => all.insert(at, other.or(known)),
            None => all.insert(at, known),
        };
    }
    all.retain(|_, known| !known.is_unknown());
    all
}

/// Statics that begin empty: `static KEY: OnceLock<Key> = OnceLock::new()`.
fn cells(krate: &Crate, models: &Models) -> HashSet<At> {
    let files = krate.files.iter().enumerate();
    let all = files.flat_map(|(number, (_, file))| {
        let constants = file.constants.iter().enumerate();
        constants.map(move |(at, constant)| ((number, at), constant))
    });
    let empty = all.filter(|((file, _), constant)| {
        let path = called(&constant.value);
        let read = path.map(|path| krate.resolve(*file, constant.scope, path));
        read.is_some_and(|read| read.iter().any(|path| is_cell(models, path)))
    });
    empty.map(|(at, _)| at).collect()
}

fn called(expr: &Expr) -> Option<&[String]> {
    match &*expr.kind {
        Kind::Same(inner) => called(inner),
        Kind::Call { callee, args } if args.is_empty() => match &*callee.kind {
            Kind::Path(path) => Some(path),
            _ => None,
        },
        _ => None,
    }
}

fn is_cell(models: &Models, path: &[String]) -> bool {
    models.resolve(path).iter().any(|one| {
        let gives = |action: &Action| matches!(action, Action::Value { gives: Gives::Cell, .. });
        models.rows(&one.canonical).any(|(_, row)| gives(&row.action))
    })
}

/// Functions that fill one of the statics, and those that call them with what to fill it with.
fn fillers(krate: &Crate, models: &Models, empty: &HashSet<At>) -> Vec<At> {
    let names: HashSet<&str> = empty.iter().map(|at| krate.constant_at(*at).name.as_str()).collect();
    let own = functions(krate, |_| true, |function| holds(function, &mut |expr| fills(expr, &names, models)));
    let taking = own.iter().map(|at| krate.function_at(*at)).filter(|function| !function.params.is_empty());
    let called: HashSet<&str> = taking.map(|function| function.name.as_str()).collect();
    if called.is_empty() {
        return own;
    }
    let callers = functions(krate, |_| true, |function| holds(function, &mut |expr| calls(expr, &called)));
    own.into_iter().chain(callers).collect()
}

fn holds(function: &Function, is_wanted: &mut dyn FnMut(&Expr) -> bool) -> bool {
    let mut found = false;
    visit::block(&function.body, &mut |expr| found = found || is_wanted(expr));
    found
}

fn fills(expr: &Expr, names: &HashSet<&str>, models: &Models) -> bool {
    let Kind::Method { receiver, name, .. } = &*expr.kind else { return false };
    let Kind::Path(path) = &*receiver.kind else { return false };
    path.last().is_some_and(|last| names.contains(last.as_str())) && is_filling(models, name)
}

fn calls(expr: &Expr, names: &HashSet<&str>) -> bool {
    match &*expr.kind {
        Kind::Method { name, .. } => names.contains(name.as_str()),
        Kind::Call { callee, .. } => {
            matches!(&*callee.kind, Kind::Path(path) if path.last().is_some_and(|last| names.contains(last.as_str())))
        }
        _ => false,
    }
}

/// A method that gives a static its value.
pub(super) fn is_filling(models: &Models, name: &str) -> bool {
    models.rows(name).any(|(_, row)| matches!(row.action, Action::Value { on: Class::Cell, .. }))
}
