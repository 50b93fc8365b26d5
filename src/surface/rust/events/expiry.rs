//! Expiries that code compares with the clock by hand, where a library is told to leave them alone.
//!
//! In: facts of a package and its items. A check that is switched off and made up for in the same function is no
//! longer said to be missing.

use super::super::eval::names_of;
use super::super::index::Crate;
use super::super::ir::{Expr, Function, Kind as Form, Op};
use super::super::visit;
use crate::fact::kinds::token_verify;
use crate::fact::{Fact, Kind, Value, role};

pub fn settle(facts: &mut [Fact], krate: &Crate) {
    let unchecked = |fact: &Fact| {
        fact.kind == Kind::TokenVerify && fact.value(token_verify::validates_exp) == Some(&Value::Bool(false))
    };
    for fact in facts.iter_mut().filter(|fact| unchecked(fact)) {
        let mut own = krate.functions().filter(|(path, _)| *path == fact.function);
        if own.any(|(_, function)| compares_expiry(function)) {
            fact.attributes.remove(&token_verify::validates_exp);
        }
    }
}

fn compares_expiry(function: &Function) -> bool {
    let mut found = false;
    visit::block(&function.body, &mut |expr| found |= holds_against_the_clock(expr));
    found
}

/// `claims.exp <= now`, `Utc::now().timestamp() > claims.exp`
fn holds_against_the_clock(expr: &Expr) -> bool {
    let Form::Binary { op: Op::Other, left, right } = &*expr.kind else { return false };
    let expires = |side: &Expr| {
        let says =
            |name: &String| role::words(name).iter().any(|word| word == "exp" || word.starts_with("expir"));
        names_of(side).iter().any(says)
    };
    expires(left) != expires(right)
}
