//! What a row of a model does with attributes: takes them from arguments, sets them, gives defaults.

use crate::fact::strength::Encoding;
use crate::fact::{Key, Kind, Type, Value};
pub use crate::mistake::Pattern;
use crate::mistake::{At, Reading, Table, nearest, texts};
use crate::rule::load::{key, scalar};

/// Where a row takes an attribute's value from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    pub base: Base,
    /// Fields or tuple positions below the base: `arg0.1`, `arg1.exp`.
    pub path: Vec<String>,
    pub through: Through,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    Argument(usize),
    /// The receiver of a method call.
    Receiver,
    /// The value of a field that is assigned, or of the configuration key itself.
    Assigned,
    /// A configuration key below the row's own, by its dotted path.
    Key(String),
    /// An option or a lone word of the matched command line or list of words.
    Flag(String),
    /// What the first group of a pattern matches in the key with its value, as it is written.
    Text(Pattern),
    /// The last segment of the matched key path.
    Name,
    /// What the call's value goes into; for `named(..)` only.
    Result,
}

/// What is made of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// The value itself.
    Value,
    /// Who decides: `pinned` for a constant, the tag's name for data of a token.
    Source,
    /// The claims of a payload, with everything that follows from them.
    Claims,
    /// The value turned round: keys such as `disable_secure`.
    Not,
    /// The name under which the argument is handed over: `password` for `form.password.as_bytes()`.
    Named,
    /// What goes into a cookie, by the name of the value: `session` for `session_id`, `preference` for a yes or no.
    Carried,
    /// Whether the value is a constant of the code: false for fresh random material, else unknown.
    Literal,
    /// The text of a `Set-Cookie` header, with every attribute that it says.
    SetCookie,
    /// What an argument is made of, where that lasts longer than the call: a constant, or the member of something.
    Kept,
    /// Whether the `let` under way throws a part of the result away: `let (url, _) = ..`.
    Dropped,
    /// A script that puts something into the browser's storage, with what it says.
    Script,
    /// Members of the type that the call is written with, as they are called on the wire: `decode::<Claims>(..)`.
    Members,
    /// Of these, the ones without which nothing of that type can be read: `iss: String`, but not `Option<String>`.
    Demanded,
}

/// Unit of a plain number that stands for a duration.
pub use crate::fact::role::Unit;

/// The row's `unit`.
pub fn unit(table: &Table<'_>) -> Option<Unit> {
    word(table, "unit", &Unit::ALL.map(|unit| (unit.name(), unit)))
}

/// How a call changes an attribute that is a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetChange {
    /// Adds fixed members.
    Add(Vec<String>),
    /// Adds or takes out the member that the argument names.
    Insert(Take),
    Remove(Take),
    Clear,
}

/// What a row does with attributes.
#[derive(Clone, Debug, Default)]
pub struct Assign {
    /// Alternatives are tried in order; the first that is known counts.
    pub take: Vec<(Key, Vec<Take>)>,
    pub set: Vec<(Key, Value)>,
    /// What holds while nothing sets the attribute.
    pub default: Vec<(Key, Value)>,
    pub change: Vec<(Key, SetChange)>,
    pub unit: Option<Unit>,
    /// How a secret's text becomes key bytes.
    pub encoding: Option<Encoding>,
    /// Texts that stand for words of the vocabulary: `*` for `any`.
    pub read: Vec<(String, String)>,
}

const ENCODINGS: [(&str, Encoding); 6] = [
    ("raw", Encoding::Raw),
    ("base64", Encoding::Base64),
    ("base64url", Encoding::Base64Url),
    ("hex", Encoding::Hex),
    ("base64-or-hex", Encoding::Base64OrHex),
    ("unknown", Encoding::Unknown),
];

/// The encoding that a word names: `hex`, `base64`.
pub fn encoding(word: &str) -> Option<Encoding> {
    ENCODINGS.iter().find(|(name, _)| *name == word).map(|(_, encoding)| *encoding)
}

