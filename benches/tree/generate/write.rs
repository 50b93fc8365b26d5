//! Writes text by drawing from the grammar's pools.
//! In: a grammar, a stream of numbers, the name of a pool. Out: text of one file. It knows no file kinds or paths.

use super::grammar::{Case, Grammar, Piece, Slot, What};
use super::random::Random;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt::Write;

/// Slots nested deeper than this draw from the pool's plain fallback.
const DEEP: usize = 3;

/// One file being written.
pub struct Writer<'a> {
    grammar: &'a Grammar,
    random: Random,
    /// Per pool: the choices that this file uses.
    casts: Vec<Vec<usize>>,
    /// What marked slots of the current item were filled with.
    marks: Vec<(usize, u8, String)>,
    sequence: usize,
    pub text: String,
    /// How many planted findings the text holds.
    pub planted: usize,
}

impl<'a> Writer<'a> {
    /// A writer with this file's own choice of words.
    pub fn new(grammar: &'a Grammar, mut random: Random) -> Writer<'a> {
        let casts =
            grammar.pools.iter().map(|pool| cast(pool.choices.len(), pool.cast, &mut random)).collect();
        Writer { grammar, random, casts, marks: Vec::new(), sequence: 0, text: String::new(), planted: 0 }
    }

    /// Appends one draw from a pool; marks start afresh.
    pub fn item(&mut self, pool: &str) {
        self.marks.clear();
        let pool = self.grammar.pool(pool);
        if !self.text.is_empty() {
            self.text.push_str(self.grammar.pools[pool].gap);
        }
        self.draw(pool, 0, 0);
    }

    fn draw(&mut self, pool: usize, indent: usize, depth: usize) {
        let grammar = self.grammar;
        let Some(mut chosen) = grammar.pools.get(pool) else { return };
        let mut index = pool;
        if let Some(fallback) = chosen.fallback.filter(|_| depth >= DEEP) {
            (chosen, index) = (&grammar.pools[fallback], fallback);
        }
        self.planted += usize::from(chosen.planted);
        let cast = &self.casts[index];
        let choice = cast[self.random.below(cast.len())];
        for piece in &chosen.choices[choice] {
            match piece {
                Piece::Text(text) => self.literal(text, indent),
                Piece::Slot(slot) => self.slot(slot, indent, depth),
            }
        }
    }

    fn literal(&mut self, text: &str, indent: usize) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.text.push('\n');
            }
            if number > 0 && !line.is_empty() {
                self.spaces(indent);
            }
            self.text.push_str(line);
        }
    }

    fn spaces(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
    }

    fn slot(&mut self, slot: &Slot, indent: usize, depth: usize) {
        let count = self.random.between(slot.repeat.0, slot.repeat.1);
        for number in 0..count {
            if number > 0 {
                self.text.push_str(self.gap(slot.what));
                self.spaces(indent + slot.indent);
            }
            self.fill(slot, indent + slot.indent, depth);
        }
    }

    fn gap(&self, what: What) -> &'static str {
        match what {
            What::Pool(pool) => self.grammar.pools[pool].gap,
            _ => "\n",
        }
    }

    fn fill(&mut self, slot: &Slot, indent: usize, depth: usize) {
        let start = self.text.len();
        match slot.what {
            What::Pool(pool) if slot.mark > 0 => self.marked(pool, slot.mark),
            What::Pool(pool) => self.draw(pool, indent, depth + 1),
            other => self.value(other),
        }
        respell(&mut self.text, start, slot.case);
    }

    fn marked(&mut self, pool: usize, mark: u8) {
        let known = self.marks.iter().find(|(kind, number, _)| *kind == pool && *number == mark);
        if let Some((_, _, text)) = known {
            self.text.push_str(text);
            return;
        }
        let start = self.text.len();
        self.draw(pool, 0, DEEP);
        self.marks.push((pool, mark, self.text[start..].to_owned()));
    }

    fn value(&mut self, what: What) {
        match what {
            What::Number(low, high) => {
                let number = self.random.between(low, high);
                self.number(number);
            }
            What::Hex(count) => self.characters(count, b"0123456789abcdef"),
            What::Base64(count) => self.characters(count, BASE64URL),
            What::Letters(most) => {
                let count = self.random.between(1, most);
                self.characters(count, b"abcdefghijklmnopqrstuvwxyz");
            }
            What::Sequence => {
                self.sequence += 1;
                self.number(self.sequence);
            }
            What::Jwt => self.jwt(),
            What::Pool(_) => {}
        }
    }

    fn number(&mut self, number: usize) {
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{number}");
    }

    fn characters(&mut self, count: usize, alphabet: &[u8]) {
        for _ in 0..count {
            self.text.push(char::from(alphabet[self.random.below(alphabet.len())]));
        }
    }

    /// A well-formed token whose signature is noise: it verifies with no key.
    fn jwt(&mut self) {
        let issued = 1_700_000_000 + self.random.below(50_000_000);
        let person = self.random.below(1_000_000);
        let lifetime = [900, 3_600, 86_400, 31_536_000][self.random.below(4)];
        let payload = format!(
            r#"{{"sub":"bench-{person}","name":"Not A Person","iat":{issued},"exp":{}}}"#,
            issued + lifetime
        );
        self.text.push_str(&URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#));
        self.text.push('.');
        self.text.push_str(&URL_SAFE_NO_PAD.encode(payload));
        self.text.push('.');
        self.characters(43, BASE64URL);
    }
}

const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// `wanted` of `available` choices; all of them when `wanted` is 0.
fn cast(available: usize, wanted: usize, random: &mut Random) -> Vec<usize> {
    match wanted {
        0 => (0..available).collect(),
        _ => (0..wanted).map(|_| random.below(available)).collect(),
    }
}

fn respell(text: &mut String, start: usize, case: Case) {
    if case == Case::Snake {
        return;
    }
    let word = text.split_off(start);
    if case == Case::Screaming {
        text.push_str(&word.to_ascii_uppercase());
        return;
    }
    let mut raise = case == Case::Pascal;
    for letter in word.chars() {
        match letter {
            '_' => raise = true,
            _ if raise => {
                text.push(letter.to_ascii_uppercase());
                raise = false;
            }
            _ => text.push(letter),
        }
    }
}
