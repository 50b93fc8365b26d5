//! Mistakes in TOML files of ours or of a user: rules, models, configuration.
//!
//! A [`Table`] is a TOML table that is being read strictly: every wrong type, unknown key and
//! missing key is noted with its place, and reading goes on, so that all mistakes of all files come
//! out together.

mod pattern;

pub use pattern::Pattern;

use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// One mistake, to be shown underlined in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Path as the user knows it.
    pub path: String,
    /// The file's text, to draw the line from.
    pub text: std::sync::Arc<str>,
    pub span: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

/// One file under reading, and what is wrong with it so far.
pub struct Reading {
    pub path: String,
    pub text: std::sync::Arc<str>,
    mistakes: RefCell<Vec<Mistake>>,
}

impl Reading {
    pub fn new(path: &str, text: &str) -> Reading {
        Reading { path: path.to_owned(), text: text.into(), mistakes: RefCell::default() }
    }

    pub fn wrong(&self, span: Range<usize>, message: impl Into<String>) {
        self.note(span, message.into(), None);
    }

    pub fn wrong_with_help(&self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.note(span, message.into(), help);
    }

    fn note(&self, span: Range<usize>, message: String, help: Option<String>) {
        let mistake = Mistake { path: self.path.clone(), text: self.text.clone(), span, message, help };
        self.mistakes.borrow_mut().push(mistake);
    }

    /// Parses the file and hands its root table to `read`; syntax errors are noted and the rest is read.
    pub fn root<T>(&self, read: impl FnOnce(&Table<'_>) -> T) -> T {
        let (root, errors) = DeTable::parse_recoverable(&self.text);
        for error in errors {
            self.wrong(error.span().unwrap_or(0..0), error.message().to_owned());
        }
        read(&Table::new(self, root.get_ref(), 0..self.text.len().min(1)))
    }

    pub fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by_key(|mistake| mistake.span.start);
        mistakes
    }
}

/// A TOML table under strict reading. Keys that were never asked for are mistakes: call [`Table::done`].
pub struct Table<'a> {
    pub reading: &'a Reading,
    inner: &'a DeTable<'a>,
    pub span: Range<usize>,
    asked: RefCell<Vec<String>>,
}

/// A value with its place.
pub struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

