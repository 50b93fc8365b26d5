//! What code does when a token is not good: errors of a verification that turn into somebody who is
//! logged in, or into nothing at all.
//!
//! In: a crate's items and the models' verifying calls. Own functions that verify count as well. Out:
//! facts. An error that is handed on, or that becomes nobody, is no fact. It must not judge.

use super::index::{At, Crate};
use super::ir::{Block, Expr, Function, Kind, Pattern, Statement};
use super::{start, visit};
use crate::fact::kinds::refusal;
use crate::fact::{Attribute, Fact, Kind as FactKind, role};
use crate::model::{Models, RustModel};
use std::collections::HashSet;

/// Every place that makes something of a failed verification.
pub fn facts(krate: &Crate, models: &Models) -> Vec<Fact> {
    let mut verifiers = Verifiers { krate, models, own: HashSet::new() };
    let places: Vec<At> =
        krate.own().flat_map(|(file, items)| (0..items.functions.len()).map(move |at| (file, at))).collect();
    let own = places.iter().filter(|at| verifiers.is_one(**at)).map(|at| krate.function_at(*at).name.clone());
    verifiers.own = own.collect();
    // Only a file with a word of a model calls a library; without verifiers of our own nothing else matters.
    let all = !verifiers.own.is_empty();
    let places = places.iter().filter(|(file, _)| all || krate.files[*file].1.judged);
    places.flat_map(|at| verifiers.refusals(*at)).collect()
}

/// Calls that verify, the library's and the package's own.
struct Verifiers<'c> {
    krate: &'c Crate,
    models: &'c Models,
    own: HashSet<String>,
}