impl Assign {
    pub fn read(table: &Table<'_>, kind: Kind) -> Assign {
        let mut change = Vec::new();
        let mut sets = |name: &str, make: &dyn Fn(&At<String>) -> Option<SetChange>| {
            for text in table.texts(name) {
                let at = At { value: text.value.as_str(), span: text.span.clone() };
                if let Some(key) = key(table.reading, kind, &at)
                    && let Some(one) = make(&text)
                {
                    change.push((key, one));
                }
            }
        };
        sets("clear", &|_| Some(SetChange::Clear));
        change.extend(table.table("add").map(|inner| additions(&inner, kind)).unwrap_or_default());
        for (name, make) in
            [("insert", SetChange::Insert as fn(Take) -> SetChange), ("remove", SetChange::Remove)]
        {
            change.extend(table.table(name).map(|inner| members(&inner, kind, make)).unwrap_or_default());
        }
        Assign {
            take: table.table("take").map(|inner| takes(&inner, kind)).unwrap_or_default(),
            set: table.table("set").map(|inner| fixed(&inner, kind)).unwrap_or_default(),
            default: table.table("default").map(|inner| fixed(&inner, kind)).unwrap_or_default(),
            change,
            unit: unit(table),
            encoding: word(table, "encoding", &ENCODINGS),
            read: table.table("read").map(|inner| pairs(&inner)).unwrap_or_default(),
        }
    }

    /// Every attribute that the row can write.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        let fixed = self.set.iter().chain(&self.default).map(|(key, _)| *key);
        let taken = self.take.iter().map(|(key, _)| *key);
        fixed.chain(taken).chain(self.change.iter().map(|(key, _)| *key))
    }
}

fn fixed(table: &Table<'_>, kind: Kind) -> Vec<(Key, Value)> {
    let read = |(name, value): (At<&str>, _)| {
        let key = key(table.reading, kind, &name)?;
        if key.ty() == Type::Set {
            let members = texts(table.reading, name.value, value).into_iter().map(|at| at.value);
            return Some((key, Value::Set(members.collect())));
        }
        Some((key, scalar(table.reading, key, value)?))
    };
    table.entries().filter_map(read).collect()
}

fn pairs(table: &Table<'_>) -> Vec<(String, String)> {
    let read = |(name, _): (At<&str>, _)| Some((name.value.to_owned(), table.text(name.value)?.value));
    table.entries().filter_map(read).collect()
}

fn takes(table: &Table<'_>, kind: Kind) -> Vec<(Key, Vec<Take>)> {
    let read = |(name, value): (At<&str>, _)| {
        let key = key(table.reading, kind, &name)?;
        let sources = texts(table.reading, name.value, value);
        Some((key, sources.iter().filter_map(|text| take(table.reading, text)).collect()))
    };
    table.entries().filter_map(read).collect()
}

fn additions(table: &Table<'_>, kind: Kind) -> Vec<(Key, SetChange)> {
    let read = |(name, value): (At<&str>, _)| {
        let key = set_key(table.reading, kind, &name)?;
        let members = texts(table.reading, name.value, value).into_iter().map(|at| at.value).collect();
        Some((key, SetChange::Add(members)))
    };
    table.entries().filter_map(read).collect()
}

fn members(table: &Table<'_>, kind: Kind, make: fn(Take) -> SetChange) -> Vec<(Key, SetChange)> {
    let read = |(name, value): (At<&str>, _)| {
        let key = set_key(table.reading, kind, &name)?;
        let source = texts(table.reading, name.value, value);
        Some((key, make(take(table.reading, source.first()?)?)))
    };
    table.entries().filter_map(read).collect()
}

fn set_key(reading: &Reading, kind: Kind, name: &At<&str>) -> Option<Key> {
    let key = key(reading, kind, name)?;
    if key.ty() != Type::Set {
        reading.wrong(name.span.clone(), format!("`{}` is no set", name.value));
        return None;
    }
    Some(key)
}

