//! Reads the grammar files: pools of alternatives in which `«slots»` stand for a draw from another pool.
//! In: the text of `grammar/*.txt`. Out: templates with resolved slots. It draws nothing itself (see `write`).
//! The notation is described at the top of `grammar/words.txt`.

use std::collections::HashMap;

/// All pools of all grammar files.
pub struct Grammar {
    pub pools: Vec<Pool>,
    names: HashMap<&'static str, usize>,
}

/// Alternatives of which a slot draws one.
pub struct Pool {
    pub choices: Vec<Vec<Piece>>,
    /// How many of the choices one file uses; 0 means all. A real file speaks about few things.
    pub cast: usize,
    /// The pool to draw from instead when slots are nested deeply.
    pub fallback: Option<usize>,
    /// What goes between two draws.
    pub gap: &'static str,
    /// Whether a draw plants something that a linter should report.
    pub planted: bool,
}

/// A part of a template.
pub enum Piece {
    Text(&'static str),
    Slot(Slot),
}

/// A place that is filled when the template is written.
pub struct Slot {
    pub what: What,
    pub case: Case,
    /// Equal marks within one item give equal text; 0 means a fresh draw.
    pub mark: u8,
    /// How many draws, each on a line of its own.
    pub repeat: (usize, usize),
    /// Columns before a slot that stands alone on its line.
    pub indent: usize,
}

/// What fills a slot.
#[derive(Clone, Copy)]
pub enum What {
    Pool(usize),
    Number(usize, usize),
    Hex(usize),
    Base64(usize),
    Letters(usize),
    Sequence,
    Jwt,
}

/// How a drawn name is spelled; the spelling of the slot's own name says which.
#[derive(Clone, Copy, PartialEq)]
pub enum Case {
    Snake,
    Pascal,
    Screaming,
    Camel,
}

const SOURCES: [&str; 6] = [
    include_str!("grammar/words.txt"),
    include_str!("grammar/rust.txt"),
    include_str!("grammar/auth.txt"),
    include_str!("grammar/script.txt"),
    include_str!("grammar/config.txt"),
    include_str!("grammar/paths.txt"),
];

impl Grammar {
    /// Reads the embedded grammar files.
    ///
    /// # Panics
    /// When a grammar file names an unknown pool: a mistake in this repository, not in any input.
    pub fn load() -> Grammar {
        let raw: Vec<RawPool> = SOURCES.iter().flat_map(|source| sections(source)).collect();
        let names: HashMap<_, _> = raw.iter().enumerate().map(|(index, pool)| (pool.name, index)).collect();
        let pools = raw.iter().map(|pool| resolve(pool, &names)).collect();
        Grammar { pools, names }
    }

    /// The index of a pool by its name.
    pub fn pool(&self, name: &str) -> usize {
        find(&self.names, name)
    }
}

struct RawPool {
    name: &'static str,
    options: Vec<&'static str>,
    choices: Vec<&'static str>,
}

fn sections(source: &'static str) -> Vec<RawPool> {
    source.split("\n=== ").skip(1).filter_map(section).collect()
}

fn section(text: &'static str) -> Option<RawPool> {
    let (header, body) = text.split_once('\n')?;
    let mut words = header.split_whitespace();
    let name = words.next()?;
    let options: Vec<_> = words.collect();
    let separator = if options.contains(&"lines") { "\n" } else { "\n---\n" };
    let choices =
        body.trim_end_matches('\n').split(separator).map(|choice| choice.trim_matches('\n')).collect();
    Some(RawPool { name, options, choices })
}

fn resolve(raw: &RawPool, names: &HashMap<&'static str, usize>) -> Pool {
    let option = |key: &str| raw.options.iter().find_map(|option| option.strip_prefix(key));
    Pool {
        choices: raw.choices.iter().map(|choice| pieces(choice, names)).collect(),
        cast: option("cast=").and_then(|count| count.parse().ok()).unwrap_or(0),
        fallback: option("deep=").map(|name| find(names, name)),
        gap: match (raw.options.contains(&"apart"), raw.options.contains(&"inline")) {
            (true, _) => "\n\n",
            (_, true) => "",
            _ => "\n",
        },
        planted: raw.options.contains(&"planted"),
    }
}

fn pieces(template: &'static str, names: &HashMap<&'static str, usize>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once('«') {
        let Some((inside, after)) = tail.split_once('»') else { break };
        let line = before.rsplit('\n').next().unwrap_or_default();
        let alone = line.trim().is_empty() && (after.is_empty() || after.starts_with('\n'));
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Slot(slot(inside, if alone { line.len() } else { 0 }, names)));
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn slot(inside: &str, indent: usize, names: &HashMap<&'static str, usize>) -> Slot {
    let (name, repeat) = match inside.split_once('*') {
        Some((name, range)) => (name, bounds(range)),
        None => (inside, (1, 1)),
    };
    let (name, mark) = match name.split_once('.') {
        Some((name, mark)) => (name, mark.parse().unwrap_or(0)),
        None => (name, 0),
    };
    Slot { what: what(name, names), case: case(name), mark, repeat, indent }
}

fn what(name: &str, names: &HashMap<&'static str, usize>) -> What {
    let (name, argument) = name.split_once(':').unwrap_or((name, ""));
    let (low, high) = bounds(argument);
    match name {
        "int" => What::Number(low, high),
        "hex" => What::Hex(low),
        "base64" => What::Base64(low),
        "letters" => What::Letters(low),
        "seq" => What::Sequence,
        "jwt" => What::Jwt,
        _ => What::Pool(find(names, &name.to_ascii_lowercase())),
    }
}

fn bounds(range: &str) -> (usize, usize) {
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    (low.parse().unwrap_or(1), high.parse().unwrap_or(1))
}

fn case(name: &str) -> Case {
    let upper: Vec<bool> =
        name.chars().filter(char::is_ascii_alphabetic).map(|c| c.is_ascii_uppercase()).collect();
    match (upper.first(), upper.get(1)) {
        (Some(true), Some(true)) => Case::Screaming,
        (Some(true), _) => Case::Pascal,
        (Some(false), Some(true)) => Case::Camel,
        _ => Case::Snake,
    }
}

fn find(names: &HashMap<&'static str, usize>, name: &str) -> usize {
    *names.get(name).unwrap_or_else(|| panic!("no pool `{name}` in benches/tree/generate/grammar"))
}
