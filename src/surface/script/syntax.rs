//! The only file that knows how the parser is called: text to a tree with resolved names, on a stack that bears it.
//!
//! In: a file. Out: what a visitor makes of its tree, and the first thing that the parser did not understand. Trees
//! live in an arena and don't leave this file.

use super::bind::Tree;
use super::weight::{Weight, weight};
use crate::model::Models;
use crate::source::Source;
use oxc_allocator::Allocator;
use oxc_parser::{ParseOptions, Parser};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

/// Where something is wrong, if that is one place, and what.
pub type Broken = (Option<usize>, String);

/// The most levels for which a stack is asked.
const HIGHEST: usize = 20_000;

/// The most brackets at which the parser may guess; files that people write hold less than half as many.
const GUESSES: usize = 2_500;

/// Bytes of stack for one level; the unoptimised parser's frames are several times as large.
const FRAME: usize = if cfg!(debug_assertions) { 24 * 1024 } else { 5 * 1024 };

/// What the parser needs for the shallowest file.
const LEAST: usize = 1024 * 1024;

/// Parses a file and shows its tree to `visit`.
///
/// # Errors
/// Why it is not parsed.
pub fn with_tree<T: Send>(
    source: &Source,
    models: &Models,
    visit: impl FnOnce(&Tree<'_, '_>) -> T + Send,
) -> Result<(T, Option<Broken>), Broken> {
    let Weight { levels, guesses } = weight(&source.text);
    if levels > HIGHEST || guesses > GUESSES {
        return Err((None, "too many brackets and operators".to_owned()));
    }
    std::thread::scope(|scope| {
        let work = || parsed(source, models, visit);
        let thread = std::thread::Builder::new().stack_size(LEAST + levels * FRAME).spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => Err((None, format!("no memory for a stack: {error}"))),
        }
    })
}

fn parsed<T>(
    source: &Source,
    models: &Models,
    visit: impl FnOnce(&Tree<'_, '_>) -> T,
) -> Result<(T, Option<Broken>), Broken> {
    let allocator = Allocator::default();
    let text = source.text.as_str();
    let options = ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
    let parsed = Parser::new(&allocator, text, language(&source.path)).with_options(options).parse();
    let broken = parsed.diagnostics.first().map(|first| {
        let offset = first.labels.iter().next().map(|label| label.offset() as usize);
        (offset, first.message.to_string())
    });
    match broken {
        Some(broken) if parsed.panicked => Err(broken),
        broken => {
            let semantic = SemanticBuilder::new_linter().build(&parsed.program).semantic;
            let tree = Tree { semantic: &semantic, models, file: source.id, text };
            Ok((visit(&tree), broken))
        }
    }
}

/// The language by the file's ending. JSX stands in `.js` files, too; a `.js` file says itself whether it is a module.
fn language(path: &str) -> SourceType {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "ts" | "mts" | "cts" => SourceType::ts(),
        "tsx" => SourceType::tsx(),
        "mjs" => SourceType::mjs().with_jsx(true),
        "cjs" => SourceType::cjs().with_jsx(true),
        _ => SourceType::unambiguous().with_jsx(true),
    }
}
