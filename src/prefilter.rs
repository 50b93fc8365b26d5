//! Decides by one pass over a file's bytes whether it is worth parsing: does it hold any of the
//! words that models need?
//!
//! SIMD packed search where the processor has it (groups of up to 64 words), else one automaton.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Words per packed searcher: beyond that it falls back to a slow form.
const GROUP: usize = 64;

#[derive(Debug)]
pub struct Prefilter {
    packed: Vec<Searcher>,
    automaton: Option<AhoCorasick>,
}

impl Prefilter {
    pub fn new(words: &[String]) -> Prefilter {
        let words = shortest(words);
        let groups: Option<Vec<Searcher>> = words.chunks(GROUP).map(packed).collect();
        match groups {
            Some(packed) => Prefilter { packed, automaton: None },
            None => Prefilter { packed: Vec::new(), automaton: automaton(&words) },
        }
    }

    /// Whether any of the words is in the text.
    pub fn matches(&self, text: &[u8]) -> bool {
        self.packed.iter().any(|searcher| searcher.find(text).is_some())
            || self.automaton.as_ref().is_some_and(|automaton| automaton.is_match(text))
    }

    /// Where the first of the words behind `from` ends.
    pub fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        let rest = text.get(from..)?;
        let packed = self.packed.iter().filter_map(|searcher| Some(searcher.find(rest)?.end()));
        let found =
            packed.chain(self.automaton.iter().filter_map(|one| Some(one.find(rest)?.end()))).min()?;
        Some(from + found)
    }
}

/// The words without those that hold another one: `Validation` is there wherever `Validation::new` is. Each group of
/// words costs a pass over all text.
fn shortest(words: &[String]) -> Vec<&str> {
    let mut sorted: Vec<&str> = words.iter().map(String::as_str).collect();
    sorted.sort_by_key(|word| (word.len(), *word));
    let mut kept: Vec<&str> = Vec::new();
    for word in sorted {
        if !kept.iter().any(|shorter| word.contains(shorter)) {
            kept.push(word);
        }
    }
    kept
}

fn packed(words: &[&str]) -> Option<Searcher> {
    let mut builder = Config::new().match_kind(MatchKind::LeftmostFirst).builder();
    builder.extend(words.iter().map(|word| word.as_bytes()));
    builder.build()
}

fn automaton(words: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(words).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_of_every_group() {
        let words: Vec<String> = (0..150).map(|number| format!("Word{number}::make")).collect();
        let filter = Prefilter::new(&words);
        assert!(filter.matches(b"let x = Word149::make();"));
        assert!(filter.matches(b"Word3::make"));
        assert!(!filter.matches(b"word3::make Word::make"));
        assert!(!filter.matches(b""));
    }

    #[test]
    fn a_word_that_holds_another_adds_nothing() {
        assert_eq!(
            shortest(&["bcd".to_owned(), "c".to_owned(), "xc::y".to_owned(), "ab".to_owned()]),
            ["c", "ab"]
        );
    }
}
