//! Collects guesses until there are enough to be worth a call, and tries them together. Words come in, the first that
//! fits comes out. The memory is that of one batch.

use crate::jose::guess::Search;
use crate::jose::verify::as_key_text;

/// A guess that fits.
pub struct Hit {
    pub guess: Vec<u8>,
    /// Number of the word from which it was made.
    pub word: usize,
    /// It is not the word itself.
    pub varied: bool,
}

/// Guesses that are tried together.
const MOST: usize = 1_024;

pub struct Batch<'s> {
    search: &'s Search,
    vary: bool,
    bytes: Vec<u8>,
    guesses: Vec<Guess>,
    /// Guesses so far.
    pub tried: u64,
}

#[derive(Clone, Copy)]
struct Guess {
    start: usize,
    end: usize,
    word: usize,
    varied: bool,
}

impl<'s> Batch<'s> {
    pub fn new(search: &'s Search, vary: bool) -> Batch<'s> {
        Batch { search, vary, bytes: Vec::new(), guesses: Vec::with_capacity(MOST * 2), tried: 0 }
    }

    /// Adds a word with all that it stands for; tries what there is when it is enough.
    pub fn add(&mut self, word: &[u8], number: usize) -> Option<Hit> {
        self.push(word, number, false);
        if let Some(key) = as_key_text(word) {
            self.push(&key, number, true);
        }
        if self.vary {
            let mut first = true;
            super::forms(word, true, |guess| {
                if !std::mem::take(&mut first) {
                    self.push(guess, number, true);
                }
            });
        }
        if self.guesses.len() >= MOST { self.rest() } else { None }
    }

    fn push(&mut self, guess: &[u8], word: usize, varied: bool) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(guess);
        self.guesses.push(Guess { start, end: self.bytes.len(), word, varied });
    }

    /// Tries what was collected.
    pub fn rest(&mut self) -> Option<Hit> {
        let text = |guess: &Guess| self.bytes.get(guess.start..guess.end).unwrap_or_default();
        let keys: Vec<&[u8]> = self.guesses.iter().map(text).collect();
        let hit = self.search.find(&keys).and_then(|place| {
            let guess = self.guesses.get(place)?;
            Some(Hit { guess: text(guess).to_vec(), word: guess.word, varied: guess.varied })
        });
        self.tried += self.guesses.len() as u64;
        self.bytes.clear();
        self.guesses.clear();
        hit
    }
}
