//! Names of logins and logouts: functions that do them, calls that prove a credential, keys of a session
//! that say who is logged in, and words that speak of state on the server.
//!
//! In goes a name in any style, out comes yes or no. It knows no library.

use serde::Deserialize;

use super::memory::Memory;
use super::{any_of, ends_with, holds, is_password, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    login: Vec<String>,
    logout: Vec<String>,
    never: Vec<String>,
    proofs: Vec<String>,
    checks: Vec<String>,
    proven: Vec<String>,
    identity: Vec<String>,
    not_yet: Vec<String>,
    server: Vec<String>,
    revoking: Vec<String>,
    verifying: Vec<String>,
    tokens: Vec<String>,
    identities: Vec<String>,
    nobody: Vec<String>,
    expiry: Vec<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct Browser {
    front_end: Vec<String>,
    server: Vec<String>,
    client: Vec<String>,
    asking: Vec<String>,
}

/// True for a package whose imported crates run in a browser, and none of them in a server.
pub fn runs_in_browser<'n>(libraries: impl Iterator<Item = &'n str> + Clone) -> bool {
    let known = &names().browser;
    let has = |list: &[String]| libraries.clone().any(|library| holds(list, library));
    has(&known.front_end) && !has(&known.server)
}

/// True for a package that asks a server for something and is none: it imports a client and has a type that is called
/// so, or it reads a command line.
pub fn is_client<'n>(
    libraries: impl Iterator<Item = &'n str> + Clone,
    mut types: impl Iterator<Item = &'n str>,
) -> bool {
    let known = &names().browser;
    let has = |list: &[String]| libraries.clone().any(|library| holds(list, library));
    let commanded = libraries.clone().any(super::reads_command_line);
    let asks = |name: &str| words::of(name).last().is_some_and(|last| holds(&known.asking, last));
    !has(&known.server) && (commanded || has(&known.client) && types.any(asks))
}

/// True for a function that logs somebody in, and not for one that shows the form.
pub fn logs_in(function: &str) -> bool {
    let known = &names().event;
    let words = words::of(function);
    speaks_of(&words, &known.login) && !any_of(&words, &known.never)
}

/// True for a function that tells when something ends: `session_expiration`.
pub fn speaks_of_expiry(function: &str) -> bool {
    any_of(&words::of(function), &names().event.expiry)
}

/// True for a function that logs somebody out.
pub fn logs_out(function: &str) -> bool {
    let known = &names().event;
    let words = words::of(function);
    speaks_of(&words, &known.logout) && !any_of(&words, &known.never)
}

/// What the name of a call says about credentials.
#[derive(Clone, Copy)]
enum Proof {
    Always,
    /// It checks whatever it is handed.
    OfPasswords,
    Never,
}

thread_local! {
    static PROOFS: Memory<Proof> = Memory::default();
    static SERVER: Memory<bool> = Memory::default();
}

/// True for a call that checks a credential, by its own name or by what it is handed.
pub fn proves_credential(call: &str, mut args: impl Iterator<Item = impl AsRef<str>>) -> bool {
    match PROOFS.with(|proofs| proofs.of(call, proof)) {
        Proof::Always => true,
        Proof::OfPasswords => args.any(|arg| is_password(arg.as_ref())),
        Proof::Never => false,
    }
}

fn proof(call: &str) -> Proof {
    let known = &names().event;
    let words = words::of(call);
    let checks = any_of(&words, &known.checks);
    match () {
        () if speaks_of(&words, &known.proofs) => Proof::Always,
        () if checks && any_of(&words, &known.proven) => Proof::Always,
        () if checks => Proof::OfPasswords,
        () => Proof::Never,
    }
}

/// True for a session's key that says who is logged in; what is pending says nothing yet.
pub fn says_who(key: &str) -> bool {
    let known = &names().event;
    let words = words::of(key);
    let ends = known.identity.iter().any(|one| ends_with(&words, one));
    ends && !words.iter().any(|word| holds(&known.not_yet, word))
}

/// True for the number of whoever is logged in: `user_id`.
pub fn numbers_somebody(key: &str) -> bool {
    let words = words::of(key);
    says_who(key)
        && words.len() > 1
        && words.last().is_some_and(|last| matches!(last.as_str(), "id" | "uid" | "uuid"))
}

/// True for a name that speaks of state on the server: a table, a store, a list of what is revoked.
pub fn touches_server(name: &str) -> bool {
    SERVER.with(|server| server.of(name, |name| any_of(&words::of(name), &names().event.server)))
}

/// True for a name that speaks of ending a login before its token ends.
pub fn speaks_of_revoking(name: &str) -> bool {
    speaks_of(&words::of(name), &names().event.revoking)
}

/// True for a function that says that it verifies a token.
pub fn verifies_token(function: &str) -> bool {
    let known = &names().event;
    let words = words::of(function);
    any_of(&words, &known.verifying) && any_of(&words, &known.tokens)
}

/// True for a type that says who somebody is: `Claims`, `CurrentUser`.
pub fn is_identity_type(name: &str) -> bool {
    let words = words::of(name);
    words.last().is_some_and(|last| holds(&names().event.identities, last))
}

/// True for a word for nobody in particular: `anonymous`, `guest`.
pub fn says_nobody(name: &str) -> bool {
    any_of(&words::of(name), &names().event.nobody)
}

/// True where a word says that something is checked.
pub(super) fn checks(words: &[String]) -> bool {
    any_of(words, &names().event.checks)
}

/// True when one of the listed runs of words stands in `words`.
fn speaks_of(words: &[String], listed: &[String]) -> bool {
    let ends_here = |end: usize| listed.iter().any(|one| ends_with(&words[..end], one));
    (1..=words.len()).any(ends_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_told_from_their_pages() {
        assert!(["login", "sign_in", "post_login", "loginHandler", "handle_log_in"].into_iter().all(logs_in));
        assert!(!["login_form", "get_login", "login_url", "logout", "", "\0"].into_iter().any(logs_in));
        assert!(["logout", "sign_out", "log_out_handler"].into_iter().all(logs_out));
        assert!(!["logout_url", "login", "layout"].into_iter().any(logs_out));
    }

    #[test]
    fn a_proof_checks_a_password() {
        let proves = |call: &str, args: &[&str]| proves_credential(call, args.iter().copied());
        assert!(proves("verify_password", &[]) && proves("verify", &["form_password", "hash"]));
        assert!(proves("exchange_code", &[]) && proves("validate_credentials", &[]));
        assert!(!proves("verify", &["token"]) && !proves("hash_password", &["password"]));
    }

    #[test]
    fn keys_that_say_who_are_told_from_what_is_pending() {
        assert!(
            ["user_id", "user", "USER_ID", "logged_in", "username", "account_id"].into_iter().all(says_who)
        );
        assert!(!["pending_user_id", "oauth_state", "csrf", "user_agent", "theme"].into_iter().any(says_who));
    }
}
