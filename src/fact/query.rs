//! The query of an address (RFC 3986 section 3.4), of which stretches may be unknown.
//!
//! In goes a text, out come its parameters in order. It must not judge them.

use super::partial::UNKNOWN;

/// One parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter<'t> {
    pub name: &'t str,
    pub value: &'t str,
    /// Number of unknown stretches in the text before the value.
    pub holes_before: usize,
}

/// The parameters behind the text's first `?`.
pub fn parameters(text: &str) -> Vec<Parameter<'_>> {
    let Some(start) = text.find('?') else { return Vec::new() };
    let query = text[start + 1..].split(['#', ' ', '"', '\'']).next().unwrap_or("");
    let mut at = start + 1;
    let mut found = Vec::new();
    for pair in query.split('&') {
        if let Some((name, value)) = pair.split_once('=') {
            let before = text.get(..at + name.len()).unwrap_or("");
            found.push(Parameter { name, value, holes_before: before.matches(UNKNOWN).count() });
        }
        at += pair.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_know_their_unknown_stretch() {
        let text = "https://\u{fffc}/me?a=1&access_token=\u{fffc}&b=\u{fffc}#x=1";
        let found = parameters(text);
        let names: Vec<_> = found.iter().map(|one| (one.name, one.holes_before)).collect();
        assert_eq!(names, [("a", 1), ("access_token", 1), ("b", 2)]);
    }

    #[test]
    fn hostile_text_gives_what_is_there() {
        for text in ["", "?", "?&&==", "??a=b", "?=\u{fffc}\u{fffc}", "\0?\0=\0"] {
            let _ = parameters(text);
        }
        assert!(parameters("no query & no = mark").is_empty());
    }
}
