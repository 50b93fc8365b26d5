//! nginx configuration into the key-path tree.
//!
//! In: the text of a file; nothing is included. Out: directives in file order, repeated ones kept. A lone
//! argument is the value; of several, the first is a key of its own and the others its value:
//! `add_header.X-Frame-Options`, `location.~ \.php$.proxy_pass`. Variables stay as they are written.

#[cfg(test)]
mod tests;
mod token;

use super::edit::{NewValue, bare, mark_len};
use super::leaf::{self, Written, at};
use super::tree::{MAX_DEPTH, MAX_PROBLEMS, Node, Problem, Style, Syntax, Tree};
use token::{Mark, Token};

/// A block that is still open.
struct Open {
    head: Vec<Written>,
    children: Vec<Node>,
}

/// Reads a file. Blocks below the deepest level are skipped; what is left open at the end is closed.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut open = vec![Open { head: Vec::new(), children: Vec::new() }];
    let (mut words, mut skipped): (Vec<Written>, usize) = (Vec::new(), 0);
    for token in token::tokens(text, mark_len(text)) {
        match token {
            Token::Word(word) => words.push(word),
            Token::Broken(offset) => problems.push(leaf::problem(offset, "unclosed quote")),
            Token::Mark(mark, offset) => {
                let head = std::mem::take(&mut words);
                match mark {
                    Mark::End => add(text, &mut open, head, None),
                    Mark::Open if skipped > 0 || open.len() >= MAX_DEPTH / 2 => {
                        skipped += 1;
                        problems.push(leaf::problem(offset, "nested too deep"));
                    }
                    Mark::Open => open.push(Open { head, children: Vec::new() }),
                    Mark::Close if skipped > 0 => skipped -= 1,
                    Mark::Close => {
                        add(text, &mut open, head, None);
                        if !close(text, &mut open) {
                            problems.push(leaf::problem(offset, "a block closes that was never opened"));
                        }
                    }
                }
            }
        }
    }
    add(text, &mut open, words, None);
    while close(text, &mut open) {
        problems.push(leaf::problem(text.len(), "unclosed block"));
    }
    let nodes = open.pop().map(|top| top.children).unwrap_or_default();
    problems.truncate(MAX_PROBLEMS);
    (Tree::of_table(nodes, mark_len(text)..text.len(), Syntax::Nginx), problems)
}

/// Closes the innermost block, unless that is the file.
fn close(text: &str, open: &mut Vec<Open>) -> bool {
    if open.len() < 2 {
        return false;
    }
    let Some(block) = open.pop() else { return false };
    add(text, open, block.head, Some(block.children));
    true
}

/// Puts a directive, or a block with its children, below the innermost open block.
fn add(text: &str, open: &mut [Open], words: Vec<Written>, block: Option<Vec<Node>>) {
    let node = match block {
        Some(children) => block_node(text, &words, children),
        None => directive(text, words),
    };
    if let (Some(node), Some(parent)) = (node, open.last_mut()) {
        parent.children.push(node);
    }
}

/// `server { .. }` is one key, `location /x { .. }` are two: all arguments together are the second.
fn block_node(text: &str, words: &[Written], children: Vec<Node>) -> Option<Node> {
    let (name, arguments) = words.split_first()?;
    let (Some(first), Some(last)) = (arguments.first(), arguments.last()) else {
        return Some(leaf::table(&name.text, name.span.clone(), name.span.clone(), children));
    };
    let place = first.span.start..last.span.end;
    let label = if arguments.len() == 1 { first.text.as_str() } else { at(text, place.clone()) };
    let inner = leaf::table(label, place.clone(), place.clone(), children);
    Some(leaf::table(&name.text, name.span.clone(), name.span.start..place.end, vec![inner]))
}

fn directive(text: &str, words: Vec<Written>) -> Option<Node> {
    let mut words = words.into_iter();
    let name = words.next()?;
    let key = name.span.clone();
    let Some(first) = words.next() else {
        return Some(leaf::scalar(&name.text, key.clone(), leaf::bare(text, key.end..key.end)));
    };
    let mut rest: Vec<Written> = words.collect();
    let Some(last) = rest.last().map(|last| last.span.end) else {
        return Some(leaf::scalar(&name.text, key, first));
    };
    let (label, place) = (first.text, first.span);
    let inner = match rest.pop() {
        Some(only) if rest.is_empty() => leaf::scalar(&label, place.clone(), only),
        more => {
            rest.extend(more);
            let start = rest.first().map_or(last, |item| item.span.start);
            leaf::list(&label, place.clone(), start..last, rest)
        }
    };
    Some(leaf::table(&name.text, key, place.start..last, vec![inner]))
}

/// Spells an argument: bare where no letter ends it, else in the quotes it had.
pub(super) fn replacement(style: Style, new: &NewValue) -> String {
    let text = bare(new);
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+,=*".contains(letter);
    match style {
        Style::Plain if !text.is_empty() && text.chars().all(plain) => text,
        Style::SingleQuoted => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        _ => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}
