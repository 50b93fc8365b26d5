//! What a name says about a value that goes into a log: a password, a token or key, or neither.
//!
//! In goes a name, out comes the secret that its value would be. `token_count`, `token_type` and `password_hash`
//! are about one: the last words decide. What is hidden by its type or by a call is data here too.

use serde::Deserialize;

use super::memory::Memory;
use super::password::ends_with_any;
use super::{any_of, holds, names, secret_role, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    password: Vec<String>,
    token: Vec<String>,
    never: Vec<String>,
    never_first: Vec<String>,
    weak: Vec<String>,
    auth: Vec<String>,
    hidden: Vec<String>,
    masks: Vec<String>,
    caches: Vec<String>,
    cache_keys: Vec<String>,
    headers: Vec<String>,
    reads: Vec<String>,
    sends: Vec<String>,
    keeps: Vec<String>,
    token_bases: Vec<String>,
    gives: Vec<String>,
    links: Vec<String>,
    wraps: Vec<String>,
    loads: Vec<String>,
    text_types: Vec<String>,
    hiding_types: Vec<String>,
    carrying_types: Vec<String>,
    key_roles: Vec<String>,
    command_line: Vec<String>,
    terminal: Vec<String>,
    commands: Vec<String>,
    file_words: Vec<String>,
    late_types: Vec<String>,
    late_reads: Vec<String>,
    forms: Vec<String>,
    jars: Vec<String>,
    all_variables: Vec<String>,
    file_databases: Vec<String>,
    address_types: Vec<String>,
    permissions: Vec<String>,
}

/// A secret that a log would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Logged {
    Token,
    Password,
}

thread_local! {
    /// Elsewhere, and where the code around deals with logins.
    static JUDGED: [Memory<Option<Logged>>; 2] = Default::default();
}

/// What a value of this name is. `in_auth` says that the code around deals with logins: elsewhere a mere `token` may
/// be a piece of text.
pub fn logged_role(name: &str, in_auth: bool) -> Option<Logged> {
    JUDGED.with(|[elsewhere, here]| {
        let judged = if in_auth { here } else { elsewhere };
        judged.of(name, |name| judge(name, in_auth))
    })
}

fn judge(name: &str, in_auth: bool) -> Option<Logged> {
    let known = &names().logged;
    let words = words::of(name);
    // `token_value`, `cookie_header_str`: the same in another form.
    if let [own @ .., form] = &words[..]
        && !own.is_empty()
        && holds(&known.forms, form)
        && !ends_with_any(&words, &known.token)
    {
        return judge(&own.join("_"), in_auth);
    }
    let about = words.first().is_some_and(|first| holds(&known.never_first, first));
    if about || any_of(&words, &known.never) {
        return None;
    }
    if ends_with_any(&words, &known.password) {
        return Some(Logged::Password);
    }
    let weak = !in_auth && holds(&known.weak, &words.join(" "));
    if ends_with_any(&words, &known.token) && !weak {
        return Some(Logged::Token);
    }
    let role = secret_role(name)?;
    match role {
        "password" | "admin-password" | "login-password" | "mail-password" | "database-url" => {
            Some(Logged::Password)
        }
        _ => (holds(&known.key_roles, role) && !super::names_a_slot(name)).then_some(Logged::Token),
    }
}

/// True for a type that says what somebody may do: `UserPermission`.
pub fn names_permissions(type_name: &str) -> bool {
    any_of(&words::of(type_name), &names().logged.permissions)
}

/// True for a name that says no more than `token`.
pub fn is_bare(name: &str) -> bool {
    holds(&names().logged.weak, &words::of(name).join(" "))
}

/// True for a name whose value no output may show. It says so of more names than `secret_role`: hiding costs little.
pub fn is_to_be_hidden(name: &str) -> bool {
    let hidden = || {
        let words = words::of(name);
        words.last().is_some_and(|last| holds(&names().logged.hidden, last))
    };
    secret_role(name).is_some() || logged_role(name, true).is_some() || hidden()
}

/// True for a field that numbers something other than a session: `request_id`.
pub fn numbers_what_is_logged(field: &str) -> bool {
    let words = words::of(field);
    let [before @ .., last] = &words[..] else { return false };
    last == "id" && !before.is_empty() && !before.iter().any(|word| word.starts_with("sess"))
}

/// Whether code at this path, of modules and a function, keeps things in a cache.
pub fn keeps_a_cache<'n>(mut path: impl Iterator<Item = &'n str>) -> bool {
    path.any(|name| any_of(&words::of(name), &names().logged.caches))
}

/// A name of something's place in a cache: `api_key` beside `data_key`, where the cache holds answers of APIs.
pub fn names_a_place(name: &str) -> bool {
    let joined = words::of(name).join(" ");
    holds(&names().logged.cache_keys, &joined)
}

/// True for what holds a token of another kind than those that open something: `challenge.token`.
pub fn holds_other_tokens(base: &str) -> bool {
    words::of(base).last().is_some_and(|last| holds(&names().logged.token_bases, last))
}

