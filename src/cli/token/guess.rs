//! Looks for the secret of one token: first the embedded words and names, then a list from a file, on all cores. What was
//! asked for and a token come in; whether and where a secret was found comes out. The secret itself is kept only to be
//! shown on a terminal, where that was asked for.

mod batch;
mod list;
mod place;

use super::{names, vary};
use crate::cli::arguments::Guess;
use crate::cli::failure::Failure;
use crate::cli::note;
use crate::jose::Decoded;
use crate::jose::guess::Search;
use crate::jose::verify;
use batch::{Batch, Hit};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::io::IsTerminal;
use std::time::Instant;

/// What came of looking for a secret.
#[derive(Default)]
pub struct Luck {
    /// Where the secret stands.
    pub found: Option<Found>,
    /// Everything that was to be tried was tried.
    pub done: bool,
    /// Guesses, where they were counted.
    pub tried: Option<u64>,
}

/// A secret, by its place.
pub struct Found {
    /// `embedded` or `wordlist`.
    pub list: &'static str,
    /// Line of the list or place among the words, from 1; nothing for a name.
    pub rank: Option<u64>,
    /// The word was varied, or decoded from base64, to fit.
    pub varied: bool,
    /// For the terminal alone, as JSON text.
    pub secret: Option<String>,
}

impl Luck {
    pub fn embedded(rank: usize) -> Luck {
        let found = Found { list: "embedded", rank: Some(rank as u64 + 1), varied: false, secret: None };
        Luck { found: Some(found), done: true, tried: None }
    }

    pub fn nothing() -> Luck {
        Luck { done: true, ..Luck::default() }
    }

    /// The place of the embedded word that was found, from 0.
    pub fn embedded_word(&self) -> Option<usize> {
        let found = self.found.as_ref().filter(|found| found.list == "embedded" && !found.varied)?;
        usize::try_from(found.rank? - 1).ok()
    }

    /// Nothing where not everything was tried.
    pub fn is_weak(&self) -> Option<bool> {
        (self.found.is_some() || self.done).then_some(self.found.is_some())
    }
}

/// Tries everything on this token.
pub fn run(guess: &Guess, token: &str, decoded: &Decoded) -> Result<Luck, Failure> {
    let Some(search) = Search::new(token, decoded) else {
        note("note: only secrets of HS256, HS384 and HS512 can be guessed");
        return Ok(Luck::nothing());
    };
    let hunt = Hunt { search, guess, started: Instant::now(), bar: bar() };
    let mut tried = 0;
    let mut found = hunt.words(decoded, &mut tried);
    if let (None, Some(path)) = (&found, &guess.wordlist) {
        found = list::run(&hunt, path, token, &mut tried)?;
    }
    hunt.bar.finish_and_clear();
    hunt.say(tried);
    Ok(Luck { found, done: true, tried: Some(tried) })
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    bar.set_draw_target(ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{wide_bar} {percent} %  {msg}  {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// What does not change while guessing.
pub struct Hunt<'g> {
    pub search: Search,
    pub guess: &'g Guess,
    pub started: Instant,
    pub bar: ProgressBar,
}

impl Hunt<'_> {
    /// The embedded words, then names.
    fn words(&self, decoded: &Decoded, tried: &mut u64) -> Option<Found> {
        let embedded: Vec<Vec<u8>> = verify::words().map(<[u8]>::to_vec).collect();
        if let Some((number, hit)) = self.among(&embedded, tried) {
            return Some(self.found("embedded", Some(number as u64 + 1), hit));
        }
        let mut named = decoded.payload.as_ref().map(|part| names::of_claims(&part.json)).unwrap_or_default();
        if let Some(folder) = &self.guess.names_from {
            named.extend(names::of_repository(folder));
        }
        let named: Vec<Vec<u8>> = named.into_iter().collect();
        let (_, hit) = self.among(&named, tried)?;
        Some(self.found("names", None, hit))
    }

    /// The first word that fits, with its number.
    fn among(&self, words: &[Vec<u8>], tried: &mut u64) -> Option<(usize, Hit)> {
        const PART: usize = 64;
        let parts = words.par_chunks(PART).enumerate().map(|(part, words)| {
            let mut batch = self.batch();
            let hit = words.iter().enumerate().find_map(|(at, word)| batch.add(word, part * PART + at));
            let hit = hit.or_else(|| batch.rest());
            (batch.tried, hit)
        });
        let done: Vec<(u64, Option<Hit>)> = parts.collect();
        *tried += done.iter().map(|(tried, _)| tried).sum::<u64>();
        let hit = done.into_iter().find_map(|(_, hit)| hit)?;
        Some((hit.word, hit))
    }

    pub fn batch(&self) -> Batch<'_> {
        Batch::new(&self.search, self.guess.vary)
    }

    pub fn found(&self, list: &'static str, rank: Option<u64>, hit: Hit) -> Found {
        Found { list, rank, varied: hit.varied, secret: self.shown(&hit) }
    }

    /// Only for a terminal, and only when asked for.
    fn shown(&self, hit: &Hit) -> Option<String> {
        if !self.guess.reveal {
            return None;
        }
        if !std::io::stdout().is_terminal() {
            note("note: the secret is not shown, because standard output is no terminal");
            return None;
        }
        let mut out = String::new();
        super::value::quote(&String::from_utf8_lossy(&hit.guess), &mut out);
        Some(out)
    }

    fn say(&self, tried: u64) {
        let seconds = self.started.elapsed().as_secs_f64();
        note(&format!(
            "{tried} guesses in {seconds:.1} s, {} ({}, {} threads)",
            self.rate(tried),
            self.search.kernel(),
            rayon::current_num_threads()
        ));
    }

    pub fn rate(&self, tried: u64) -> String {
        let per_second = tried as f64 / self.started.elapsed().as_secs_f64().max(1e-3);
        if per_second >= 1e6 {
            format!("{:.1} million/s", per_second / 1e6)
        } else {
            format!("{:.0}/s", per_second)
        }
    }
}

/// For those who vary words.
pub fn forms(word: &[u8], vary: bool, mut take: impl FnMut(&[u8])) {
    if vary { vary::each(word, take) } else { take(word) }
}
