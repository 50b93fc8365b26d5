//! The role of a secret, from the name that holds it.
//!
//! In goes the name of a variable, key, constant or field, out comes what kind of secret its value would be, or nothing
//! for a name that carries something else (`JWT_SECRET_NAME`, `PASSWORD_MIN_LENGTH`, `PUBLIC_KEY`).

use serde::Deserialize;

use super::memory::Memory;
use super::{Named, RoleWords, any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    exact: Vec<Named>,
    endings: Vec<String>,
    never_first: Vec<String>,
    actions: Vec<String>,
    public: Vec<String>,
    noun: Vec<Noun>,
    database: Database,
    slots: Slots,
    variables: Vec<String>,
}

#[derive(Deserialize)]
struct Noun {
    last: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    roles: Vec<RoleWords>,
}

#[derive(Default, Deserialize)]
struct Database {
    what: Vec<String>,
    place: Vec<String>,
    alone: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Slots {
    names: Vec<String>,
}

thread_local! {
    static JUDGED: Memory<Option<&'static str>> = Memory::default();
}

/// `jwt`, `session`, `cookie`, `client-secret`, `webhook`, `api-key`, `password`, `admin-password`, `database-url`, `encryption`,
/// `salt`, `pepper`, `private-key` or `generic`; `None` for a name that holds no secret or does not say.
pub fn secret_role(name: &str) -> Option<&'static str> {
    JUDGED.with(|judged| judged.of(name, judge))
}

fn judge(name: &str) -> Option<&'static str> {
    let known = &names().secret;
    let words = words::of(name);
    let joined = words.join("_");
    if let Some(row) = known.exact.iter().find(|row| row.name == joined) {
        return Some(row.role.as_str()).filter(|role| !role.is_empty());
    }
    let action = words.len() <= 2 && words.first().is_some_and(|first| holds(&known.actions, first));
    if action || words.first().is_some_and(|first| holds(&known.never_first, first)) {
        return None;
    }
    if is_database_url(&words, &joined) {
        return Some("database-url");
    }
    by_noun(known, &words)
}

/// Parts of names of variables of which a file must hold one to read a secret or a lifetime from the environment.
pub fn variable_words() -> &'static [String] {
    &names().secret.variables
}

/// True for names such as `SESSION_KEY`: as a constant in code they more often name a slot (a map key, a cookie) than
/// hold a secret, while as an environment variable they hold one.
pub fn names_a_slot(name: &str) -> bool {
    holds(&names().secret.slots.names, &words::of(name).join("_"))
}

/// The same for the last two words: `GOTRUE_COOKIE_KEY`.
pub fn may_name_a_slot(name: &str) -> bool {
    let words = words::of(name);
    let last = words.get(words.len().saturating_sub(2)..).unwrap_or(&words);
    holds(&names().secret.slots.names, &last.join("_"))
}

fn is_database_url(words: &[String], joined: &str) -> bool {
    let database = &names().secret.database;
    let place = words.last().is_some_and(|last| holds(&database.place, last));
    place && any_of(words, &database.what)
        || holds(&database.alone, joined)
        || joined.ends_with("_connection_string")
}

/// The last word that is not an idle ending decides; every other place of a noun is about something else.
fn by_noun(known: &'static Names, words: &[String]) -> Option<&'static str> {
    let kept = words.iter().rposition(|word| !holds(&known.endings, word))?;
    let last = words.get(kept)?;
    let noun = known.noun.iter().find(|noun| holds(&noun.last, last))?;
    let before = words.get(..kept)?;
    if before.last().is_some_and(|word| holds(&noun.never, word)) {
        return None;
    }
    let says_secret = words.iter().any(|word| word.starts_with("secret"));
    if any_of(before, &known.public) && !says_secret {
        return None;
    }
    let fits =
        |row: &&RoleWords| row.any.is_empty() || any_of(before, &row.any) && !any_of(before, &row.never);
    noun.roles.iter().find(fits).map(|row| row.role.as_str()).filter(|role| !role.is_empty())
}
