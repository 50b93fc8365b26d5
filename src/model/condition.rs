//! What a row asks of a call before it holds: `when`, `where`, `filled`, `of` and `arguments`.
//!
//! In: a row's table. Out: checked conditions. How a value answers them is the surface's business.

use super::row::{Take, take};
use crate::mistake::{At, Table, texts};

/// Conditions of one row; all of them must be known to hold.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// This is known to be true: a literal, or a closure that says nothing else.
    pub when: Option<Take>,
    /// A value is one of these words: a text, the end of a constant's path, or the name of a tag.
    pub words: Vec<(Take, Vec<String>)>,
    /// The call is written with this type: `pbkdf2_hmac::<Sha1>`.
    pub of: Option<String>,
    /// Not where this is known to be an empty list.
    pub filled: Option<Take>,
    /// The call has so many arguments.
    pub arguments: Option<usize>,
}

impl Condition {
    /// Reads `when = "arg0"`, `where = { arg0 = "set-cookie" }`, `arguments = 2`.
    pub fn read(table: &Table<'_>) -> Condition {
        Condition {
            when: table.text("when").and_then(|text| take(table.reading, &text)),
            words: table.table("where").map(|inner| words(&inner)).unwrap_or_default(),
            filled: table.text("filled").and_then(|text| take(table.reading, &text)),
            of: table.text("of").map(|text| text.value),
            arguments: table.number("arguments").and_then(|number| usize::try_from(number.value).ok()),
        }
    }
}

fn words(table: &Table<'_>) -> Vec<(Take, Vec<String>)> {
    let read = |(name, value): (At<&str>, _)| {
        let source = At { value: name.value.to_owned(), span: name.span };
        let valid = texts(table.reading, name.value, value).into_iter().map(|at| at.value);
        Some((take(table.reading, &source)?, valid.collect()))
    };
    table.entries().filter_map(read).collect()
}

/// Whether `word` is written as `name`, be it as `SET_COOKIE`, `SetCookie` or `set-cookie`.
pub fn spells(name: &str, word: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect()
    };
    plain(name) == plain(word)
}
