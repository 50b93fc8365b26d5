//! TOML into the key-path tree.
//!
//! In: the text of a file, a byte-order mark allowed. Out: its tree and what could not be read. Each
//! statement is parsed on its own, so a broken one costs only itself (a broken header: its section).
//! `toml_parser` 1.1 gives tokens, grammar and decoding. Its parent `toml` 1.2.1 is not used to parse:
//! the recovering parser there drops all that follows a line without `=`, and freeing the value that it
//! builds from 13 KB of nested dotted keys overflows the stack. Knows no product and no fact.

mod grow;
mod parts;
mod split;
#[cfg(test)]
mod tests;
mod write;

pub(super) use write::{insertion, replacement};

use super::tree::{MAX_PROBLEMS, Problem, Syntax, Tree};
use grow::Growth;
use parts::{Part, statement};
use toml_parser::Source;
use toml_parser::parser::EventKind;

/// Reads a file. A repeated key is a problem, and both of its nodes are kept. An unclosed multi-line
/// string reaches the end of the file, and so takes the keys that follow.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut growth = Growth::new(text);
    let mut section = Some(Growth::ROOT);
    for line in split::logical_lines(&tokens, text) {
        match statement(source, line) {
            Ok(parts) => read_statement(&mut growth, &parts, &mut section),
            Err(problem) => {
                growth.problems.push(problem);
                if split::is_header(line) {
                    section = None;
                }
            }
        }
    }
    let mut problems = std::mem::take(&mut growth.problems);
    problems.truncate(MAX_PROBLEMS);
    let start = super::edit::mark_len(text);
    (Tree::of_table(growth.finish(), start..text.len(), Syntax::Toml), problems)
}

/// Adds one header or `key = value`. Without a section, because its header is broken, keys are dropped:
/// their path is not known.
fn read_statement(growth: &mut Growth<'_>, parts: &[Part], section: &mut Option<usize>) {
    match parts.first().map(|part| part.kind) {
        Some(EventKind::StdTableOpen | EventKind::ArrayTableOpen) => *section = growth.section(parts),
        Some(EventKind::SimpleKey) => {
            if let Some(section) = *section {
                growth.entry(&mut parts.iter(), section);
            }
        }
        _ => {}
    }
}
