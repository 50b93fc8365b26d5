//! Names that hold the lifetime of a token, a session or a cookie, and their unit.
//!
//! In goes a name, out comes whose lifetime it is and the unit that the name states. It must not know a product's unit
//! for a name that states none, and leaves timeouts of caches, pools and requests alone.

use serde::Deserialize;

use super::{RoleWords, any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    words: Vec<String>,
    phrases: Vec<String>,
    subjects: Vec<RoleWords>,
    never: Vec<String>,
    weak_subjects: Vec<String>,
    weak_words: Vec<String>,
    units: Vec<UnitWords>,
}

#[derive(Deserialize)]
struct UnitWords {
    unit: Unit,
    last: Vec<String>,
    any: Vec<String>,
}

/// A unit of time that a name states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of 24 hours.
    Days,
    /// Weeks of seven days.
    Weeks,
}

impl Unit {
    /// From the shortest to the longest.
    pub const ALL: [Unit; 6] =
        [Self::Milliseconds, Self::Seconds, Self::Minutes, Self::Hours, Self::Days, Self::Weeks];

    /// The unit of that name.
    pub fn named(name: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// As attributes and messages call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "milliseconds",
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
        }
    }

    /// How many milliseconds one of this unit is.
    pub const fn milliseconds(self) -> i64 {
        match self {
            Self::Milliseconds => 1,
            Self::Seconds => 1_000,
            Self::Minutes => 60_000,
            Self::Hours => 3_600_000,
            Self::Days => 86_400_000,
            Self::Weeks => 604_800_000,
        }
    }
}

/// Whose lifetime (`access`, `refresh`, `session`, `unknown`) and in which unit, if the name says so.
pub fn lifetime_role(name: &str) -> Option<(&'static str, Option<Unit>)> {
    let known = &names().lifetime;
    let all = words::of(name);
    let unit = unit_of(known, &all);
    // `_MIN` at the end is a unit, elsewhere it is a lower bound.
    let words = if unit.is_some() { all.get(..all.len().saturating_sub(1))? } else { &all };
    let subject = known.subjects.iter().find(|row| any_of(words, &row.any))?;
    if any_of(words, &known.never) || !speaks_of_time(known, words, unit.is_some()) {
        return None;
    }
    Some((subject.role.as_str(), unit))
}

/// A strong word of time; a weak one only for a strong subject; or no word but a unit: `LOGIN_REMEMBER_DAYS`.
fn speaks_of_time(known: &Names, words: &[String], has_unit: bool) -> bool {
    let weak_subject = !words.iter().any(|word| is_strong_subject(known, word));
    let joined = words.join("_");
    let phrase = known.phrases.iter().any(|phrase| joined.contains(phrase.as_str()));
    let strong =
        phrase || words.iter().any(|word| holds(&known.words, word) && !holds(&known.weak_words, word));
    let weak = words.iter().any(|word| holds(&known.words, word) && word != "length");
    strong || (!weak_subject && (weak || has_unit))
}

fn is_strong_subject(known: &Names, word: &str) -> bool {
    !holds(&known.weak_subjects, word) && known.subjects.iter().any(|row| holds(&row.any, word))
}

fn unit_of(known: &Names, words: &[String]) -> Option<Unit> {
    let last = words.last()?;
    let row = known.units.iter().find(|row| holds(&row.last, last) || holds(&row.any, last))?;
    Some(row.unit)
}