/// Reads `arg0`, `arg0.1`, `receiver`, `value`, `name`, `key:cookie_name`, `flag:--cookie-secure`, or one of these
/// inside `source(..)`, `claims(..)`, `not(..)`, `named(..)`, `carried(..)`, `literal(..)`, `set_cookie(..)`. `named(result)` is the `let` or function
/// that the call's value goes into, `named(result.let)` the `let` or member of a literal alone, `members(result)` what the
/// type holds that the call is written with, `demanded(result)` the part of it that must be there.
pub fn take(reading: &Reading, text: &At<String>) -> Option<Take> {
    let wrapped = [
        ("source(", Through::Source),
        ("claims(", Through::Claims),
        ("not(", Through::Not),
        ("named(", Through::Named),
        ("carried(", Through::Carried),
        ("literal(", Through::Literal),
        ("set_cookie(", Through::SetCookie),
        ("kept(", Through::Kept),
        ("dropped(", Through::Dropped),
        ("script(", Through::Script),
        ("members(", Through::Members),
        ("demanded(", Through::Demanded),
    ]
    .into_iter()
    .find_map(|(head, through)| {
        let inner = text.value.strip_prefix(head)?.strip_suffix(')')?;
        Some((inner, through))
    });
    let (inner, through) = wrapped.unwrap_or((&text.value, Through::Value));
    if let Some(path) = inner.strip_prefix("key:") {
        return Some(Take { base: Base::Key(path.to_owned()), path: Vec::new(), through });
    }
    if let Some(name) = inner.strip_prefix("flag:") {
        return Some(Take { base: Base::Flag(name.to_owned()), path: Vec::new(), through });
    }
    if let Some(pattern) = inner.strip_prefix("text:") {
        let pattern = Pattern::new(pattern).ok().filter(Pattern::has_group);
        if pattern.is_none() {
            reading.wrong(text.span.clone(), "not a regular expression with a group");
        }
        return Some(Take { base: Base::Text(pattern?), path: Vec::new(), through });
    }
    let mut segments = inner.split('.');
    let base = match segments.next() {
        Some("receiver") => Some(Base::Receiver),
        Some("value") => Some(Base::Assigned),
        Some("name") => Some(Base::Name),
        Some("result") => Some(Base::Result),
        Some(word) => word.strip_prefix("arg").and_then(|n| n.parse().ok()).map(Base::Argument),
        None => None,
    };
    let Some(base) = base else {
        let help = "`arg0`, `arg0.1`, `receiver`, `value`, `name`, `key:<path>`, `flag:<option>`, `text:<pattern>`, or one of these inside \
                    `source()`, `claims()`, `not()`, `named()`, `literal()`, `set_cookie()`, or `named(result)`, `named(result.let)`";
        let message = format!("`{}` is no place to take a value from", text.value);
        reading.wrong_with_help(text.span.clone(), message, Some(help.to_owned()));
        return None;
    };
    Some(Take { base, path: segments.map(str::to_owned).collect(), through })
}

/// A word of a closed list, or a noted mistake with the nearest valid words.
pub fn word<T: Clone>(table: &Table<'_>, name: &str, words: &[(&str, T)]) -> Option<T> {
    listed(table, name, table.text(name)?, words)
}

/// The same for a text that is there.
pub fn listed<T: Clone>(table: &Table<'_>, name: &str, text: At<String>, words: &[(&str, T)]) -> Option<T> {
    let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, value)| value.clone());
    if found.is_none() {
        let help = nearest(&text.value, words.iter().map(|(word, _)| *word));
        table.reading.wrong_with_help(text.span, format!("`{}` is no {name}", text.value), help);
    }
    found
}

/// The kind of fact that the key `name` names.
pub fn kind(table: &Table<'_>, name: &str) -> Option<Kind> {
    let text = table.required(name)?;
    let kind = Kind::named(&text.value);
    if kind.is_none() {
        let help = nearest(&text.value, crate::fact::kinds::KINDS.iter().map(|def| def.name));
        table.reading.wrong_with_help(text.span, format!("unknown kind of fact `{}`", text.value), help);
    }
    kind
}
