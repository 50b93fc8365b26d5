//! Audiences of ID tokens that code compares by hand, because a provider names others beside the client.
//!
//! In: facts of a package and its items. A check that is switched off and made up for is no longer said to be missing.

use super::super::index::Crate;
use super::super::ir::Kind as Form;
use super::super::visit;
use crate::fact::kinds::oidc_verify;
use crate::fact::{Fact, Kind, Value};

pub fn settle(facts: &mut [Fact], krate: &Crate) {
    let unchecked = |fact: &Fact| {
        fact.kind == Kind::OidcVerify
            && fact.value(oidc_verify::audience_checked) == Some(&Value::Bool(false))
    };
    for fact in facts.iter_mut().filter(|fact| unchecked(fact)) {
        let mut own = krate.functions().filter(|(path, _)| *path == fact.function);
        if own.any(|(_, function)| reads_audiences(function)) {
            fact.attributes.remove(&oidc_verify::audience_checked);
        }
    }
}

/// `claims.audiences()`
fn reads_audiences(function: &super::ir::Function) -> bool {
    let mut found = false;
    visit::block(&function.body, &mut |expr| {
        found |= matches!(&*expr.kind, Form::Method { name, .. } if name == "audiences");
    });
    found
}
