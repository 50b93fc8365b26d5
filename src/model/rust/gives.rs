//! What a call's value is: the last part of a `[[value]]` row.
//!
//! In: the row's table. Out: the value that the evaluator works with. Knows no call and no library.

use super::Class;
use crate::mistake::{At, Table};
use crate::model::row::{Take, Unit, take, word};

/// What a call gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Gives {
    /// The receiver, or the argument that is taken, unchanged.
    Same(Take),
    /// A length of time: the argument in the row's unit, else the receiver; nothing at all is no time.
    Duration(Unit),
    /// So many units for each one that the argument counts: a month of 30 days.
    Scaled(Unit, i64),
    /// One of this unit.
    One(Unit),
    /// The smaller or larger of two, or the first to the power of the second.
    Least,
    Greatest,
    Power,
    /// No time at all.
    Zero,
    /// The clock.
    Now,
    /// A number: time since the epoch in this unit.
    Stamp(Unit),
    /// A number: a length of time in this unit.
    Number(Unit),
    /// Receiver plus or minus the argument; a plain number counts in the unit.
    Plus(Unit),
    Minus,
    /// An environment variable's content, named by the argument.
    Env,
    /// The receiver, with the argument in its place when it is missing.
    Fallback,
    /// The receiver, with an empty value in its place when it is missing.
    EmptyFallback,
    /// Fresh random material.
    Generated,
    /// The content of a file.
    File,
    /// True or false, for constants of a library that stand for it.
    Flag(bool),
    /// Something that is added to the settings of the program.
    Layers(Layering),
    /// A static that is filled later, by another function.
    Cell,
    /// A query's text, made of the pairs of a list.
    Pairs,
    /// An address with such a query behind it.
    Queried,
    /// Data that carries a name, such as a token's unverified header; also a word of an enumeration.
    Tag(String),
}

/// What a call of a settings library adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layering {
    /// Its arguments: other settings, or a struct whose members are defaults.
    Parts,
    /// Environment variables behind the prefix that the argument names; `joined`: behind a separator, too.
    Variables { joined: bool },
    /// What stands for a dot in a variable's name.
    Separator,
    /// What stands between the prefix and the name.
    Joint,
    /// A value for a name: the first argument and the second.
    Default,
    /// The value under the name that the argument says.
    Entry,
    /// Nothing but what `Default` gives of the type that the settings are read into.
    OwnDefaults,
}

/// Reads `gives` and `from`.
pub(super) fn read(table: &Table<'_>, unit: Unit, on: Class) -> Option<Gives> {
    table.skip(&["from", "times"]);
    let text = table.required("gives")?;
    let times = only_of("duration", table, &text, "times", table.number("times"));
    let from = only_of("same", table, &text, "from", table.text("from"));
    if let Some(tag) = text.value.strip_prefix("tag:") {
        return Some(Gives::Tag(tag.to_owned()));
    }
    let whole = if on == Class::Path { "arg0" } else { "receiver" };
    let from = from.unwrap_or(At { value: whole.to_owned(), span: text.span.clone() });
    let same = take(table.reading, &from)?;
    let times = times.map_or(1, |number| number.value);
    let words = [
        ("same", Gives::Same(same)),
        ("duration", if times == 1 { Gives::Duration(unit) } else { Gives::Scaled(unit, times) }),
        ("one", Gives::One(unit)),
        ("least", Gives::Least),
        ("greatest", Gives::Greatest),
        ("power", Gives::Power),
        ("zero", Gives::Zero),
        ("now", Gives::Now),
        ("stamp", Gives::Stamp(unit)),
        ("number", Gives::Number(unit)),
        ("plus", Gives::Plus(unit)),
        ("minus", Gives::Minus),
        ("env", Gives::Env),
        ("fallback", Gives::Fallback),
        ("empty-fallback", Gives::EmptyFallback),
        ("generated", Gives::Generated),
        ("file", Gives::File),
        ("layers", Gives::Layers(Layering::Parts)),
        ("variables", Gives::Layers(Layering::Variables { joined: false })),
        ("joined-variables", Gives::Layers(Layering::Variables { joined: true })),
        ("separator", Gives::Layers(Layering::Separator)),
        ("joint", Gives::Layers(Layering::Joint)),
        ("default", Gives::Layers(Layering::Default)),
        ("entry", Gives::Layers(Layering::Entry)),
        ("pairs", Gives::Pairs),
        ("queried", Gives::Queried),
        ("own-defaults", Gives::Layers(Layering::OwnDefaults)),
        ("cell", Gives::Cell),
        ("true", Gives::Flag(true)),
        ("false", Gives::Flag(false)),
    ];
    word(table, "gives", &words)
}

/// A part of the row that says nothing beside other values.
fn only_of<T>(
    wanted: &str,
    table: &Table<'_>,
    gives: &At<String>,
    name: &str,
    part: Option<At<T>>,
) -> Option<At<T>> {
    let part = part?;
    if gives.value == wanted {
        return Some(part);
    }
    table.reading.wrong(part.span, format!("`{name}` goes with `gives = \"{wanted}\"` alone"));
    None
}
