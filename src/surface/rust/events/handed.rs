//! ID tokens that somebody hands in: they come out of no login that this program began, and it drew no nonce for them.
//!
//! In: facts of a package and its functions. Such a verification no longer says that the nonce goes unchecked; one that
//! is tried again in the same function is said once.

use super::super::index::Crate;
use super::super::ir::{Function, Kind as Form};
use super::super::visit;
use crate::fact::kinds::oidc_verify;
use crate::fact::{Fact, Kind, Value};
use std::collections::{HashMap, HashSet};

/// Calls by which a login at a provider is begun or ended, and what its answer holds.
const LOGIN: [&str; 6] =
    ["authorize_url", "exchange_code", "id_token", "extra_fields", "set_pkce_verifier", "request_token"];
/// Calls that read a token out of a text.
const READING: [&str; 3] = ["parse", "from_str", "from_value"];

pub fn settle(facts: &mut [Fact], krate: &Crate) {
    let open = |fact: &Fact| {
        fact.kind == Kind::OidcVerify && fact.value(oidc_verify::nonce_checked) == Some(&Value::Bool(false))
    };
    if !facts.iter().any(open) {
        return;
    }
    let functions: HashMap<String, &Function> = krate.functions().collect();
    let mut told: HashSet<String> = HashSet::new();
    for fact in facts.iter_mut().filter(|fact| open(fact)) {
        let handed = functions.get(&fact.function).is_some_and(|function| is_handed(function));
        if handed || !told.insert(fact.function.clone()) {
            fact.attributes.remove(&oidc_verify::nonce_checked);
        }
    }
}

/// The function reads the token out of a text, and neither begins nor ends a login.
fn is_handed(function: &Function) -> bool {
    let (mut reads, mut logs_in) = (false, false);
    visit::block(&function.body, &mut |expr| {
        let name = match &*expr.kind {
            Form::Method { name, .. } | Form::Field { name, .. } => Some(name),
            Form::Call { callee, .. } => match &*callee.kind {
                Form::Path(path) => path.last(),
                _ => None,
            },
            _ => None,
        };
        reads |= name.is_some_and(|name| READING.contains(&name.as_str()));
        logs_in |= name.is_some_and(|name| LOGIN.contains(&name.as_str()));
    });
    reads && !logs_in
}
