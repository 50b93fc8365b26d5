//! Claims without which no token can be read: a validation that is kept in a member is made in one function and used
//! in another, which says into which type the token is read.
//!
//! In: facts of a package and its items. Out: what such a verification skips, less what the type asks for.

use super::super::eval::demanded;
use super::super::index::Crate;
use super::super::ir::{Expr, File, Function, Kind as Form};
use super::super::visit;
use crate::fact::kinds::token_verify;
use crate::fact::{Fact, Kind, Value};
use crate::model::Models;
use std::collections::BTreeSet;

pub fn settle(facts: &mut [Fact], krate: &Crate, models: &Models) {
    let skips = |fact: &&mut Fact| {
        fact.kind == Kind::TokenVerify && fact.value(token_verify::skipped_claims).is_some_and(is_filled)
    };
    for fact in facts.iter_mut().filter(skips) {
        let files = krate.own().filter(|(_, file)| file.id == Some(fact.span.file));
        let all = files.flat_map(|(number, file)| asked_for(krate, models, number, file));
        let Some(asked) = all.reduce(|one, other| &one & &other) else { continue };
        let Some(mut skipped) = fact.get(token_verify::skipped_claims).cloned() else { continue };
        if let Value::Set(names) = &mut skipped.value {
            names.retain(|name| !asked.contains(name));
        }
        fact.set(token_verify::skipped_claims, skipped);
    }
}

fn is_filled(value: &Value) -> bool {
    value.as_set().is_some_and(|set| !set.is_empty())
}

/// What each type asks for that a token is read into with a kept validation.
fn asked_for(krate: &Crate, models: &Models, number: usize, file: &File) -> Vec<BTreeSet<String>> {
    let mut all = Vec::new();
    for function in &file.functions {
        visit::block(&function.body, &mut |expr| {
            if let Form::Call { callee, args } = &*expr.kind
                && args.iter().any(is_kept_validation)
            {
                all.push(read_into(krate, models, (number, file, function), callee).unwrap_or_default());
            }
        });
    }
    all
}

/// `&self.validation`
fn is_kept_validation(arg: &Expr) -> bool {
    match &*arg.kind {
        Form::Field { name, .. } => name.ends_with("validation"),
        Form::Same(inner) | Form::Borrow { place: inner } => is_kept_validation(inner),
        _ => false,
    }
}

fn read_into(
    krate: &Crate,
    models: &Models,
    (number, file, function): (usize, &File, &Function),
    callee: &Expr,
) -> Option<BTreeSet<String>> {
    let ty = file.type_arguments.get(&callee.span)?.first()?;
    let paths = krate.resolve(number, function.scope, &ty.path);
    demanded(models, paths.iter().find_map(|path| krate.structure(path))?)
}
