//! Names of tokens that a table keeps, and of what draws them or hides them.
//!
//! In goes a column, variable or function, out comes yes or no. It knows no library.

use serde::Deserialize;

use super::memory::Memory;
use super::password::ends_with_any;
use super::{any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    columns: Vec<String>,
    never: Vec<String>,
    elsewhere: Vec<String>,
    stand_ins: Vec<String>,
    hiding: Vec<String>,
    containers: Vec<String>,
    drawing: Vec<String>,
    passing: Vec<String>,
    renewing: Vec<String>,
    access: Vec<String>,
    writing: Vec<String>,
    setting: Vec<String>,
    making: Vec<String>,
    made: Vec<String>,
    answers: Vec<String>,
    stores: Stores,
}

/// How libraries of databases are called.
#[derive(Default, Deserialize)]
struct Stores {
    statement: Vec<String>,
    run: Vec<String>,
    bind: Vec<String>,
    row: Vec<String>,
    row_library: Vec<String>,
    value: Vec<String>,
    value_library: Vec<String>,
    record: Vec<String>,
    set: Vec<String>,
}

/// The part that a name plays where something is put into a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storing {
    /// A call or macro that is handed a statement: `query`.
    Statement,
    /// A method that is handed a statement and its arguments: `execute`.
    Run,
    /// A method that adds one argument to a statement.
    Bind,
    /// A method of a query builder that is handed columns with their values.
    Row,
    RowLibrary,
    /// A method of a store of keys and values.
    Value,
    ValueLibrary,
    /// The type of a row that is about to be written.
    Record,
    /// What wraps a member of such a row.
    Set,
}

/// True for a name that plays this part.
pub fn stores_by(part: Storing, name: &str) -> bool {
    let known = &names().kept.stores;
    let listed = match part {
        Storing::Statement => &known.statement,
        Storing::Run => &known.run,
        Storing::Bind => &known.bind,
        Storing::Row => &known.row,
        Storing::RowLibrary => &known.row_library,
        Storing::Value => &known.value,
        Storing::ValueLibrary => &known.value_library,
        Storing::Record => &known.record,
        Storing::Set => &known.set,
    };
    holds(listed, name)
}

/// What a call may do to a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It makes, replaces or ends one, by its name.
    Refresh,
    /// It writes something, or makes some token.
    Write,
}

thread_local! {
    static HIDES: Memory<bool> = Memory::default();
    static DRAWS: Memory<bool> = Memory::default();
}

/// True for a column that holds a token by which somebody gets in: `refresh_token`, `api_key`.
pub fn is_kept_token(column: &str) -> bool {
    let known = &names().kept;
    let words = words::of(column);
    ends_with_any(&words, &known.columns) && !any_of(&words, &known.never)
}

/// True for a function's path that is about other tokens: of locks, of links that anybody may have.
pub fn is_about_other_tokens(path: &str) -> bool {
    path.split("::").any(|name| any_of(&words::of(name), &names().kept.elsewhere))
}

/// True for the name of a value that stands for a token and opens nothing: `token_hash`, `jti`.
pub fn stands_for_a_token(name: &str) -> bool {
    any_of(&words::of(name), &names().kept.stand_ins)
}

/// True for a function, method or type that hashes or encrypts.
pub fn hides(name: &str) -> bool {
    HIDES.with(|hides| {
        hides.of(name, |name| {
            let words = words::of(name);
            any_of(&words, &names().kept.hiding) && !any_of(&words, &names().kept.containers)
        })
    })
}

/// True for a function, method, macro or type that draws a secret at random.
pub fn draws(name: &str) -> bool {
    DRAWS.with(|draws| draws.of(name, |name| names().kept.drawing.iter().any(|listed| listed == name)))
}

/// True for a call that gives what it is handed, or what it is called on.
pub fn passes_on(name: &str) -> bool {
    names().kept.passing.iter().any(|listed| listed == name)
}

/// True for a name that speaks of refreshing: `refresh_token`, `refresh_handler`.
pub fn renews_a_token(name: &str) -> bool {
    any_of(&words::of(name), &names().kept.renewing)
}

/// True for a name that speaks of an access token.
pub fn speaks_of_access(name: &str) -> bool {
    any_of(&words::of(name), &names().kept.access)
}

/// True for what an answer is made of: writing there is writing nowhere else.
pub fn is_of_an_answer(name: &str) -> bool {
    any_of(&words::of(name), &names().kept.answers)
}

/// What the name of a call says about a refresh token.
pub fn renewal(call: &str) -> Option<Renewal> {
    let known = &names().kept;
    let words = words::of(call);
    let makes = any_of(&words, &known.making);
    let writes = any_of(&words, &known.writing) || known.setting.iter().any(|name| name == call);
    match () {
        () if (makes || writes) && any_of(&words, &known.renewing) => Some(Renewal::Refresh),
        () if writes || makes && any_of(&words, &known.made) => Some(Renewal::Write),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_with_tokens_are_told_from_those_about_them() {
        assert!(["token", "refresh_token", "apiKey", "reset_token"].into_iter().all(is_kept_token));
        let others = ["token_hash", "hashed_token", "csrf_token", "token_id", "token_expires_at", "", "\0"];
        assert!(!others.into_iter().any(is_kept_token));
        assert!(
            is_about_other_tokens("crate::lock_service::acquire")
                && !is_about_other_tokens("crate::auth::login")
        );
    }

    #[test]
    fn what_may_renew_is_told_by_its_name() {
        assert_eq!(renewal("create_refresh_token"), Some(Renewal::Refresh));
        assert_eq!(renewal("generate_tokens"), Some(Renewal::Write));
        assert_eq!(renewal("set_ex"), Some(Renewal::Write));
        assert!(
            ["verify_refresh_token", "get", "set_path", "", "\0"]
                .into_iter()
                .all(|name| renewal(name).is_none())
        );
    }

    #[test]
    fn what_hides_is_no_container() {
        assert!(["sha256", "hash_token", "Sha256", "encrypt"].into_iter().all(hides));
        assert!(!["HashMap", "generate", ""].into_iter().any(hides));
        assert!(stands_for_a_token("token_hash") && !stands_for_a_token("refresh_token"));
    }
}