/// What a function of this name gives: `create_token`, `get_client_secret`.
pub fn given_role(function: &str, in_auth: bool) -> Option<Logged> {
    let known = &names().logged;
    let words = words::of(function);
    let (verb, noun) = words.split_first()?;
    if !holds(&known.gives, verb) || any_of(noun, &known.links) {
        return None;
    }
    logged_role(&noun.join("_"), in_auth)
}

/// Whether one of the names is from the world of logins.
pub fn speaks_of_auth<'n>(mut named: impl Iterator<Item = &'n str>) -> bool {
    named.any(|name| any_of(&words::of(name), &names().logged.auth))
}

/// Of these a file must hold one before its logs can show a secret.
pub fn logged_words() -> &'static [String] {
    &names().logged.file_words
}

/// A crate that reads a program's arguments.
pub fn reads_command_line(library: &str) -> bool {
    holds(&names().logged.command_line, library)
}

/// A crate that talks to the user of a terminal.
pub fn uses_terminal(library: &str) -> bool {
    holds(&names().logged.terminal, library)
}

/// A module of a program's commands.
pub fn holds_commands(module: &str) -> bool {
    any_of(&words::of(module), &names().logged.commands)
}

/// An address that carries a database's password.
pub fn database_url(name: &str) -> bool {
    secret_role(name) == Some("database-url")
}

/// A variable or type that holds the cookies of a request: `jar`, `CookieJar`.
pub fn holds_cookies(name: &str) -> bool {
    words::of(name).last().is_some_and(|last| holds(&names().logged.jars, last))
}

/// A function that gives all variables of the environment.
pub fn lists_variables(function: &str) -> bool {
    holds(&names().logged.all_variables, function)
}

/// A crate, module or type of a database that is a file: its address holds no password.
pub fn keeps_tables_in_files(name: &str) -> bool {
    any_of(&words::of(name), &names().logged.file_databases)
}

/// A function that makes a secret fit to be shown: masks, hashes, shortens or counts it.
pub fn masks(function: &str) -> bool {
    any_of(&words::of(function), &names().logged.masks)
}

/// A request header that carries a credential, by its name or constant.
pub fn credential_header(name: &str) -> bool {
    holds(&names().logged.headers, &name.to_ascii_lowercase().replace('_', "-"))
}

/// A method that looks a value up by the name that it is given: `headers.get("authorization")`.
pub fn reads_by_name(method: &str) -> bool {
    holds(&names().logged.reads, method)
}

/// A method that sends its argument as a credential: `bearer_auth`.
pub fn sends_credential(method: &str) -> bool {
    holds(&names().logged.sends, method)
}

/// A method that hands on what it is called on.
pub fn keeps_value(method: &str) -> bool {
    holds(&names().logged.keeps, method)
}

/// A function that hands on its only argument.
pub fn wraps_value(function: &str) -> bool {
    holds(&names().logged.wraps, function)
}

/// A function of a type that gives values of this type: `User::find_by_id`.
pub fn loads_own_type(function: &str) -> bool {
    words::of(function).first().is_some_and(|first| holds(&names().logged.loads, first))
}

/// A type whose values are filled after they are made: `OnceCell`.
pub fn fills_late(type_name: &str) -> bool {
    holds(&names().logged.late_types, type_name)
}

/// A method that gives what such a value was filled with.
pub fn reads_late(method: &str) -> bool {
    holds(&names().logged.late_reads, method)
}

/// A type that holds an address.
pub fn is_address(type_name: &str) -> bool {
    holds(&names().logged.address_types, type_name)
}

/// What a type's name says about its values in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeWord {
    /// Text or bytes, shown as they are.
    Text,
    /// Hides its content.
    Hiding,
    /// Holds credentials of a request, shown by its `Debug`.
    Carrying,
}

pub fn type_word(name: &str) -> Option<TypeWord> {
    let known = &names().logged;
    match () {
        () if holds(&known.text_types, name) => Some(TypeWord::Text),
        () if holds(&known.hiding_types, name) => Some(TypeWord::Hiding),
        () if holds(&known.carrying_types, name) => Some(TypeWord::Carrying),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Option<Logged> {
        logged_role(name, true)
    }

    #[test]
    fn secrets_are_told_from_what_is_about_them() {
        for name in ["password", "user_password", "new_password", "passwd", "cleartext"] {
            assert_eq!(of(name), Some(Logged::Password), "{name}");
        }
        for name in
            ["token", "access_token", "jwt", "authHeader", "refresh_token", "api_key", "client_secret"]
        {
            assert_eq!(of(name), Some(Logged::Token), "{name}");
        }
        let about = [
            "token_count",
            "token_type",
            "token_url",
            "has_token",
            "password_hash",
            "password_len",
            "csrf_token",
            "next_page_token",
            "session_id",
            "public_key",
            "claims",
            "err",
            "cancellation_token",
            "token_id",
            "",
        ];
        for name in about {
            assert_eq!(of(name), None, "{name}");
        }
        assert_eq!(logged_role("token", false), None);
        assert_eq!(logged_role("access_token", false), Some(Logged::Token));
    }

    #[test]
    fn hostile_names_say_nothing() {
        assert!(of("\0").is_none() && of(&"token_".repeat(10_000)).is_none() && !masks(""));
    }
}
