//! Names and words that say where a program runs: with its developers, in a test, or deployed.
//!
//! In goes a word, or the name of a variable or condition; out comes what it says. Files, profiles of configuration and
//! conditions in code share these lists.

use serde::Deserialize;

use super::{any_of, holds, names, words};
use crate::fact::Context;

#[derive(Default, Deserialize)]
pub(super) struct Names {
    variables: Vec<String>,
    asks: Vec<String>,
    filler: Vec<String>,
    pub(super) development: Vec<String>,
    pub(super) test: Vec<String>,
    production: Vec<String>,
    pipeline: Vec<String>,
}

/// What a single lower-case word says: `dev`, `test`, `prod`.
pub fn place_word(word: &str) -> Option<Context> {
    let known = &names().place;
    let lists = [
        (&known.test, Context::Test),
        (&known.development, Context::Development),
        (&known.production, Context::Production),
    ];
    lists.into_iter().find(|(list, _)| holds(list, word)).map(|(_, context)| context)
}

/// The profile that the value of such a variable names, where it is none of a deployed program.
pub fn place_profile(word: &str) -> Option<Context> {
    let listed = place_word(word).filter(|context| *context != Context::Production);
    listed.or_else(|| holds(&names().place.pipeline, word).then_some(Context::Test))
}

/// What the name of a condition says: `isDev`, `__DEV__`, `config.isProduction`, and nothing for `localStorage`.
pub fn place_condition(name: &str) -> Option<Context> {
    let words = words::of(name);
    let mut telling = words.iter().filter(|word| !holds(&names().place.filler, word));
    let only = telling.next()?;
    if telling.next().is_some() { None } else { place_word(only) }
}

/// A variable that says where a program runs, by its whole name: `NODE_ENV`.
pub fn is_place_variable(name: &str) -> bool {
    holds(&names().place.variables, name)
}

/// The same, or a setting that is made of one: `config.env`, `import.meta.env.MODE`.
pub fn asks_for_place(name: &str) -> bool {
    is_place_variable(name) || words::of(name).last().is_some_and(|last| holds(&names().place.asks, last))
}

/// A word of a developer's machine or of tests among others.
pub(super) fn speaks_of_developing(words: &[String]) -> bool {
    any_of(words, &names().place.development) || any_of(words, &names().place.test)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_say_where_they_hold() {
        for name in ["isDev", "__DEV__", "IS_LOCAL", "config.isDevelopment", "devMode", "DEBUG"] {
            assert_eq!(place_condition(name), Some(Context::Development), "{name}");
        }
        assert_eq!(place_condition("isTestEnv"), Some(Context::Test));
        assert_eq!(place_condition("isProd"), Some(Context::Production));
        for name in ["localStorage", "testUser", "productId", "env", "isDevOrTest", "", "\0"] {
            assert_eq!(place_condition(name), None, "{name}");
        }
        assert!(is_place_variable("NODE_ENV") && !is_place_variable("environment"));
        assert!(asks_for_place("env") && asks_for_place("appStage") && !asks_for_place("environments"));
    }
}
