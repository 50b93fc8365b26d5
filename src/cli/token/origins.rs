//! Which of the embedded words are tried on a token: all of them on the first of a run and on the first of each origin.
//! One key signs all tokens of an origin, so that the rest are tried with the word that was found, with the usual ones
//! where the origin may be several, and with none otherwise. Items come in, in order.

use super::input::Item;
use crate::jose::Json;
use crate::jose::verify::Words;
use crate::surface::token::audit::Reading;
use foldhash::HashMap;
use foldhash::quality::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;

/// Tokens of a run on which all words are tried; a tenth of a millisecond each.
const FULLY_GUESSED: usize = 1_000;

/// Tokens of an origin on which they are tried all the same.
const OF_ORIGIN: usize = 4;

/// Origins that are remembered.
const MOST_ORIGINS: usize = 4_096;

/// The origins of the tokens so far.
#[derive(Default)]
pub struct Origins {
    /// Tokens on which all words were tried.
    guessed: usize,
    known: HashMap<u64, Origin>,
}

/// What is known of an origin.
#[derive(Default)]
struct Origin {
    tokens: usize,
    /// The word that signed one of its tokens, by its place.
    word: Option<usize>,
}

/// A token's origin: tokens with the same header and issuer were signed with the same key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    hash: u64,
    /// Header or claims name it. Many have the header without a key's name.
    named: bool,
}

impl Origins {
    /// The words to try on an item.
    pub fn words(&mut self, item: &Item) -> Words {
        let Item::Token(given) = item else { return Words::None };
        let mark = given.mark;
        let (before, word) = self.before(mark.hash);
        if self.guessed < FULLY_GUESSED || before.is_some_and(|before| before < OF_ORIGIN) {
            self.guessed += 1;
            return Words::All;
        }
        match word {
            Some(word) => Words::At(word),
            None if mark.named && before.is_some() => Words::None,
            None => Words::Usual,
        }
    }

    /// The words to try, now that those before were judged.
    pub fn revise(&self, item: &Item, words: Words) -> Words {
        let (Item::Token(given), Words::None | Words::Usual) = (item, words) else { return words };
        let known = self.known.get(&given.mark.hash).and_then(|origin| origin.word);
        known.map_or(words, Words::At)
    }

    /// How many tokens of this origin came before, and its word; nothing where it is not remembered.
    fn before(&mut self, origin: u64) -> (Option<usize>, Option<usize>) {
        if self.known.len() >= MOST_ORIGINS && !self.known.contains_key(&origin) {
            return (None, None);
        }
        let known = self.known.entry(origin).or_default();
        known.tokens += 1;
        (Some(known.tokens - 1), known.word)
    }

    /// Remembers the words that signed tokens.
    pub fn learn(&mut self, learned: impl IntoIterator<Item = (Mark, usize)>) {
        for (mark, word) in learned {
            if let Some(origin) = self.known.get_mut(&mark.hash) {
                origin.word = Some(word);
            }
        }
    }
}

/// Made anew for each run, so that nobody can write tokens that share a mark.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// The origin of a token. `text` is what was decoded.
pub fn mark(text: &str, reading: &Reading) -> Mark {
    let header = memchr::memchr(b'.', text.as_bytes()).and_then(|end| text.get(..end)).unwrap_or(text);
    let issuer = reading.decoded.claim("iss").and_then(Json::text);
    let named = issuer.is_some() || reading.decoded.parameter("kid").is_some();
    Mark { hash: HASHER.hash_one((header, issuer)), named }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str) -> Item {
        use base64::Engine;
        let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(header);
        Item::token(format!("{header}.e30.ZmFrZQ"), 1)
    }

    fn tried(origins: &mut Origins, header: &str, times: usize) -> Vec<Words> {
        (0..times).map(|_| origins.words(&token(header))).collect()
    }

    const UNNAMED: &str = r#"{"alg":"HS256"}"#;
    const NAMED: &str = r#"{"alg":"HS256","kid":"b"}"#;

    #[test]
    fn a_new_origin_is_tried_in_full_late_in_a_stream() {
        let mut origins = Origins::default();
        let first = tried(&mut origins, UNNAMED, FULLY_GUESSED + 1);
        assert!(first.iter().take(FULLY_GUESSED).all(|words| *words == Words::All));
        assert_eq!(first.last(), Some(&Words::Usual));
        let other = tried(&mut origins, NAMED, OF_ORIGIN + 1);
        assert!(other.iter().take(OF_ORIGIN).all(|words| *words == Words::All));
        assert_eq!(other.last(), Some(&Words::None));
    }

    #[test]
    fn a_found_word_is_tried_on_the_rest() {
        let mut origins = Origins::default();
        tried(&mut origins, NAMED, FULLY_GUESSED + 1);
        let Item::Token(given) = token(NAMED) else { return };
        origins.learn([(given.mark, 7)]);
        assert_eq!(tried(&mut origins, NAMED, 1), [Words::At(7)]);
    }

    #[test]
    fn origins_without_end_are_not_remembered() {
        let mut origins = Origins::default();
        for number in 0..MOST_ORIGINS + FULLY_GUESSED {
            origins.words(&token(&format!("{{\"alg\":\"HS256\",\"kid\":\"{number}\"}}")));
        }
        assert_eq!(origins.known.len(), MOST_ORIGINS);
        assert_eq!(tried(&mut origins, "{\"alg\":\"none\"}", 1), [Words::Usual]);
    }
}
