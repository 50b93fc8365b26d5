//! Decides by one pass over a file's bytes whether it is worth parsing: does it hold any of the
//! words that models need?
//!
//! SIMD packed search where the processor has it, else one automaton. The packed search takes up to 64 words at once
//! and looks at their first four bytes. So it is given these alone, once for all words that share them: hundreds of
//! words cost two or three passes.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Span};
use std::collections::BTreeMap;

/// Stems per packed searcher: beyond that it falls back to a slow form.
const GROUP: usize = 64;

/// Bytes of a stem.
const STEM: usize = 4;

#[derive(Debug)]
pub struct Prefilter {
    packed: Vec<Group>,
    automaton: Option<AhoCorasick>,
}

/// Stems that are looked for in one pass, and the words that each of them may stand for.
#[derive(Debug)]
struct Group {
    stems: Searcher,
    words: Vec<Vec<Word>>,
}

/// A word, and where its stem begins in it.
#[derive(Debug)]
struct Word {
    bytes: Vec<u8>,
    lead: usize,
    /// It is no part of a longer name, which would go on before or behind it.
    alone: [bool; 2],
}

/// What marks an end of a word behind which no name goes on.
const BORDER: &str = r"\b";

impl Prefilter {
    pub fn new(words: &[String]) -> Prefilter {
        let words = shortest(words);
        let stems: Vec<(&[u8], Vec<Word>)> = stems(&words).into_iter().collect();
        let groups: Option<Vec<Group>> = chunks(stems).into_iter().map(Group::new).collect();
        match groups {
            Some(packed) => Prefilter { packed, automaton: None },
            None => Prefilter { packed: Vec::new(), automaton: automaton(&words) },
        }
    }

    /// Whether any of the words is in the text.
    pub fn matches(&self, text: &[u8]) -> bool {
        self.packed.iter().any(|group| group.find(text, 0).is_some())
            || self.automaton.as_ref().is_some_and(|automaton| automaton.is_match(text))
    }

    /// Where the first of the words behind `from` ends.
    pub fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        let packed = self.packed.iter().filter_map(|group| group.find(text, from));
        let plain = |one: &AhoCorasick| Some(from + one.find(text.get(from..)?)?.end());
        packed.chain(self.automaton.iter().filter_map(plain)).min()
    }
}

impl Group {
    fn new(stems: Vec<(&[u8], Vec<Word>)>) -> Option<Group> {
        let mut builder = Config::new().match_kind(MatchKind::LeftmostFirst).builder();
        builder.extend(stems.iter().map(|(stem, _)| stem));
        Some(Group { stems: builder.build()?, words: stems.into_iter().map(|(_, words)| words).collect() })
    }

    /// Where the first word ends that begins at `from` or behind it.
    fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while at <= text.len() {
            let hit = self.stems.find_in(text, Span::from(at..text.len()))?;
            let words = self.words.get(hit.pattern().as_usize())?;
            if let Some(end) = words.iter().find_map(|word| word.end(text, hit.start(), from)) {
                return Some(end);
            }
            at = hit.start() + 1;
        }
        None
    }
}

impl Word {
    /// Where the word ends whose stem begins at `stem`, if it stands there.
    fn end(&self, text: &[u8], stem: usize, from: usize) -> Option<usize> {
        let begin = stem.checked_sub(self.lead).filter(|begin| *begin >= from)?;
        let end = text.get(begin..)?.starts_with(&self.bytes).then_some(begin + self.bytes.len())?;
        let goes_on = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|byte| is_letter(*byte));
        let part = self.alone[0] && goes_on(begin.checked_sub(1)) || self.alone[1] && goes_on(Some(end));
        (!part).then_some(end)
    }
}

