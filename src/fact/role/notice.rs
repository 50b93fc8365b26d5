//! What people write at the top of a file that is not meant to be deployed.
//!
//! In goes the text of a comment, out comes whether it says so. The phrases are data; a `*` in one stands for up to
//! three words.

use serde::Deserialize;

use super::names;

#[derive(Default, Deserialize)]
pub(super) struct Names {
    development: Vec<String>,
}

/// Words that a `*` may stand for.
const GAP: usize = 3;

/// The text says that what follows is for developers' machines, or not for production.
pub fn is_for_developers(text: &str) -> bool {
    let plain = text.to_lowercase().replace(['\'', '’'], "");
    let said: Vec<&str> =
        plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    names().notice.development.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase.split_whitespace().collect();
        (0..said.len()).any(|at| said.get(at..).is_some_and(|said| begins(said, &phrase)))
    })
}

fn begins(said: &[&str], phrase: &[&str]) -> bool {
    match phrase {
        [] => true,
        ["*", rest @ ..] => {
            (0..=GAP).any(|skipped| said.get(skipped..).is_some_and(|said| begins(said, rest)))
        }
        [first, rest @ ..] => said.first() == Some(first) && begins(said.get(1..).unwrap_or(&[]), rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_phrases_count() {
        for text in [
            "It should be clear that this is an insecure, dev-only configuration.",
            "Don't run this in production!",
            "NOT FOR PRODUCTION",
            "Compose file for local development",
        ] {
            assert!(is_for_developers(text), "{text}");
        }
        for text in [
            "",
            "Production. Do not commit this file: the secrets of production stand in it",
            "Settings for development, staging and production",
            "Local. For development see the other file",
        ] {
            assert!(!is_for_developers(text), "{text}");
        }
    }
}