impl<'a> Table<'a> {
    pub fn new(reading: &'a Reading, inner: &'a DeTable<'a>, span: Range<usize>) -> Table<'a> {
        Table { reading, inner, span, asked: RefCell::default() }
    }

    pub fn raw(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key.to_owned());
        self.inner.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    pub fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// Lets keys pass unread, where a mistake elsewhere keeps them from being checked.
    pub fn skip(&self, keys: &[&str]) {
        self.asked.borrow_mut().extend(keys.iter().map(|key| (*key).to_owned()));
    }

    /// Every key with its place and value, for tables whose keys are names of the vocabulary.
    pub fn entries(&self) -> impl Iterator<Item = (At<&'a str>, &'a Spanned<DeValue<'a>>)> {
        self.inner
            .iter()
            .map(|(name, value)| (At { value: name.get_ref().as_ref(), span: name.span() }, value))
    }

    pub fn text(&self, key: &str) -> Option<At<String>> {
        let value = self.raw(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(At { value: text.to_owned(), span: value.span() }),
            None => self.wrong_type(key, value, "a text"),
        }
    }

    /// A text that must be there.
    pub fn required(&self, key: &str) -> Option<At<String>> {
        if !self.has(key) {
            self.reading.wrong(self.span.clone(), format!("`{key}` is missing"));
        }
        self.text(key)
    }

    pub fn flag(&self, key: &str) -> Option<At<bool>> {
        let value = self.raw(key)?;
        match value.get_ref().as_bool() {
            Some(flag) => Some(At { value: flag, span: value.span() }),
            None => self.wrong_type(key, value, "true or false"),
        }
    }

    pub fn number(&self, key: &str) -> Option<At<i64>> {
        let value = self.raw(key)?;
        match integer(value.get_ref()) {
            Some(number) => Some(At { value: number, span: value.span() }),
            None => self.wrong_type(key, value, "a number"),
        }
    }

    /// A list of texts; a single text counts as a list of one.
    pub fn texts(&self, key: &str) -> Vec<At<String>> {
        match self.raw(key) {
            Some(value) => texts(self.reading, key, value),
            None => Vec::new(),
        }
    }

    pub fn numbers(&self, key: &str) -> Vec<At<i64>> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type::<()>(key, value, "a list of numbers");
            return Vec::new();
        };
        list.iter()
            .filter_map(|item| match integer(item.get_ref()) {
                Some(number) => Some(At { value: number, span: item.span() }),
                None => self.wrong_type(key, item, "a number"),
            })
            .collect()
    }

    pub fn table(&self, key: &str) -> Option<Table<'a>> {
        let value = self.raw(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(Table::new(self.reading, table, value.span())),
            None => self.wrong_type(key, value, "a table"),
        }
    }

    /// `[[key]]` tables; a single `[key]` counts as a list of one.
    pub fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Table(table) => vec![Table::new(self.reading, table, value.span())],
            DeValue::Array(list) => tables(self.reading, key, list),
            _ => {
                self.wrong_type::<()>(key, value, "a table");
                Vec::new()
            }
        }
    }

    /// Notes every key that nothing asked for, with the nearest name that would have been read.
    pub fn done(&self) {
        let asked = self.asked.borrow();
        for (name, _) in self.inner.iter() {
            if !asked.iter().any(|key| key == name.get_ref()) {
                let help = nearest(name.get_ref(), asked.iter().map(String::as_str));
                self.reading.wrong_with_help(name.span(), format!("unknown key `{}`", name.get_ref()), help);
            }
        }
    }

    fn wrong_type<T>(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> Option<T> {
        let found = value.get_ref().type_str();
        self.reading.wrong(value.span(), format!("`{key}` must be {wanted}, not {found}"));
        None
    }
}

/// A text or a list of texts, with places.
pub fn texts(reading: &Reading, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<At<String>> {
    let items = match value.get_ref() {
        DeValue::Array(list) => list.iter().collect(),
        _ => vec![value],
    };
    let read = |item: &Spanned<DeValue<'_>>| match item.get_ref().as_str() {
        Some(text) => Some(At { value: text.to_owned(), span: item.span() }),
        None => {
            let found = item.get_ref().type_str();
            reading.wrong(item.span(), format!("`{key}` must be a text, not {found}"));
            None
        }
    };
    items.into_iter().filter_map(read).collect()
}

pub fn tables<'a>(reading: &'a Reading, key: &str, list: &'a DeArray<'a>) -> Vec<Table<'a>> {
    let read = |item: &'a Spanned<DeValue<'a>>| match item.get_ref().as_table() {
        Some(table) => Some(Table::new(reading, table, item.span())),
        None => {
            let found = item.get_ref().type_str();
            reading.wrong(item.span(), format!("`{key}` must hold tables, not {found}"));
            None
        }
    };
    list.iter().filter_map(read).collect()
}

/// A TOML integer, if it fits.
pub fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// "did you mean", and the list of what is valid.
pub fn nearest<'n>(name: &str, valid: impl Iterator<Item = &'n str>) -> Option<String> {
    let mut names: Vec<&str> = valid.collect();
    names.sort_unstable();
    names.dedup();
    let best = names
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), *known))
        .filter(|(distance, known)| *distance <= 1 + known.len().max(name.len()) / 3)
        .min();
    let list = names.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    match (best, names.is_empty()) {
        (_, true) => None,
        (Some((_, known)), _) => Some(format!("did you mean `{known}`? valid here: {list}")),
        (None, _) => Some(format!("valid here: {list}")),
    }
}
