//! JavaScript and TypeScript: what a file reads from the environment, what stands in where nothing is set, which
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
mod path;
mod place;
mod read;
mod row;
mod schema;
mod syntax;
mod value;
mod weight;

pub use abroad::{Answer, Taken, ask};

use super::{Extracted, Tools};
use crate::finding::Problem;
use crate::source::Source;

/// Larger files are bundles: what they were made from is judged.
pub const LONGEST: usize = 1024 * 1024;

/// Bytes of an average line beyond which nobody wrote it.
const WRITTEN_LINE: usize = 400;

const ENDINGS: [&str; 8] = [".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"];

/// Declarations hold no values.
const DECLARATIONS: [&str; 3] = [".d.ts", ".d.mts", ".d.cts"];

pub fn claims(source: &Source, tools: &Tools<'_>) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| source.path.ends_with(ending));
    let text = source.text.as_bytes();
    ends(&ENDINGS)
        && !ends(&DECLARATIONS)
        && (tools.script_packages.matches(text)
            || tools.script.matches(text) && tools.script_names.matches(text))
        && !is_generated(text)
}

/// A minified file or bundle repeats what its sources say.
fn is_generated(text: &[u8]) -> bool {
    let lines = memchr::memchr_iter(b'\n', text).count() + 1;
    text.len() > LONGEST || text.len() / lines > WRITTEN_LINE
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
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
