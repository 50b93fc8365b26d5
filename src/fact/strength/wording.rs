//! How much of a value is made of words that people put into secrets.
//!
//! In goes the value, out come its words and the share of it that they explain. It must not know what follows from
//! that: a weak secret and a placeholder are both made of words.

use std::sync::OnceLock;

use crate::fact::lexicon::Lexicon;

/// Only the head of a long value is looked at: keys are shorter, and cost stays bounded.
const HEAD: usize = 256;
/// A word of this many letters is hardly met by chance.
const TELLING: usize = 3;

/// The words of a value and how far they reach.
#[derive(Default)]
pub(super) struct Wording {
    pub words: Vec<Word>,
    letters: usize,
    covered_letters: usize,
    telling_letters: usize,
    digits: usize,
    covered_digits: usize,
    plain_digit_runs: usize,
    odd: usize,
}

/// A word in lower case, and where it stands.
pub(super) struct Word {
    pub text: String,
    /// Separators or the value's ends bound the run of letters that it belongs to.
    pub delimited: bool,
    /// Nothing but separators stands before it.
    pub opens: bool,
    /// Nothing but separators stands behind it.
    pub closes: bool,
}

impl Wording {
    /// Words explain at least four fifths of the letters and digits, and the text is mainly letters.
    pub fn is_dictionary(&self) -> bool {
        let total = self.letters + self.digits;
        if self.letters == 0 {
            return total >= 4 && self.plain_digit_runs == 0 && self.covered_digits == total;
        }
        let covered = self.covered_letters + self.covered_digits;
        let sequences = self.plain_digit_runs == 0;
        covered * 5 >= total * 4
            && self.telling_letters * 2 >= self.letters
            && self.telling_letters >= TELLING
            && self.odd * 4 <= total
            && (sequences || (self.letters * 5 >= total * 2 && self.plain_digit_runs <= 4))
    }
}

fn lexicon() -> &'static Lexicon {
    static WORDS: OnceLock<Lexicon> = OnceLock::new();
    WORDS.get_or_init(|| Lexicon::from_list(include_str!("../../../rules/secrets/words.txt")))
}

/// True when a word of three letters or more stands at the start of the text.
pub(super) fn starts_with_word(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let run = lower.bytes().take_while(u8::is_ascii_lowercase).count();
    let cut = lexicon().cut(lower.get(..run).unwrap_or(""));
    cut.words.first().is_some_and(|word| word.start == 0 && word.len() >= TELLING)
}

/// Reads the words of `text`; when it makes none, with the usual swaps of letters (`p4ssw0rd`) undone.
pub(super) fn read(text: &str) -> Wording {
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at < HEAD).last().unwrap_or(0);
    let head = if text.len() <= HEAD { text } else { text.get(..end).unwrap_or("") };
    let lower = head.to_ascii_lowercase();
    let plain = measure(&lower);
    if plain.is_dictionary() || !may_be_swapped(&lower) {
        return plain;
    }
    let swapped = measure(&unswap(&lower));
    let convincing = swapped.words.iter().any(|word| word.text.len() > TELLING);
    if convincing && swapped.is_dictionary() { swapped } else { plain }
}

fn measure(lower: &str) -> Wording {
    let mut wording = Wording::default();
    let mut at = 0;
    while let Some(rest) = lower.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().map_or(Kind::Other, kind);
        let length = rest.find(|c: char| kind(c) != first).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(length);
        match first {
            Kind::Letter => add_letters(&mut wording, lower.get(..at).unwrap_or(""), run, tail),
            Kind::Digit => add_digits(&mut wording, run),
            Kind::Other => wording.odd += run.chars().filter(|c| !SEPARATORS.contains(c)).count(),
        }
        at += length;
    }
    wording
}

const SEPARATORS: [char; 8] = ['-', '_', '.', ' ', ':', '/', '!', ','];

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Letter,
    Digit,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        _ => Kind::Other,
    }
}

/// Adds the words of a run of letters that stands between `head` and `tail`.
fn add_letters(wording: &mut Wording, head: &str, run: &str, tail: &str) {
    wording.letters += run.len();
    let separated = |c: Option<char>| c.is_none_or(|c| SEPARATORS.contains(&c));
    let cut = lexicon().cut(run);
    let delimited = cut.full && separated(head.chars().next_back()) && separated(tail.chars().next());
    let opens = head.trim_matches(SEPARATORS).is_empty();
    let closes = tail.trim_matches(SEPARATORS).is_empty();
    for range in cut.words {
        let Some(word) = run.get(range.clone()) else { continue };
        wording.covered_letters += word.len();
        wording.telling_letters += if word.len() >= TELLING { word.len() } else { 0 };
        let (opens, closes) = (opens && range.start == 0, closes && range.end == run.len());
        wording.words.push(Word { text: word.to_owned(), delimited, opens, closes });
    }
}

/// Years and counters belong to a wordy secret, and so do sequences of any length.
fn add_digits(wording: &mut Wording, run: &str) {
    wording.digits += run.len();
    if is_sequence(run.as_bytes()) {
        wording.covered_digits += run.len();
        return;
    }
    wording.plain_digit_runs += 1;
    if run.len() <= 4 {
        wording.covered_digits += run.len();
    }
}

/// `123456`, `987`, `0000`, `1234567890123`: each step is the same, a wrap at ten aside.
pub(super) fn is_sequence(run: &[u8]) -> bool {
    let step = |pair: &[u8]| match pair {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => (10 + *b - *a) % 10,
        [a, b] => b.wrapping_sub(*a),
        _ => 0,
    };
    let mut steps = run.windows(2).map(step);
    let Some(first) = steps.next() else { return false };
    run.len() >= 3 && matches!(first, 0 | 1 | 9 | 255) && steps.all(|step| step == first)
}

/// Undoing swaps is for short texts that are mainly letters: in long random text it would find words by chance.
fn may_be_swapped(lower: &str) -> bool {
    let letters = lower.bytes().filter(u8::is_ascii_lowercase).count();
    lower.len() <= 40
        && letters * 2 >= lower.len()
        && lower.contains(['0', '1', '3', '4', '5', '7', '@', '$'])
}

/// Undoes swaps inside words only: digits at the end of a run stay a number.
fn unswap(lower: &str) -> String {
    let trailing = lower.len() - lower.trim_end_matches(|c: char| !c.is_ascii_lowercase()).len();
    let keep_from = lower.len() - trailing;
    let swap = |(at, c): (usize, char)| match c {
        '0' if at < keep_from => 'o',
        '1' | '!' if at < keep_from => 'i',
        '3' if at < keep_from => 'e',
        '4' | '@' if at < keep_from => 'a',
        '5' | '$' if at < keep_from => 's',
        '7' if at < keep_from => 't',
        _ => c,
    };
    lower.char_indices().map(swap).collect()
}
