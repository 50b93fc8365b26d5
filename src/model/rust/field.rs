//! Attributes that say what a member holds where nobody gives it a value: `#[serde(default = "path")]`.
//!
//! In: a `[[field]]` table of a model. Out: the names inside of the attribute that matter, by what they say.

use crate::mistake::Table;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldRow {
    /// Names of the attribute.
    pub attributes: Vec<String>,
    /// Is followed by the value; alone, it means the type's own empty value.
    pub value: Vec<String>,
    /// Is followed by the path of a function, in a text.
    pub function: Vec<String>,
    /// On the type: its `Default` gives the members' values.
    pub whole: Vec<String>,
    /// Is followed by an environment variable; alone, the variable goes by the member's name.
    pub variable: Vec<String>,
    /// Is followed by code that makes something else of the text.
    pub turned: Vec<String>,
    /// The input may lack the member, or code of its own reads it.
    pub absent: Vec<String>,
    /// The program itself decides, nobody can set another value from outside.
    pub fixed: bool,
}

pub(super) fn read(root: &Table<'_>) -> Vec<FieldRow> {
    let one = |table: Table<'_>| {
        let list = |name: &str| table.texts(name).into_iter().map(|at| at.value).collect();
        let row = FieldRow {
            attributes: list("attribute"),
            value: list("value"),
            function: list("function"),
            whole: list("whole"),
            variable: list("variable"),
            turned: list("turned"),
            absent: list("absent"),
            fixed: table.flag("fixed").is_some_and(|flag| flag.value),
        };
        table.done();
        row
    };
    root.tables("field").into_iter().map(one).collect()
}
