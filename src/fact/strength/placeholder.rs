//! Tells a text that stands for a secret (`<your key>`, `CHANGE_ME`, `xxxx`) from a secret, however weak.
//!
//! In goes trimmed text with its words, out comes yes or no. The border: a placeholder tells its reader to replace it
//! or cannot be meant; `my_secret` is only words, but somebody deploys it, so it is a secret.

use std::{collections::HashMap, sync::OnceLock};

use super::wording::{Word, Wording};

/// A phrase of `rules/secrets/placeholders.txt`.
struct Phrase {
    words: Vec<&'static str>,
    at_start: bool,
    at_end: bool,
    /// It says that the value is none.
    denies: bool,
    /// It says whose the value is to be.
    yours: bool,
}

/// Programs that check the length of a secret take one of so many bytes, whatever it says.
const PASSES_CHECKS: usize = 32;

/// How a text stands in for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StandIn {
    /// Nobody can mean it: `<key>`, `xxxx`, `none`, a short `YOUR_KEY`.
    Blank,
    /// Says that the reader's own belongs here, and works as it is: `your-secret-key`.
    Yours,
    /// Asks its reader for a change, and works as it is: `change-me-in-production`.
    Request,
}

/// What kind of stand-in the text is; `None` for a secret, however weak.
pub(super) fn read(text: &str, wording: &Wording) -> Option<StandIn> {
    let shouted = is_shouted_your(text);
    if is_mask(text) || is_wrapped(text) || shouted && text.len() < PASSES_CHECKS {
        return Some(StandIn::Blank);
    }
    let names = shouted || is_your_something(text) && !wording.is_dictionary();
    phrase(wording).or(names.then_some(StandIn::Request))
}

/// `xxxx`, `***`, `sk-...`, `abc****`, `xxxx-xxxx`: nothing or not all is shown.
fn is_mask(text: &str) -> bool {
    let filler = |c: char| "xX*.•?#_-…".contains(c);
    if text.chars().all(filler) {
        return text.chars().count() >= 3 || ["…", "xx", "XX", "**", "??"].contains(&text);
    }
    let cut_off =
        ["...", "…", "***", "•••"].iter().any(|mark| text.ends_with(mark) || text.starts_with(mark));
    cut_off || text.split(['-', '_', '.', ':', ' ', '/']).any(is_crosses)
}

fn is_crosses(part: &str) -> bool {
    part.len() >= 3 && (part.bytes().all(|b| b == b'x') || part.bytes().all(|b| b == b'X'))
}

/// `<secret>`, `[your key]`, `{placeholder}`, `__SECRET__`, `@@SECRET@@`.
fn is_wrapped(text: &str) -> bool {
    let prose = |c: char| is_wordlike(c) || c.is_ascii_digit() || ",:;/'()|=+*\"".contains(c);
    let angled = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    if angled.is_some_and(|inner| inner.chars().any(char::is_alphabetic) && inner.chars().all(prose)) {
        return true;
    }
    let pairs = [("[", "]"), ("{", "}"), ("__", "__"), ("@@", "@@"), ("(", ")")];
    pairs.iter().any(|(open, close)| {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| inner.chars().any(char::is_alphabetic) && inner.chars().all(is_wordlike))
    })
}

fn is_wordlike(c: char) -> bool {
    c.is_alphabetic() || "_- .".contains(c)
}

/// `YOUR_API_KEY`: written in capitals it is a blank to fill in, in small letters a lazy secret.
fn is_shouted_your(text: &str) -> bool {
    let shouted = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"_- ".contains(&b));
    shouted && (text.starts_with("YOUR") || text.ends_with("EXAMPLE")) || text.ends_with("EXAMPLEKEY")
}

/// `YourPingdomApiToken` names what is to be filled in; `YourSecretKey`, all words, is deployed by somebody.
fn is_your_something(text: &str) -> bool {
    let rest = text.strip_prefix("Your").or_else(|| text.strip_prefix("your"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_uppercase()) && rest.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

fn phrases() -> &'static HashMap<&'static str, Vec<Phrase>> {
    static PHRASES: OnceLock<HashMap<&'static str, Vec<Phrase>>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut by_first: HashMap<&'static str, Vec<Phrase>> = HashMap::new();
        for phrase in include_str!("../../../rules/secrets/placeholders.txt").lines().filter_map(phrase_of) {
            if let Some(first) = phrase.words.first() {
                by_first.entry(first).or_default().push(phrase);
            }
        }
        by_first
    })
}

fn phrase_of(line: &'static str) -> Option<Phrase> {
    let line = line.split('#').next()?.trim();
    let (denies, line) = (line.starts_with('!'), line.trim_start_matches('!'));
    let (yours, line) = (line.starts_with('='), line.trim_start_matches('='));
    let (at_start, at_end) = (line.starts_with('^'), line.ends_with('$'));
    let words = line.trim_matches(['^', '$']).split_whitespace().collect();
    Some(Phrase { words, at_start, at_end, denies, yours })
}

/// What the first phrase in the value makes of it. One that has to be the whole value asks for nothing.
fn phrase(wording: &Wording) -> Option<StandIn> {
    let wordy = wording.is_dictionary();
    let found = (0..wording.words.len()).find_map(|at| {
        let here = wording.words.get(at..).unwrap_or(&[]);
        let candidates = here.first().and_then(|word| phrases().get(word.text.as_str()))?;
        candidates.iter().find(|phrase| phrase.stands(here, wordy))
    })?;
    let whole = found.at_start && found.at_end;
    Some(match () {
        () if whole || found.denies => StandIn::Blank,
        () if found.yours => StandIn::Yours,
        () => StandIn::Request,
    })
}

impl Phrase {
    /// In a text that is not all words only those between separators count: random text may hold `todo`.
    fn stands(&self, here: &[Word], wordy: bool) -> bool {
        let Some(found) = here.get(..self.words.len()) else { return false };
        (!self.at_start || found.first().is_some_and(|word| word.opens))
            && (!self.at_end || found.last().is_some_and(|word| word.closes))
            && self
                .words
                .iter()
                .zip(found)
                .all(|(want, word)| *want == word.text && (wordy || word.delimited))
    }
}
