//! Keys whose value says which profile the settings around them belong to.
//!
//! In: the checked TOML of a `[[profile]]` table. Out: the key, what it may say, and the context that this means.
//!
//! | key | says |
//! |---|---|
//! | `at` | key paths, with `*` and `**` |
//! | `named` | `place`: any key whose name says where a program runs (`[place]` of `rules/names.toml`), which also has what such keys say |
//! | `says` | the names of profiles; one of several in the value is enough, and one after a `!` counts for nothing |
//! | `context` | what such a profile is: `development`, `test`, `example` |
//! | `whole` | it is about the whole document, not only about the table that holds the key or its list |

use super::row::word;
use crate::fact::{Context, role};
use crate::mistake::{Table, nearest};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub keys: Keys,
    pub whole: bool,
}

/// Which keys name a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Those at these paths, where they say one of these texts.
    At { paths: Vec<String>, says: Vec<String>, context: Context },
    /// Those whose name says where a program runs.
    OfPlace,
}

impl Profile {
    pub fn read(table: &Table<'_>) -> Option<Profile> {
        let whole = table.flag("whole").is_some_and(|flag| flag.value);
        let keys = match word(table, "named", &[("place", Keys::OfPlace)]) {
            None if table.has("named") => None,
            None => at(table),
            named => named,
        };
        table.done();
        Some(Profile { keys: keys?, whole })
    }

    /// What a value of such a key says: `dev`, `dev,local`, `dev | test`. The mildest of several counts.
    pub fn said_by(&self, text: &str) -> Option<Context> {
        let words = text.split(|letter: char| !letter.is_alphanumeric() && !"-_!".contains(letter));
        let of_word = |word: &str| match &self.keys {
            Keys::At { says, context, .. } => {
                says.iter().any(|one| one.eq_ignore_ascii_case(word)).then_some(*context)
            }
            Keys::OfPlace => role::place_profile(&word.to_ascii_lowercase()),
        };
        words.filter_map(of_word).max()
    }
}

fn at(table: &Table<'_>) -> Option<Keys> {
    if !table.has("at") {
        table.reading.wrong(table.span.clone(), "`at` is missing");
    }
    let paths = table.texts("at").into_iter().map(|at| at.value).collect();
    let says = table.texts("says").into_iter().map(|at| at.value).collect();
    let context = table.required("context").and_then(|text| {
        let found = Context::named(&text.value);
        if found.is_none() {
            let help = nearest(&text.value, Context::ALL.iter().map(|one| one.name()));
            table.reading.wrong_with_help(text.span, format!("unknown context `{}`", text.value), help);
        }
        found
    })?;
    Some(Keys::At { paths, says, context })
}
