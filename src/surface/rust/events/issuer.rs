//! Issuers that code compares by hand, beside what a library is told to compare.
//!
//! In: facts of a package and its items. Out: what verifications say of it, where keys come out of a key set.

use super::super::eval::names_of;
use super::super::index::Crate;
use super::super::ir::{Expr, Kind as Form};
use super::super::visit;
use crate::fact::kinds::{key, token_verify};
use crate::fact::{Attribute, Fact, Kind, Value, role};

pub fn settle(facts: &mut [Fact], krate: &Crate) {
    let verification = Value::from("verification");
    let from_set =
        |fact: &Fact| fact.kind == Kind::SecretKey && fact.value(key::purpose) == Some(&verification);
    if !facts.iter().any(from_set) {
        return;
    }
    let compared = krate.own().flat_map(|(_, file)| &file.functions).any(|function| {
        let mut found = false;
        visit::block(&function.body, &mut |expr| found |= asks_who(expr));
        found
    });
    for fact in facts.iter_mut().filter(|fact| fact.kind == Kind::TokenVerify) {
        fact.set(token_verify::issuer_compared, Attribute::inferred(compared).at(fact.span));
    }
}

/// `claims.iss == ..`, `issuers.contains(&claims.iss)`, `check_issuer(..)`.
fn asks_who(expr: &Expr) -> bool {
    let issuer = |name: &String| role::words(name).iter().any(|word| role::reads_claim(word, "issuer"));
    let names = |expr: &Expr| names_of(expr).iter().any(issuer);
    match &*expr.kind {
        Form::Binary { left, right, .. } => names(left) || names(right),
        // What a library is told to compare counts for the verification that it is told so of.
        Form::Method { name, .. } if name.starts_with("set_") => false,
        Form::Method { receiver, name, args } => {
            !args.is_empty() && (names(receiver) || issuer(name)) || args.iter().any(names)
        }
        Form::Call { callee, args } => {
            matches!(&*callee.kind, Form::Path(path) if path.last().is_some_and(issuer))
                || args.iter().any(names)
        }
        Form::Match { value, .. } => names(value),
        _ => false,
    }
}