fn is_letter(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

/// Words by their stems. Marks before a name are left out of the stem: `(jwt::` and `use jwt` have one.
fn stems<'w>(words: &[&'w str]) -> BTreeMap<&'w [u8], Vec<Word>> {
    let mut all: BTreeMap<&[u8], Vec<Word>> = BTreeMap::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        let (bare, before) = word.strip_prefix(BORDER).map_or((*word, false), |rest| (rest, true));
        let (bare, behind) = bare.strip_suffix(BORDER).map_or((bare, false), |rest| (rest, true));
        let bytes = bare.as_bytes();
        let lead = bytes.iter().position(u8::is_ascii_alphanumeric).unwrap_or(0);
        let lead = if bytes.len() - lead < STEM { 0 } else { lead };
        let stem = &bytes[lead..bytes.len().min(lead + STEM)];
        all.entry(stem).or_default().push(Word { bytes: bytes.to_vec(), lead, alone: [before, behind] });
    }
    all
}

fn chunks<T>(all: Vec<T>) -> Vec<Vec<T>> {
    let mut out: Vec<Vec<T>> = Vec::new();
    for one in all {
        match out.last_mut() {
            Some(last) if last.len() < GROUP => last.push(one),
            _ => out.push(vec![one]),
        }
    }
    out
}

/// The words without those that hold another one: `Validation` is there wherever `Validation::new` is.
fn shortest(words: &[String]) -> Vec<&str> {
    let mut sorted: Vec<&str> = words.iter().map(String::as_str).collect();
    sorted.sort_by_key(|word| (word.len(), *word));
    let holds = |word: &str, shorter: &&str| {
        !shorter.is_empty() && word.as_bytes().windows(shorter.len()).any(|part| part == shorter.as_bytes())
    };
    let mut kept: Vec<&str> = Vec::new();
    for word in sorted {
        if !kept.iter().any(|shorter| holds(word, shorter)) {
            kept.push(word);
        }
    }
    kept
}

/// Where there is no SIMD. Names that should stand alone are found in longer ones, too, which costs a parse.
fn automaton(words: &[&str]) -> Option<AhoCorasick> {
    let bare = words
        .iter()
        .map(|word| word.strip_prefix(BORDER).unwrap_or(word))
        .map(|word| word.strip_suffix(BORDER).unwrap_or(word));
    AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(bare).ok()
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

    #[test]
    fn words_are_told_from_others_of_their_stem() {
        let words: Vec<String> =
            ["token ==", "token !=", "(jwt::", "use jwt", "oauth_x", "auth_y", "é", "ab"]
                .map(str::to_owned)
                .to_vec();
        let filter = Prefilter::new(&words);
        for text in ["token != x", "a(jwt::b", "use jwt;", "oauth_y", "auth_y", "é", "xab", "toketoken =="] {
            assert!(filter.matches(text.as_bytes()), "{text}");
        }
        for text in ["token = x", "jwt::b", "tokentoken", "oauth_z", "a", "toke"] {
            assert!(!filter.matches(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_name_that_stands_alone_is_no_part_of_another() {
        let filter = Prefilter::new(&[r"\bLOCATION\b".to_owned()]);
        for text in ["LOCATION", "header::LOCATION,", "(LOCATION"] {
            assert!(filter.matches(text.as_bytes()), "{text}");
        }
        assert!(!filter.matches(b"MAX_LOCATION LOCATIONS"));
    }

    #[test]
    fn a_word_is_found_behind_a_place() {
        let filter = Prefilter::new(&["info!".to_owned(), "(jwt::".to_owned()]);
        let text = b"info! info! (jwt::x";
        assert_eq!(
            (filter.find(text, 0), filter.find(text, 1), filter.find(text, 7)),
            (Some(5), Some(11), Some(18))
        );
        // The word begins before the place, its stem behind it.
        assert_eq!((filter.find(text, 13), filter.find(text, 99)), (None, None));
    }

    #[test]
    fn all_words_of_the_models_take_few_passes() {
        let knowledge = crate::knowledge::load(&[], |_| Vec::new()).unwrap_or_default();
        let filter = Prefilter::new(&knowledge.models.rust_words());
        assert!(filter.packed.len() <= 4, "{}", filter.packed.len());
    }
}
