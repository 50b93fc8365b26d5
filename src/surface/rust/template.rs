//! Texts that are put together, of which some parts are known only when the program runs.
//!
//! In: parts and the names under which they are handed over. Out: a text, a template with unknown stretches, or
//! nothing known at all.

use super::value::{Known, Val};
use crate::fact::partial::UNKNOWN;

/// A text with unknown stretches and at least one known letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Each unknown stretch is one [`UNKNOWN`] character.
    pub text: String,
    /// For each unknown stretch, the variables or fields that fill it.
    pub holes: Vec<Vec<String>>,
}

/// Bytes that a text may grow to; a longer one is not followed.
const LONGEST: usize = 8 * 1024;

/// A text under construction.
#[derive(Default)]
pub struct Joined {
    text: String,
    holes: Vec<Vec<String>>,
}

impl Joined {
    pub fn literal(&mut self, text: &str) {
        self.text.extend(text.chars().filter(|letter| *letter != UNKNOWN));
    }

    pub fn unknown(&mut self, names: Vec<String>) {
        self.text.push(UNKNOWN);
        self.holes.push(names);
    }

    /// Adds a value; what is no text or number is an unknown stretch that goes by these names.
    pub fn value(&mut self, known: &Known, names: Vec<String>) {
        match &known.val {
            Val::Text(text) => self.literal(text),
            Val::Int(number) => self.literal(&number.to_string()),
            Val::Template(template) => {
                self.text.push_str(&template.text);
                self.holes.extend(template.holes.iter().cloned());
            }
            _ => self.unknown(names),
        }
    }

    /// A text with another one, as far as that is known, behind it.
    pub fn behind(before: &str, known: &Known) -> Val {
        let mut joined = Joined::default();
        joined.literal(before);
        joined.value(known, Vec::new());
        joined.done()
    }

    pub fn done(self) -> Val {
        if self.text.len() > LONGEST {
            return Val::Unknown;
        }
        match (self.holes.is_empty(), self.text.chars().all(|letter| letter == UNKNOWN)) {
            (true, _) => Val::Text(self.text),
            (false, true) => Val::Unknown,
            (false, false) => Val::Template(Template { text: self.text, holes: self.holes }),
        }
    }
}
