//! Key sets (RFC 7517) and metadata of providers (OpenID Connect Discovery 1.0, RFC 8414), whatever the file's name.
//!
//! In: JSON files that hold a `kty`, or an `issuer` with a `jwks_uri`. Out: facts about each key and about the
//! document, and the places of private members. It knows no rule.

mod metadata;
mod set;

use super::{Extracted, Tools};
use crate::jose::{Json, jwk, read};
use crate::source::{Source, Span};
use memchr::memmem;

/// Larger files are no key sets, in bytes.
const LONGEST: usize = 1 << 20;

/// What stands before the JSON text.
const MARK: char = '\u{feff}';

pub fn claims(source: &Source, _tools: &Tools<'_>) -> bool {
    let text = source.text.trim_start_matches(MARK);
    let holds = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let is_object = text.len() <= LONGEST && text.trim_start().starts_with('{');
    is_object && (holds("\"kty\"") || holds("\"jwks_uri\"") && holds("\"issuer\""))
}

pub fn extract(source: &Source, _tools: &Tools<'_>) -> Extracted {
    let text = source.text.trim_start_matches(MARK);
    let file = File { source, start: source.text.len() - text.len() };
    let Some(json) = read::json(text.as_bytes()).json else { return Extracted::default() };
    let mut out = Extracted::default();
    if let Some(keys) = jwk::keys(&json) {
        out.facts = set::facts(&file, &keys, &json);
        out.secrets = set::secrets(&file, &json);
    } else if let Some(facts) = metadata::facts(&file, &json) {
        out.facts = facts;
    }
    out.parsed = !out.facts.is_empty();
    out
}

/// A file whose JSON text may begin behind a mark.
struct File<'s> {
    source: &'s Source,
    start: usize,
}

impl File<'_> {
    fn span(&self, json: &Json) -> Span {
        Span::new(self.source.id, self.start + json.range.start..self.start + json.range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Encoding, FileId};
    use proptest::prelude::*;

    fn read_text(text: &str) -> Extracted {
        let source = Source {
            id: FileId(0),
            path: "x".into(),
            disk: "x".into(),
            text: text.to_owned(),
            encoding: Encoding::Utf8,
            gaps: Vec::new(),
        };
        let knowledge = crate::model::Models::default();
        let tools = Tools::new(&knowledge, 0);
        if claims(&source, &tools) { extract(&source, &tools) } else { Extracted::default() }
    }

    #[test]
    fn places_count_a_byte_order_mark() {
        let out = read_text("\u{feff}{\"kty\": \"oct\", \"k\": \"ZmFrZS1mYWtlLWZha2U\"}");
        let span = out.secrets.first().map(|span| span.range());
        assert_eq!(span, Some(23..44));
        assert_eq!(out.facts.len(), 1);
    }

    #[test]
    fn other_files_say_nothing() {
        for text in
            ["", "{", "{}", "[{\"kty\": 1}]", "{\"kty\"", "{\"keys\": [1, null]} \"kty\"", "not \"kty\""]
        {
            assert_eq!(read_text(text).facts.len(), 0, "{text}");
        }
        let deep = format!("{{\"kty\": {}", "[".repeat(100_000));
        assert_eq!(read_text(&deep).facts.len(), 0);
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(text in r#"\{("kty":"(RSA|EC|oct)"|"keys":\[|"k":"[A-Za-z_-]{0,20}"|"e":""|"issuer":"http://é"|"jwks_uri":"http:/"|[\[\]{},:"x]){0,20}\}"#) {
            let _ = read_text(&text);
        }
    }
}
