//! Branches on a switch that let somebody in without any check: `if config.disable_auth { return next.run(req).await; }`.
//!
//! In: a crate's items. Out: facts. What such a switch is called is data in `rules/names.toml`; a negated condition
//! and a gate of the build are something else. It must not judge.

use super::eval::{build_gate, names_of};
use super::index::Crate;
use super::ir::{Block, Expr, Function, Kind, Statement, Type};
use super::{environment, refusal, start, visit};
use crate::fact::kinds::switch;
use crate::fact::role::{self, Switch};
use crate::fact::{Attribute, Fact};
use crate::model::Models;

/// Whether a call of this path reads the environment.
type Reads<'r> = dyn Fn(&[String]) -> bool + 'r;

pub fn facts(krate: &Crate, models: &Models) -> Vec<Fact> {
    let mut all = Vec::new();
    for (file, items) in krate.own().filter(|(_, items)| items.judged) {
        for function in &items.functions {
            let reads = |path: &[String]| environment::reads(krate, models, file, function, path);
            if role::decides_a_check(&function.name) {
                all.extend(decided(krate, file, function, &reads));
            }
            visit::block(&function.body, &mut |expr| {
                if let Some((name, place)) = replaced(expr, &reads) {
                    let what = Switch { kind: "auth", bad_value: true };
                    all.push(fact(krate, file, function, place, &name, what));
                }
                if let Kind::If { cond, then, .. } = &*expr.kind
                    && build_gate(cond).is_none()
                    && lets_in(then)
                    && let Some((name, what)) = asked(cond)
                {
                    all.push(fact(krate, file, function, cond, &name, what));
                }
            });
        }
    }
    all
}

/// `if let Ok(token) = env::var("TOKEN_OVERRIDE") { token } else { headers.get(..) }`: a variable takes the place of
/// what a request has to bring.
fn replaced<'e>(expr: &'e Expr, reads: &Reads<'_>) -> Option<(String, &'e Expr)> {
    let Kind::If { cond, then, otherwise: Some(otherwise) } = &*expr.kind else { return None };
    let Kind::LetCond { pattern, value } = &*cond.kind else { return None };
    let name = variable(value, reads).filter(|name| role::replaces_identity(name))?;
    let Statement::Expr { expr: given, tail: true, .. } = then.statements.last()? else { return None };
    let bound = names_of(given).iter().any(|name| pattern.names().contains(&name.as_str()));
    let mut asks = false;
    visit::expr(otherwise, &mut |inner| {
        let named = match &*inner.kind {
            Kind::Field { name, .. } | Kind::Method { name, .. } => Some(name),
            Kind::Path(path) => path.last(),
            _ => None,
        };
        asks |= named.is_some_and(|name| role::is_sent(name));
    });
    (bound && asks).then_some((name, cond))
}

/// The name or constant of the variable that is read from the environment.
fn variable(value: &Expr, reads: &Reads<'_>) -> Option<String> {
    match &*value.kind {
        Kind::Call { callee, args } => match (&*callee.kind, args.as_slice()) {
            (Kind::Path(path), [name]) if reads(path) => match &*name.kind {
                Kind::Text(text) => Some(text.clone()),
                Kind::Path(constant) => constant.last().cloned(),
                _ => None,
            },
            _ => None,
        },
        Kind::Same(inner) => variable(inner, reads),
        Kind::Method { receiver, .. } => variable(receiver, reads),
        _ => None,
    }
}

/// `fn should_validate_api_key() -> bool { env::var("SKIP_API_KEY").. }`: whoever checks asks this function first.
fn decided(krate: &Crate, file: usize, function: &Function, reads: &Reads<'_>) -> Option<Fact> {
    let answers = |ty: &Type| ty.path.last().is_some_and(|last| last == "bool");
    if !function.output.as_ref().is_some_and(answers) {
        return None;
    }
    let mut found = None;
    visit::block(&function.body, &mut |expr| {
        if let Kind::Call { .. } = &*expr.kind
            && let Some(name) = variable(expr, reads).filter(|name| role::skips_a_check(name))
        {
            found.get_or_insert((name, expr));
        }
    });
    let (name, place) = found?;
    Some(fact(krate, file, function, place, &name, Switch { kind: "auth", bad_value: true }))
}

/// The switch that a condition asks for, if it is nothing else.
fn asked(cond: &Expr) -> Option<(String, Switch)> {
    let of = |name: &str| {
        role::switch_role(name).filter(|one| one.bad_value && matches!(one.kind, "auth" | "jwt"))
    };
    let named = |name: &String| of(name).map(|what| (name.clone(), what));
    match &*cond.kind {
        Kind::Path(path) => path.last().and_then(named),
        Kind::Field { name, .. } => named(name),
        Kind::Same(inner) => asked(inner),
        Kind::Text(text) => named(text),
        Kind::Call { args, .. } => args.first().and_then(asked),
        Kind::Method { receiver, name, .. } => named(name).or_else(|| asked(receiver)),
        Kind::Binary { left, right, .. } => match &*right.kind {
            Kind::Text(text) if text != "true" && text != "1" => None,
            Kind::Bool(false) => None,
            _ => asked(left),
        },
        _ => None,
    }
}

/// The block ends with an identity, a yes, or by handing the request on.
fn lets_in(block: &Block) -> bool {
    let Some(Statement::Expr { expr, .. }) = block.statements.last() else { return false };
    hands_on(expr) || refusal::granted(expr).is_some()
}

fn hands_on(expr: &Expr) -> bool {
    match &*expr.kind {
        Kind::Return(Some(inner)) | Kind::Same(inner) => hands_on(inner),
        Kind::Call { args, .. } => args.iter().any(hands_on),
        Kind::Method { receiver, name, args } => {
            let next = names_of(receiver).iter().any(|receiver| role::hands_request_on(receiver, name));
            next || args.is_empty() && hands_on(receiver)
        }
        _ => false,
    }
}

fn fact(krate: &Crate, file: usize, function: &Function, cond: &Expr, name: &str, what: Switch) -> Fact {
    let mut fact = start::in_function(krate, file, function, switch::name.kind, cond.span);
    fact.set(switch::name, Attribute::inferred(name).at(cond.span));
    fact.set(switch::protects, Attribute::inferred(what.kind).at(cond.span));
    fact.set(switch::lets_in, Attribute::inferred(true).at(cond.span));
    fact
}
