//! Names of tokens that a table keeps, and of what draws them or hides them.
//!
//! In goes a column, variable or function, out comes yes or no. It knows no library.

use serde::Deserialize;

use super::memory::Memory;
use super::password::ends_with_any;
use super::{any_of, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    columns: Vec<String>,
    never: Vec<String>,
    stand_ins: Vec<String>,
    hiding: Vec<String>,
    containers: Vec<String>,
    drawing: Vec<String>,
    passing: Vec<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_with_tokens_are_told_from_those_about_them() {
        assert!(["token", "refresh_token", "apiKey", "reset_token"].into_iter().all(is_kept_token));
        let others = ["token_hash", "hashed_token", "csrf_token", "token_id", "token_expires_at", "", "\0"];
        assert!(!others.into_iter().any(is_kept_token));
    }

    #[test]
    fn what_hides_is_no_container() {
        assert!(["sha256", "hash_token", "Sha256", "encrypt"].into_iter().all(hides));
        assert!(!["HashMap", "generate", ""].into_iter().any(hides));
        assert!(stands_for_a_token("token_hash") && !stands_for_a_token("refresh_token"));
    }
}
