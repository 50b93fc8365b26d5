//! Names of passwords, of signatures that are compared, and of secrets that are drawn at random.
//!
//! In goes a name, out comes whether its value is one of these. `password_hash`, `password_reset_url` and
//! `token_count` are something else: words that say so are data in `rules/names.toml`.

use serde::Deserialize;

use super::logged::speaks_of_auth;
use super::memory::Memory;
use super::secret::secret_role;
use super::{any_of, ends_with, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    any: Vec<String>,
    never: Vec<String>,
    twice: Vec<String>,
    replaced: Vec<String>,
    using_up: Vec<String>,
    same: Vec<String>,
    kinds: Vec<String>,
    macs: Vec<String>,
    kept: Vec<String>,
    carriers: Vec<String>,
    carrying: Vec<String>,
    bare: Vec<String>,
    sent: Vec<String>,
    settings: Vec<String>,
    coding: Vec<String>,
    filling: Vec<String>,
    hashes: Vec<String>,
    proof: Vec<String>,
    signature: Vec<String>,
    signature_of: Vec<String>,
    drawn: Vec<String>,
    makes: Vec<String>,
    protocols: Vec<String>,
    protocol_packages: Vec<String>,
    hashing: Vec<String>,
    storing: Vec<String>,
    requests: Vec<String>,
    records: Vec<String>,
    accounts: Vec<String>,
    user_names: Vec<String>,
    telling_nothing: Vec<String>,
    passes: Vec<String>,
    answers: Vec<String>,
    neutral: Vec<String>,
    other_secrets: Vec<String>,
    keying: Vec<String>,
    selects: Vec<String>,
    choosing: Vec<String>,
    checking: Vec<String>,
    summaries: Vec<String>,
}

/// What a side of a comparison holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    Password,
    Signature,
    /// A token that is compared with what somebody sends, and with nothing else: `registration_token`.
    Proof,
    /// A name that says no more than `token` or `secret`.
    Bare,
    /// A password by a short name, where another one stands beside it.
    Pass,
}

/// True for a name that holds a password in clear.
pub fn is_password(name: &str) -> bool {
    let known = &names().password;
    let words = words::of(name);
    any_of(&words, &known.any) && !any_of(&words, &known.never)
}

/// True for a function path that hashes a password as a protocol of others asks.
pub fn follows_a_protocol(function: &str) -> bool {
    any_of(&words::of(function), &names().password.protocols)
}

/// True for a function path whose last name makes a key, and no hash to be stored.
pub fn makes_key(function: &str) -> bool {
    any_of(&words::of(function.rsplit("::").next().unwrap_or(function)), &names().password.keying)
}

/// True for a package that speaks a protocol of others.
pub fn is_protocol_package(package: &str) -> bool {
    any_of(&words::of(package), &names().password.protocol_packages)
}

/// What a called function does with what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    Hashes,
    Stores,
}

thread_local! {
    static HANDLINGS: Memory<Option<Handling>> = Memory::default();
}

/// What the name of a function says that it does.
pub fn handling(name: &str) -> Option<Handling> {
    HANDLINGS.with(|handlings| handlings.of(name, handles))
}

fn handles(name: &str) -> Option<Handling> {
    let known = &names().password;
    let words = words::of(name);
    match () {
        () if any_of(&words, &known.hashing) => Some(Handling::Hashes),
        () if any_of(&words, &known.storing) => Some(Handling::Stores),
        () => None,
    }
}

/// True for the name of a type that holds what a client sent: `LoginRequest`, `UserDto`.
pub fn is_request(type_name: &str) -> bool {
    let known = &names().password;
    words::of(type_name)
        .last()
        .is_some_and(|last| holds(&known.carriers, last) || holds(&known.requests, last))
}

/// True for the name of a type that is a row of a table: `ActiveModel`, `UserEntity`.
pub fn is_record(type_name: &str) -> bool {
    words::of(type_name).last().is_some_and(|last| holds(&names().password.records, last))
}

/// True for the name of a field that says whose password stands beside it.
pub fn is_account(field: &str) -> bool {
    words::of(field).last().is_some_and(|last| holds(&names().password.accounts, last))
}

/// True for the name by which somebody logs in.
pub fn is_user_name(name: &str) -> bool {
    holds(&names().password.user_names, &words::of(name).join(" "))
}

