//! Simple variations of a word: its case, and what people put behind it. A word comes in, guesses go to whoever takes
//! them; the endings are those of the embedded list.

use crate::jose::verify::endings;

/// Calls with the word and its variations, the word itself first.
pub fn each(word: &[u8], mut take: impl FnMut(&[u8])) {
    let mut made = Vec::with_capacity(word.len() + 8);
    for form in forms(word) {
        take(&form);
        for ending in endings() {
            made.clear();
            made.extend_from_slice(&form);
            made.extend_from_slice(ending.as_bytes());
            take(&made);
        }
    }
}

/// As it is, small, large, and with a large first letter; each different one once.
fn forms(word: &[u8]) -> Vec<Vec<u8>> {
    let mut capital = word.to_ascii_lowercase();
    if let Some(first) = capital.first_mut() {
        first.make_ascii_uppercase();
    }
    let mut forms = vec![word.to_vec()];
    for form in [word.to_ascii_lowercase(), capital, word.to_ascii_uppercase()] {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(word: &str) -> Vec<String> {
        let mut out = Vec::new();
        each(word.as_bytes(), |guess| out.push(String::from_utf8_lossy(guess).into_owned()));
        out
    }

    #[test]
    fn case_and_endings_vary() {
        let guesses = all("aCme");
        assert_eq!(guesses.first().map(String::as_str), Some("aCme"));
        for wanted in ["acme", "Acme", "ACME", "Acme123", "ACME_key"] {
            assert!(guesses.iter().any(|guess| guess == wanted), "{wanted}");
        }
        let mut unique = guesses.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), guesses.len());
        assert!(all("").len() > 1 && all("é").len() > 1);
    }
}