impl Verifiers<'_> {
    /// A function of ours that says that it verifies, and calls a library that does.
    fn is_one(&self, at: At) -> bool {
        let function = self.krate.function_at(at);
        let mut found = false;
        if role::verifies_token(&function.name) {
            visit::block(&function.body, &mut |expr| found |= self.verifies(expr, at));
        }
        found
    }

    /// A call that verifies, by itself.
    fn verifies(&self, expr: &Expr, (file, at): At) -> bool {
        match &*expr.kind {
            Kind::Call { callee, .. } => {
                let Kind::Path(path) = &*callee.kind else { return false };
                let scope = self.krate.function_at((file, at)).scope;
                let full = self.krate.resolve(file, scope, path);
                let own = path.last().is_some_and(|name| self.own.contains(name));
                own || full
                    .iter()
                    .flat_map(|path| self.models.resolve(path))
                    .any(|one| self.models.rust[one.model].token.verifies.contains(&one.canonical))
            }
            Kind::Method { name, .. } => self.own.contains(name) || self.is_method_of_library(name, file),
            _ => false,
        }
    }

    /// `key.verify_token(..)` in a file that imports the library whose method it is.
    fn is_method_of_library(&self, name: &str, file: usize) -> bool {
        let listed = |model: &&RustModel| model.token.verifies.iter().any(|one| one == name);
        let (_, items) = &self.krate.files[file];
        let imports =
            || items.scopes.iter().flat_map(|scope| &scope.uses).filter_map(|import| import.path.first());
        let of = |alias: &str| imports().any(|root| alias.split("::").next() == Some(root.as_str()));
        self.models.rust.iter().filter(listed).any(|model| model.aliases.iter().any(|alias| of(&alias.path)))
    }

    /// The verifying call that a chain of adaptors begins with: `decode(..).map(|data| data.claims)`.
    fn begins(&self, expr: &Expr, at: At) -> bool {
        const ADAPTORS: [&str; 6] = ["map", "ok", "map_err", "and_then", "inspect_err", "as_ref"];
        match &*expr.kind {
            _ if self.verifies(expr, at) => true,
            Kind::Same(inner) => self.begins(inner, at),
            Kind::Method { receiver, name, args } if ADAPTORS.contains(&name.as_str()) => {
                args.iter().all(keeps_the_claims) && self.begins(receiver, at)
            }
            _ => false,
        }
    }

    fn refusals(&self, at: At) -> Vec<Fact> {
        let function = self.krate.function_at(at);
        let mut found = Vec::new();
        visit::block(&function.body, &mut |expr| {
            if let Some(outcome) = self.outcome(expr, at) {
                found.push(self.fact(at, function, expr, outcome));
            }
        });
        found
    }

    fn outcome(&self, expr: &Expr, at: At) -> Option<&'static str> {
        match &*expr.kind {
            Kind::Method { receiver, name, args } if self.begins(receiver, at) => {
                match (name.as_str(), args.as_slice()) {
                    ("unwrap_or_default", []) => Some("identity"),
                    ("unwrap_or" | "unwrap_or_else" | "map_or", [instead, ..]) => granted(instead),
                    _ => None,
                }
            }
            Kind::Match { value, arms } if self.begins(value, at) => {
                let failing = arms.iter().filter(|(pattern, _)| fails(pattern));
                failing.map(|(_, body)| body).find_map(granted)
            }
            Kind::If { cond, then, otherwise: None } => match &*cond.kind {
                Kind::LetCond { pattern, value } if fails(pattern) && self.begins(value, at) => {
                    only_logs(then).then_some("ignored")
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn fact(&self, (file, _): At, function: &Function, expr: &Expr, outcome: &str) -> Fact {
        let mut fact = start::in_function(self.krate, file, function, FactKind::Refusal, expr.span);
        fact.set(refusal::outcome, Attribute::inferred(outcome).at(expr.span));
        fact
    }
}

/// `|data| data.claims` hands all claims on; one claim alone is no identity. A named function may do anything.
fn keeps_the_claims(arg: &Expr) -> bool {
    match &*arg.kind {
        Kind::Closure { body, .. } => {
            let mut inner = body;
            while let Kind::Same(next) = &*inner.kind {
                inner = next;
            }
            match &*inner.kind {
                Kind::Field { base, name } => name == "claims" && matches!(&*base.kind, Kind::Path(_)),
                Kind::Path(path) => path.len() == 1,
                _ => false,
            }
        }
        _ => false,
    }
}

fn fails(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::TupleStruct { name, .. } => name == "Err",
        Pattern::Guarded(inner) => fails(inner),
        _ => false,
    }
}

/// What an error turns into, where that lets somebody in.
pub(super) fn granted(expr: &Expr) -> Option<&'static str> {
    match &*expr.kind {
        Kind::Bool(true) => Some("accepted"),
        Kind::Same(inner) | Kind::Closure { body: inner, .. } => granted(inner),
        Kind::Block(block) => match block.statements.last() {
            Some(Statement::Expr { expr, tail: true, .. }) => granted(expr),
            _ => None,
        },
        Kind::Return(value) => value.as_ref().and_then(granted),
        Kind::Call { callee, args } => match (&*callee.kind, args.as_slice()) {
            (Kind::Path(path), [inner]) if matches!(path.last().map(String::as_str), Some("Ok" | "Some")) => {
                granted(inner)
            }
            (Kind::Path(path), []) => default_of_identity(path).then_some("identity"),
            _ => None,
        },
        Kind::Struct { path, fields, .. } => {
            let named = path.last().is_some_and(|name| role::is_identity_type(name));
            let nobody = fields.iter().any(|(_, value)| says_nobody(value));
            (named && !nobody).then_some("identity")
        }
        _ => None,
    }
}

/// `Claims::default()`
fn default_of_identity(path: &[String]) -> bool {
    matches!(path, [.., of, call] if call == "default" && role::is_identity_type(of))
}

/// A member that says that nobody is there: `"anonymous"`, `Role::Guest`, `authenticated: false`.
fn says_nobody(value: &Expr) -> bool {
    let mut nobody = false;
    visit::expr(value, &mut |expr| {
        nobody |= match &*expr.kind {
            Kind::Text(text) => role::says_nobody(text) || text.is_empty(),
            Kind::Path(path) => path.last().is_some_and(|name| role::says_nobody(name) || name == "None"),
            Kind::Bool(flag) => !flag,
            _ => false,
        };
    });
    nobody
}

/// Nothing but lines for the log: what follows runs as if the token were good.
fn only_logs(block: &Block) -> bool {
    const LOGS: [&str; 8] = ["trace", "debug", "info", "warn", "error", "println", "eprintln", "log"];
    let logs = |expr: &Expr| {
        matches!(&*expr.kind, Kind::Macro { path, .. }
            if path.last().is_some_and(|name| LOGS.contains(&name.as_str())))
    };
    !block.statements.is_empty()
        && block
            .statements
            .iter()
            .all(|statement| matches!(statement, Statement::Expr { expr, .. } if logs(expr)))
}