/// True where a function's path says that passwords are hashed in it, and its input's name says nothing:
/// `pwd::scheme::hash` of `content`.
pub fn hashes_passwords(function: &str, input: &str) -> bool {
    let known = &names().password;
    let words = words::of(function);
    let about = any_of(&words, &known.any) && any_of(&words, &known.hashing);
    let plain = words::of(input).last().is_some_and(|last| holds(&known.neutral, last));
    about && plain && !any_of(&words, &known.other_secrets)
}

/// True for a password that is typed a second time, or about to replace another.
pub fn says_again(name: &str) -> bool {
    let known = &names().password;
    let words = words::of(name);
    // `password2`, `password_b`: numbered like something that is typed twice.
    let numbered = |word: &String| word.len() > 1 && word.ends_with(|c: char| c.is_ascii_digit());
    let lettered = words.len() > 1 && words.last().is_some_and(|last| last.len() == 1);
    lettered || any_of(&words, &known.twice) || any_of(&words, &known.replaced) || words.iter().any(numbered)
}

/// The role that a comparison turns on.
pub fn compared_role(name: &str) -> Option<Compared> {
    match () {
        () if is_password(name) => Some(Compared::Password),
        () if ends_with_any(&words::of(name), &names().password.proof) => Some(Compared::Proof),
        () if ends_with_any(&words::of(name), &names().password.signature) => Some(Compared::Signature),
        () if holds(&names().password.bare, name) => Some(Compared::Bare),
        () if is_pass(&words::of(name)) => Some(Compared::Pass),
        () => without_form(&words::of(name)),
    }
}

/// `auth_pass`, or `pass` alone.
fn is_pass(words: &[String]) -> bool {
    match words {
        [only] => only == "pass",
        [.., of, last] => last == "pass" && holds(&names().password.passes, of),
        [] => false,
    }
}

/// `api_key_value`, `signature_bytes`: a secret in one form or another.
fn without_form(words: &[String]) -> Option<Compared> {
    let known = &names().password;
    let (last, of) = words.split_last()?;
    let bare = holds(&known.telling_nothing, last) && !describes(&of.join("_"));
    (bare && ends_with_any(of, &known.signature)).then_some(Compared::Signature)
}

/// True for the answer to a challenge, in a function that logs somebody in.
pub fn answers_challenge(name: &str, function: &str) -> bool {
    ends_with_any(&words::of(name), &names().password.answers) && speaks_of_auth(function.split("::"))
}

/// True for a signature of something that nobody signs to prove anything: `task_signature`, `limits_sig`.
pub fn describes(name: &str) -> bool {
    let words = words::of(name);
    let [.., of, last] = &words[..] else { return false };
    (last == "signature" || last == "sig") && !holds(&names().password.signature_of, of)
}

/// True for a function that compares values of one type with each other, or what was typed twice.
pub fn compares_kinds(function: &str) -> bool {
    let known = &names().password;
    let words = words::of(function);
    holds(&known.kinds, function) || any_of(&words, &known.twice) || any_of(&words, &known.same)
}

/// True for the name of a crate, a module or a trait that makes message authentication codes: `hmac`, `Mac`.
pub fn makes_macs(name: &str) -> bool {
    any_of(&words::of(name), &names().password.macs)
}

/// True for a variable with what the program kept of an earlier call: its settings, an open connection.
pub fn is_kept(base: &str) -> bool {
    holds(&names().password.kept, base)
}

/// True for a variable that holds what a request brings.
pub fn carries(base: &str) -> bool {
    let known = &names().password;
    words::of(base).last().is_some_and(|last| holds(&known.carriers, last) || holds(&known.carrying, last))
}

/// True for a variable, field or method that gives what a request brings.
pub fn is_sent(name: &str) -> bool {
    words::of(name).last().is_some_and(|last| holds(&names().password.sent, last))
}

/// True for a variable or function that holds the settings of the program.
pub fn holds_settings(name: &str) -> bool {
    words::of(name).last().is_some_and(|last| holds(&names().password.settings, last))
}

/// True for a member of settings whose value lets somebody in.
pub fn is_kept_secret(member: &str) -> bool {
    const OTHERS: &[&str] = &["database-url", "salt", "pepper", "private-key"];
    compared_role(member).is_some() || secret_role(member).is_some_and(|role| !OTHERS.contains(&role))
}

/// True for a function or method after which a record is no longer there: `delete`, `take_state`.
pub fn uses_up(function: &str) -> bool {
    any_of(&words::of(function), &names().password.using_up)
}

