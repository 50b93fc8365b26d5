//! Names of functions that make what tests work with: `new_for_tests`, `create_test_context`.
//!
//! In goes a function's name, out comes yes or no. It must not know where the function stands.

use serde::Deserialize;

use super::{holds, names};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    ends: Vec<String>,
    makes: Vec<String>,
    made: Vec<String>,
}

/// True for `test`, `settings_for_tests`, `test_state`; `test_connection` may well be a program's own business.
pub fn is_for_tests(function: &str) -> bool {
    let known = &names().test;
    function == "test"
        || known.ends.iter().any(|end| function.ends_with(end))
        || makes_for_tests(function, known)
}

fn makes_for_tests(function: &str, known: &Names) -> bool {
    let Some((before, after)) = function.split_once("test_") else { return false };
    let made = before.strip_suffix('_').is_none_or(|verb| holds(&known.makes, verb));
    (before.is_empty() || before.ends_with('_') && made) && holds(&known.made, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_for_tests_say_so_by_their_names() {
        for name in [
            "test",
            "new_for_test",
            "settings_for_tests",
            "key_for_testing",
            "test_state",
            "create_test_context",
        ] {
            assert!(is_for_tests(name), "{name}");
        }
        for name in ["test_connection", "latest", "attest", "run", "latest_state", "send_test_email"] {
            assert!(!is_for_tests(name), "{name}");
        }
    }
}
