//! Dockerfiles into the key-path tree: `ENV.NAME`, `ARG.NAME`, and the commands that run.
//!
//! In: the text of a file. Out: instructions in file order, repeated ones kept; stages are not told apart.
//! `parse-dockerfile` 0.1 cuts instructions; a broken one ends what is read. Variables are not substituted.

#[cfg(test)]
mod tests;

use super::edit::{line_around, mark_len};
use super::flags::{self, Word};
use super::leaf::{self, Written, at};
use super::tree::{Node, Problem, Syntax, Tree};
use parse_dockerfile::{Command, Instruction, UnescapedString};
use std::ops::Range;

pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let start = mark_len(text);
    let whole = at(text, start..text.len());
    let (mut nodes, mut problems) = (Vec::new(), Vec::new());
    match parse_dockerfile::parse_iter(whole) {
        Ok(instructions) => {
            for instruction in instructions {
                match instruction {
                    Ok(found) => nodes.extend(node(text, start, &found)),
                    Err(error) => problems.push(leaf::problem(
                        offset(text, error.line()),
                        "not a valid instruction; what follows is not read",
                    )),
                }
            }
        }
        Err(error) => {
            problems.push(leaf::problem(offset(text, error.line()), "not a valid parser directive"))
        }
    }
    (Tree::of_table(nodes, start..text.len(), Syntax::Dockerfile), problems)
}

fn offset(text: &str, line: usize) -> usize {
    leaf::lines(text).nth(line.saturating_sub(1)).map_or(text.len(), |line| line.start)
}

fn node(text: &str, start: usize, instruction: &Instruction<'_>) -> Option<Node> {
    let place = |span: &Range<usize>| start + span.start..start + span.end;
    match instruction {
        Instruction::Env(env) => variables(text, "ENV", place(&env.env.span), place(&env.arguments.span)),
        Instruction::Arg(arg) => variables(text, "ARG", place(&arg.arg.span), place(&arg.arguments.span)),
        Instruction::Run(run) => command(text, start, "RUN", place(&run.run.span), &run.arguments),
        Instruction::Cmd(cmd) => command(text, start, "CMD", place(&cmd.cmd.span), &cmd.arguments),
        Instruction::Entrypoint(entry) => {
            command(text, start, "ENTRYPOINT", place(&entry.entrypoint.span), &entry.arguments)
        }
        Instruction::Onbuild(later) => node(text, start, &later.instruction),
        _ => None,
    }
}

/// `NAME=value ..`, or one name and the rest of the line.
fn variables(text: &str, key: &str, key_span: Range<usize>, place: Range<usize>) -> Option<Node> {
    text.get(place.clone())?;
    let words: Vec<Word> =
        flags::words(text, place.clone()).into_iter().filter(|word| !is_remark(text, word)).collect();
    let first = words.first()?;
    let legacy = key == "ENV" && !at(text, first.span.clone()).contains('=');
    let found = if legacy {
        let value = leaf::trimmed(text, first.span.end..place.end);
        vec![leaf::scalar(at(text, first.span.clone()), first.span.clone(), flags::unquoted(text, value))]
    } else {
        words.iter().filter_map(|word| variable(text, word)).collect()
    };
    Some(leaf::table(key, key_span, place, found))
}

/// A comment between joined lines.
fn is_remark(text: &str, word: &Word) -> bool {
    at(text, line_around(text, word.span.start)).trim_start().starts_with('#')
}

fn variable(text: &str, word: &Word) -> Option<Node> {
    let equals = at(text, word.span.clone()).find('=')?;
    let key = word.span.start..word.span.start + equals;
    let value = flags::unquoted(text, key.end + 1..word.span.end);
    Some(leaf::scalar(at(text, key.clone()), key, value))
}

fn command(text: &str, start: usize, key: &str, key_span: Range<usize>, said: &Command<'_>) -> Option<Node> {
    match said {
        Command::Shell(line) => {
            let span = start + line.span.start..start + line.span.end;
            text.get(span.clone())?;
            Some(leaf::scalar(key, key_span, leaf::bare(text, span)))
        }
        Command::Exec(words) => {
            let span = start + words.span.start..start + words.span.end;
            let items = words.value.iter().filter_map(|word| item(text, start, word)).collect();
            Some(leaf::list(key, key_span, span, items))
        }
        _ => None,
    }
}

fn item(text: &str, start: usize, word: &UnescapedString<'_>) -> Option<Written> {
    let span = start + word.span.start..start + word.span.end;
    text.get(span.clone())?;
    Some(Written { text: word.value.to_string(), ..flags::unquoted(text, span) })
}
