//! Values of configuration keys that hold several settings at once.
//!
//! In: the checked TOML of a `[[inside]]` table. Out: which keys, and how their value is taken apart.
//!
//! | key | says |
//! |---|---|
//! | `at` | the key path, with `*` and `**` |
//! | `as` | `assignments`: a list of `NAME=value`, or of tables with `name` and `value`, becomes keys; `flags`: so do command-line flags, in a text or a list; `base64`: the value, or each value of a table, is wrapped; `value`: a table stands for what its key `value` says; `file`: the text is a file of its own |
//! | `name` | the name of that file, by which models know it; else the key itself |

use super::row::word;
use crate::mistake::Table;

#[derive(Clone, Debug)]
pub struct Inside {
    /// A key path with `*` and `**`.
    pub at: String,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Assignments,
    Flags,
    Base64,
    /// A table with the value in `value`.
    Value,
    /// A file of this name, else of the key's.
    File(Option<String>),
}

impl Inside {
    pub fn read(table: &Table<'_>) -> Option<Inside> {
        const WORDS: [(&str, Content); 5] = [
            ("assignments", Content::Assignments),
            ("flags", Content::Flags),
            ("base64", Content::Base64),
            ("value", Content::Value),
            ("file", Content::File(None)),
        ];
        let at = table.required("at");
        if !table.has("as") {
            table.reading.wrong(table.span.clone(), "`as` is missing");
        }
        let content = word(table, "as", &WORDS);
        let name = table.text("name");
        table.done();
        let content = match (content?, name) {
            (Content::File(_), name) => Content::File(name.map(|name| name.value)),
            (other, None) => other,
            (_, Some(name)) => {
                table.reading.wrong(name.span, "only a file has a name");
                return None;
            }
        };
        Some(Inside { at: at?.value, content })
    }
}
