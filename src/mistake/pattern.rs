//! Patterns of rules and models: checked when they are read, made when the first text is compared.
//!
//! In: a regular expression. Out: whether texts match it. A run needs a few of more than a hundred, and making one costs
//! more than reading its file.

use regex::{Captures, Regex};
use std::sync::OnceLock;

#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    has_group: bool,
    made: OnceLock<Option<Regex>>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// Checks a regular expression.
    ///
    /// # Errors
    /// Says in one line what is wrong with it.
    pub fn new(text: &str) -> Result<Pattern, String> {
        let last = |error: String| error.lines().last().unwrap_or("not a regular expression").to_owned();
        let syntax = regex_syntax::parse(text).map_err(|error| last(error.to_string()))?;
        let has_group = syntax.properties().explicit_captures_len() > 0;
        let made = OnceLock::new();
        // Sound and still too large: only repetitions that are counted can be.
        if text.contains('{') {
            let regex = Regex::new(text).map_err(|error| last(error.to_string()))?;
            made.get_or_init(|| Some(regex));
        }
        Ok(Pattern { text: text.to_owned(), has_group, made })
    }

    /// Whether it has a group in parentheses that can be read.
    pub fn has_group(&self) -> bool {
        self.has_group
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex()?.captures(text)
    }

    fn regex(&self) -> Option<&Regex> {
        self.made.get_or_init(|| Regex::new(&self.text).ok()).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_found_before_any_text_is() {
        for wrong in ["(", "[a", "(?<x>", r"(?:\pL{900}){900}", "*"] {
            assert!(Pattern::new(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Pattern::new("(a").unwrap_err(), "error: unclosed group");
    }

    #[test]
    fn groups_are_told_and_read() {
        let pattern = Pattern::new("(?i)--dev[= ]([a-z]+)").expect("it is sound");
        assert!(pattern.has_group() && pattern.is_match("x --DEV=on") && !pattern.is_match("dev"));
        assert_eq!(pattern.captures("--dev on").and_then(|found| Some(found.get(1)?.as_str())), Some("on"));
        assert!(!Pattern::new("(?:a)").expect("it is sound").has_group());
    }
}
