//! Keys whose value says which profile the settings around them belong to.
//!
//! In: the checked TOML of a `[[profile]]` table. Out: the key, what it may say, and the context that this means.
//!
//! | key | says |
//! |---|---|
//! | `at` | key paths, with `*` and `**` |
//! | `says` | the names of profiles, or words of a command; one of several in the value is enough, and one after a `!` counts for nothing |
//! | `context` | what such a profile is: `development`, `test`, `example` |
//! | `whole` | it is about the whole document, not only about the table that holds the key or its list |

use crate::fact::Context;
use crate::mistake::{Table, nearest};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub at: Vec<String>,
    pub says: Vec<String>,
    pub context: Context,
    pub whole: bool,
}

impl Profile {
    pub fn read(table: &Table<'_>) -> Option<Profile> {
        if !table.has("at") {
            table.reading.wrong(table.span.clone(), "`at` is missing");
        }
        let at = table.texts("at").into_iter().map(|at| at.value).collect();
        let says = table.texts("says").into_iter().map(|at| at.value).collect();
        let context = table.required("context").and_then(|text| {
            let found = Context::named(&text.value);
            if found.is_none() {
                let help = nearest(&text.value, Context::ALL.iter().map(|one| one.name()));
                table.reading.wrong_with_help(text.span, format!("unknown context `{}`", text.value), help);
            }
            found
        });
        let whole = table.flag("whole").is_some_and(|flag| flag.value);
        table.done();
        Some(Profile { at, says, context: context?, whole })
    }

    /// Whether a value names one of the profiles: `dev`, `dev,local`, `dev | test`; `cargo test` in a command.
    pub fn is_said_by(&self, text: &str) -> bool {
        let there: Vec<&str> = words(text).collect();
        self.says.iter().any(|one| {
            let wanted: Vec<&str> = words(one).collect();
            let here = |at: &[&str]| at.iter().zip(&wanted).all(|(a, b)| a.eq_ignore_ascii_case(b));
            !wanted.is_empty() && there.windows(wanted.len()).any(here)
        })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let between = |letter: char| !letter.is_alphanumeric() && !"-_!".contains(letter);
    text.split(between).filter(|word| !word.is_empty())
}