/// True for a function that writes bytes as text: `encode`, `to_hex`.
pub fn codes(function: &str) -> bool {
    any_of(&words::of(function), &names().password.coding)
}

/// True for a method that writes into the text that it is called on.
pub fn fills_text(method: &str) -> bool {
    holds(&names().password.filling, method)
}

/// True for the name of a value that is kept instead of a secret: `stored_hash`.
pub fn is_hash_name(name: &str) -> bool {
    words::of(name).last().is_some_and(|last| holds(&names().password.hashes, last))
}

/// True for the name of a password's hash: `password_hash`.
pub fn hashes_a_password(name: &str) -> bool {
    is_hash_name(name) && any_of(&words::of(name), &names().password.any)
}

/// True for a function path whose last name says that something is checked which came from outside.
pub fn checks_what_came(function: &str) -> bool {
    let last = function.rsplit("::").next().unwrap_or(function);
    any_of(&words::of(last), &names().password.checking)
}

/// True for the name of a short form that only tells whether something has changed: `etag`, `cache_key()`.
pub fn tells_changes(name: &str) -> bool {
    any_of(&words::of(name), &names().password.summaries) && !is_password(name)
}

/// True for a method that picks rows of a table by the condition that it is handed.
pub fn selects_rows(method: &str) -> bool {
    holds(&names().password.selects, method)
}

/// True for a function in which somebody chooses a password, or is told that theirs is too weak.
pub fn chooses_password(function: &str) -> bool {
    any_of(&words::of(function), &names().password.choosing)
}

/// True for a name that holds a secret drawn at random: `reset_token`, or `generate_otp()` with the
/// parentheses of a function that makes one.
pub fn is_secret_token(name: &str) -> bool {
    let known = &names().password;
    let words = words::of(name);
    let function = name.ends_with("()");
    let made = words.first().is_some_and(|first| holds(&known.makes, first));
    (!function || made) && (ends_with_any(&words, &known.drawn) || is_password(name))
}

/// True when the last words are one of the listed runs of words.
pub(super) fn ends_with_any(words: &[String], listed: &[String]) -> bool {
    listed.iter().any(|one| ends_with(words, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_told_from_what_is_about_them() {
        assert!(["password", "user_pwd", "rawPassword", "passphrase"].into_iter().all(is_password));
        let about = [
            "password_hash",
            "pwd_salt",
            "password_reset_url",
            "password_len",
            "hashed_password",
            "pin_id",
            "",
        ];
        assert!(!about.into_iter().any(is_password));
    }

    #[test]
    fn comparisons_are_told_by_their_surroundings() {
        assert!(["eq", "password_confirmation", "pw_confirm"].into_iter().all(compares_kinds));
        assert!(!["verify_password", "check", "login"].into_iter().any(compares_kinds));
        assert!(is_kept("cached") && !is_kept("current_user"));
        assert!(carries("payload") && carries("login_form") && !carries("bot") && !carries(""));
        assert_eq!(compared_role("secret"), Some(Compared::Bare));
        assert_eq!(compared_role("registration_token"), Some(Compared::Proof));
    }

    #[test]
    fn what_is_hashed_or_stored_is_told_by_names() {
        assert_eq!(handling("hash_password"), Some(Handling::Hashes));
        assert_eq!(handling("update_by_map"), Some(Handling::Stores));
        assert_eq!(handling("validate"), None);
        assert!(is_request("ResetUserPwdReq") && !is_request("User") && is_record("ActiveModel"));
        assert!(hashes_passwords("pwd::scheme::hash", "content"));
        assert!(!hashes_passwords("pwd::scheme::hash", "salt"));
        assert!(!hashes_passwords("password::reset_token_hash", "input"));
        assert!(!hashes_passwords("session::hash", "content"));
    }

    #[test]
    fn drawn_secrets_end_in_one() {
        let secrets = ["token", "reset_token", "generate_otp()", "session_id", "apiKey"];
        assert!(secrets.into_iter().all(is_secret_token));
        let others = ["token_count", "refresh_token()", "delay", "request_id", "tokenizer", "code"];
        assert!(!others.into_iter().any(is_secret_token));
    }

    #[test]
    fn hostile_names_say_nothing() {
        assert!(
            !is_password(&"password_".repeat(10_000))
                && !is_secret_token("\0()")
                && compared_role("").is_none()
        );
    }
}
