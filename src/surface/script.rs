//! JavaScript and TypeScript, also in pages and components: what a file reads from the environment, what stands in where nothing is set, which
//! modelled calls it is handed to, and keys that these get as literals.
//!
//! In: one file. Out: facts of keys, lifetimes, cookies, CORS and stored tokens. What it takes from other files is
//! handed on by their names.

mod abroad;
mod around;
mod bind;
mod export;
mod fact;
mod fill;
mod guard;
mod mask;
mod member;
mod page;
mod path;
mod place;
mod read;
mod row;
mod schema;
mod site;
mod syntax;
mod text;
mod value;
mod weight;

pub use abroad::{Answer, Taken, ask};

use super::{Extracted, Tools};
use crate::finding::Problem;
use crate::source::Source;
use std::path::PathBuf;

/// Larger files are bundles: what they were made from is judged.
pub const LONGEST: usize = 1024 * 1024;

/// Bytes of an average line beyond which nobody wrote it.
const WRITTEN_LINE: usize = 400;

const ENDINGS: [&str; 8] = [".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"];

/// Declarations hold no values.
const DECLARATIONS: [&str; 3] = [".d.ts", ".d.mts", ".d.cts"];

pub fn claims(source: &Source, tools: &Tools<'_>) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| source.path.ends_with(ending));
    if ends(&page::ENDINGS) {
        return source.text.len() <= LONGEST && speaks(&source.text, tools);
    }
    ends(&ENDINGS) && !ends(&DECLARATIONS) && is_worth(&source.text, tools)
}

fn is_worth(text: &str, tools: &Tools<'_>) -> bool {
    speaks(text, tools) && !is_generated(text.as_bytes())
}

/// Whether a text holds words that models know.
fn speaks(text: &str, tools: &Tools<'_>) -> bool {
    let text = text.as_bytes();
    tools.script_packages.matches(text) || tools.script.matches(text) && tools.script_names.matches(text)
}

/// A minified file or bundle repeats what its sources say.
fn is_generated(text: &[u8]) -> bool {
    let lines = memchr::memchr_iter(b'\n', text).count() + 1;
    text.len() > LONGEST || text.len() / lines > WRITTEN_LINE
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    if !page::ENDINGS.iter().any(|ending| source.path.ends_with(ending)) {
        return of_script(source, tools);
    }
    let mut out = Extracted::default();
    for script in page::scripts(&source.text) {
        let text = source.text.get(script.place.clone()).unwrap_or("");
        if is_worth(text, tools) {
            let inner = Source {
                id: source.id,
                path: script.name.into(),
                disk: PathBuf::new(),
                text: text.to_owned(),
                encoding: source.encoding,
                gaps: Vec::new(),
            };
            add_shifted(&mut out, of_script(&inner, tools), source, script.place.start);
        }
    }
    out
}

/// What a script says, at its places in the page.
fn add_shifted(out: &mut Extracted, mut found: Extracted, page: &Source, start: usize) {
    found.facts.iter_mut().for_each(|fact| fact.shift(start));
    found.taken.iter_mut().for_each(|taken| taken.shift(start));
    out.facts.extend(found.facts);
    out.taken.extend(found.taken);
    out.secrets.extend(found.secrets.into_iter().map(|span| span.shifted(start)));
    out.problems.extend(found.problems.into_iter().map(|problem| Problem {
        path: page.path.to_string(),
        offset: problem.offset.map(|offset| offset + start),
        ..problem
    }));
    out.parsed = true;
}

fn of_script(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut out = Extracted { parsed: true, ..Extracted::default() };
    let read = syntax::with_tree(source, tools.models, |tree| (fact::facts(tree), mask::secrets(tree)));
    match read {
        Ok((((facts, taken), secrets), broken)) => {
            out.facts = facts;
            out.taken = taken;
            out.secrets = secrets;
            out.problems.extend(broken.map(|problem| placed(source, problem)));
        }
        Err(problem) => out.problems.push(placed(source, problem)),
    }
    out
}

fn placed(source: &Source, (offset, message): syntax::Broken) -> Problem {
    let message = format!("not parsed as JavaScript: {message}");
    Problem { path: source.path.to_string(), offset, message }
}

#[cfg(test)]
mod tests;
