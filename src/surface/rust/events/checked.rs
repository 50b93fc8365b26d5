//! Unverified reads of a token beside a verification of the same package: who reads the issuer first to
//! find its key has checked nothing yet, and checks right after.
//!
//! In: facts of a package and what its functions reach. Such a read no longer says that nothing is checked.

use super::super::index::Crate;
use super::flow::Flow;
use crate::fact::kinds::{key, token_verify};
use crate::fact::{Fact, Kind, Value, role};
use std::collections::HashSet;

/// Whether a fact says that a signature is not checked.
pub fn any_unverified(facts: &[Fact]) -> bool {
    let unverified = Some(&Value::Bool(false));
    facts.iter().any(|fact| {
        fact.kind == Kind::TokenVerify && fact.value(token_verify::signature_checked) == unverified
    })
}

/// Makes unknown whether a signature is checked, where another function of the same type or a caller does,
/// and in a browser or client, which has no key.
pub fn settle(facts: &mut [Fact], krate: &Crate, flow: &Flow<'_>) {
    let imports = krate.files.iter().flat_map(|(_, file)| file.imported_crates());
    if role::runs_in_browser(imports) || reads_its_own(facts, krate) {
        return facts.iter_mut().for_each(|fact| {
            fact.attributes.remove(&token_verify::signature_checked);
        });
    }
    let says = |fact: &Fact, wanted: bool| {
        fact.kind == Kind::TokenVerify
            && fact.value(token_verify::signature_checked) == Some(&Value::from(wanted))
    };
    // What stands in another package, that package's own run tells of, and knows whether it is a client.
    let own: HashSet<_> = krate.own().filter_map(|(_, file)| file.id).collect();
    let told = |fact: &Fact| reads_expiry(&fact.function) || !own.contains(&fact.span.file);
    for fact in facts.iter_mut().filter(|fact| says(fact, false) && told(fact)) {
        fact.attributes.remove(&token_verify::signature_checked);
    }
    let checking: HashSet<String> =
        facts.iter().filter(|fact| says(fact, true)).map(|fact| fact.function.clone()).collect();
    if checking.is_empty() {
        return;
    }
    for fact in facts.iter_mut().filter(|fact| says(fact, false)) {
        if same_type(&fact.function, &checking) || checked_by_caller(&fact.function, &checking, flow) {
            fact.attributes.remove(&token_verify::signature_checked);
        }
    }
}

/// A client or a command: it looks into the token that it was given, and the server checks what it is sent. One with a
/// key could check it itself.
fn reads_its_own(facts: &[Fact], krate: &Crate) -> bool {
    let has_key = facts.iter().any(|fact| {
        let purpose = fact.value(key::purpose).and_then(Value::as_text);
        let checks = fact.value(token_verify::signature_checked) == Some(&Value::Bool(true));
        fact.kind == Kind::SecretKey && matches!(purpose, Some("jwt" | "verification"))
            || fact.kind == Kind::TokenVerify && checks
            || fact.kind == Kind::TokenIssue
    });
    let files = || krate.own().map(|(_, file)| file);
    let imports: Vec<&str> = files().flat_map(|file| file.imported_crates()).collect();
    let types = files().flat_map(|file| &file.structs).map(|item| item.name.as_str());
    !has_key && role::is_client(imports.iter().copied(), types)
}

/// `session_expiration(token)`: when to ask for another one is nobody's identity.
fn reads_expiry(function: &str) -> bool {
    let name = function.rsplit("::").next().unwrap_or(function);
    role::speaks_of_expiry(name)
}

/// `auth::Keys::peek` beside `auth::Keys::verify`.
fn same_type(function: &str, checking: &HashSet<String>) -> bool {
    let Some((parent, _)) = function.rsplit_once("::") else { return false };
    let name = parent.rsplit("::").next().unwrap_or(parent);
    let beside = |other: &String| {
        other != function && other.rsplit_once("::").is_some_and(|(other, _)| other == parent)
    };
    name.starts_with(char::is_uppercase) && checking.iter().any(beside)
}

fn checked_by_caller(function: &str, checking: &HashSet<String>, flow: &Flow<'_>) -> bool {
    let read = |steps: &&super::steps::Steps<'_>| steps.path == function;
    let Some(at) = flow.all.iter().position(|steps| read(&steps)) else { return false };
    let checks = |path: &String| path != function && checking.contains(path);
    flow.callers(at).any(|caller| flow.reaches(caller, |steps| checks(&steps.path)))
}
