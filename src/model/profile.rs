//! Keys whose value says which profile the settings around them belong to.
//!
//! In: the checked TOML of a `[[profile]]` table. Out: the key, what it may say, and the context that this means.
//!
//! | key | says |
//! |---|---|
//! | `at` | key paths, with `*` and `**` |
//! | `named` | `place`: any key whose name says where a program runs (`[place]` of `rules/names.toml`), which also has what such keys say |
//! | `says` | the names of profiles, or words of a command; one of several in the value is enough, and one after a `!` counts for nothing |
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

    /// What a value of such a key says: `dev`, `dev,local`, `dev | test`; `cargo test` in a command. The mildest of
    /// several counts.
    pub fn said_by(&self, text: &str) -> Option<Context> {
        let there: Vec<&str> = words(text).collect();
        match &self.keys {
            Keys::At { says, context, .. } => says.iter().any(|one| stands(one, &there)).then_some(*context),
            Keys::OfPlace => {
                there.iter().filter_map(|word| role::place_profile(&word.to_ascii_lowercase())).max()
            }
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let between = |letter: char| !letter.is_alphanumeric() && !"-_!".contains(letter);
    text.split(between).filter(|word| !word.is_empty())
}

/// Whether one or several words stand among others, side by side.
fn stands(wanted: &str, there: &[&str]) -> bool {
    let wanted: Vec<&str> = words(wanted).collect();
    let here = |at: &[&str]| at.iter().zip(&wanted).all(|(a, b)| a.eq_ignore_ascii_case(b));
    !wanted.is_empty() && there.windows(wanted.len()).any(here)
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
