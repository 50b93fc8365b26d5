//! Claims that code compares itself, in the function that told the library not to.
//!
//! In: facts of a package and its functions. Such a fact no longer says that the claim goes unchecked. Values are
//! not looked at: that the claim is read and compared is enough.

use super::super::index::Crate;
use super::super::ir::{Expr, Function, Kind, Op, Pattern};
use super::super::visit;
use crate::fact::kinds::{oidc_verify, token_verify};
use crate::fact::{Fact, Key, Value, role};
use std::collections::{HashMap, HashSet};

/// What says that a check is off, and what the check is called.
const CHECKS: [(Key, &str); 4] = [
    (token_verify::validates_aud, "audience"),
    (token_verify::validates_exp, "expiry"),
    (oidc_verify::audience_checked, "audience"),
    (oidc_verify::issuer_checked, "issuer"),
];

pub fn settle(facts: &mut [Fact], krate: &Crate) {
    let off = |fact: &Fact, key: Key| key.kind == fact.kind && fact.value(key) == Some(&Value::Bool(false));
    let open = |fact: &&Fact| CHECKS.iter().any(|(key, _)| off(fact, *key));
    let wanted: HashSet<String> = facts.iter().filter(open).map(|fact| fact.function.clone()).collect();
    if wanted.is_empty() {
        return;
    }
    let found: HashMap<String, &Function> =
        krate.functions().filter(|(path, _)| wanted.contains(path)).collect();
    for fact in facts.iter_mut() {
        let Some(function) = found.get(&fact.function) else { continue };
        for (key, check) in CHECKS {
            if off(fact, key) && is_compared(function, check) {
                fact.attributes.remove(&key);
            }
        }
    }
}

/// The function compares the claim with something, or a local that it is read into.
fn is_compared(function: &Function, check: &str) -> bool {
    let mut locals: HashSet<String> = HashSet::new();
    visit::bindings(&function.body, &mut |pattern, value| {
        if reads(value, check, &locals) {
            locals.extend(pattern.names().into_iter().map(str::to_owned));
        }
        destructured(pattern, check, &mut locals);
    });
    let mut found = false;
    visit::block(&function.body, &mut |expr| found = found || compares(expr, check, &locals));
    found
}

fn compares(expr: &Expr, check: &str, locals: &HashSet<String>) -> bool {
    const ASKING: [&str; 8] = ["contains", "any", "all", "eq", "ne", "is_some_and", "is_none_or", "cmp"];
    match &*expr.kind {
        Kind::Binary { op: Op::Eq | Op::Ne | Op::Other, left, right } => {
            reads(left, check, locals) || reads(right, check, locals)
        }
        Kind::Method { receiver, name, args } if ASKING.contains(&name.as_str()) => {
            reads(receiver, check, locals) || args.iter().any(|arg| reads(arg, check, locals))
        }
        Kind::Method { name, args, .. } => checks(name, args, check),
        Kind::Call { callee, args } => {
            matches!(&*callee.kind, Kind::Path(path) if path.last().is_some_and(|name| checks(name, args, check)))
        }
        _ => false,
    }
}

/// `validate_issuer(&claims, expected)`: a function that says so compares the claim. With a mere flag it is told
/// whether to.
fn checks(name: &str, args: &[Expr], check: &str) -> bool {
    let flag = |arg: &Expr| matches!(&*arg.kind, Kind::Bool(_));
    !args.is_empty() && !args.iter().any(flag) && role::checks_claim(name, check)
}

/// Whether the claim is read anywhere inside: a member, a getter, or a local that holds it.
fn reads(expr: &Expr, check: &str, locals: &HashSet<String>) -> bool {
    let mut found = false;
    visit::expr(expr, &mut |inner| {
        found |= match &*inner.kind {
            Kind::Field { name, .. } => role::reads_claim(name, check),
            Kind::Method { name, args, .. } => args.is_empty() && role::reads_claim(name, check),
            Kind::Path(path) => matches!(path.as_slice(), [name] if locals.contains(name)),
            _ => false,
        }
    });
    found
}

/// `let Claims { aud, .. } = claims`
fn destructured(pattern: &Pattern, check: &str, names: &mut HashSet<String>) {
    let Pattern::Struct(members) = pattern else { return };
    let claim = members.iter().filter(|(member, _)| role::reads_claim(member, check));
    claim.for_each(|(_, part)| names.extend(part.names().into_iter().map(str::to_owned)));
}
