//! Trees of directives and blocks, for formats whose words mean what they mean by their place in a line.
//!
//! In: words of directives, openings and closings in file order. Out: nodes, repeated directives kept. A lone
//! argument is the value; of several, the first is a key of its own and the others its value. Knows no
//! grammar.

use super::leaf::{self, Written, at};
use super::tree::{MAX_DEPTH, MAX_PROBLEMS, Node, Problem, Syntax, Tree};

/// A block that is still open.
#[derive(Default)]
struct Open {
    head: Vec<Written>,
    children: Vec<Node>,
}

pub(super) struct Blocks<'t> {
    text: &'t str,
    open: Vec<Open>,
    /// Openings below the deepest level, which are read over.
    skipped: usize,
    problems: Vec<Problem>,
}

impl<'t> Blocks<'t> {
    pub fn new(text: &'t str) -> Blocks<'t> {
        Blocks { text, open: vec![Open::default()], skipped: 0, problems: Vec::new() }
    }

    pub fn problem(&mut self, offset: usize, message: &str) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(leaf::problem(offset, message));
        }
    }

    pub fn directive(&mut self, words: Vec<Written>) {
        let node = directive(self.text, words).filter(|_| self.skipped == 0);
        if let Some(parent) = self.open.last_mut() {
            parent.children.extend(node);
        }
    }

    /// Opens a block with the words in front of its brace.
    pub fn open(&mut self, head: Vec<Written>, offset: usize) {
        // A block takes two levels: its name and its arguments.
        if self.skipped > 0 || self.open.len() >= MAX_DEPTH / 2 {
            self.skipped += 1;
            self.problem(offset, "nested too deep");
        } else {
            self.open.push(Open { head, children: Vec::new() });
        }
    }

    pub fn close(&mut self, offset: usize) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if !self.close_innermost() {
            self.problem(offset, "a block closes that was never opened");
        }
    }

    /// Closes the innermost block, unless that is the file.
    pub fn close_innermost(&mut self) -> bool {
        let block = if self.open.len() < 2 { None } else { self.open.pop() };
        let Some(block) = block else { return false };
        let nodes = block_nodes(self.text, &block.head, block.children);
        if let Some(parent) = self.open.last_mut() {
            parent.children.extend(nodes);
        }
        true
    }

    /// The tree. What is left open at the end is closed.
    pub fn finish(mut self, syntax: Syntax) -> (Tree, Vec<Problem>) {
        while self.close_innermost() {
            self.problem(self.text.len(), "unclosed block");
        }
        let nodes = self.open.pop().map(|top| top.children).unwrap_or_default();
        let whole = super::edit::mark_len(self.text)..self.text.len();
        (Tree::of_table(nodes, whole, syntax), self.problems)
    }
}

/// `server { .. }` is one key, `location /x { .. }` are two: all arguments together are the second. A block
/// without words belongs to what is around it.
fn block_nodes(text: &str, words: &[Written], children: Vec<Node>) -> Vec<Node> {
    let Some((name, arguments)) = words.split_first() else { return children };
    let (Some(first), Some(last)) = (arguments.first(), arguments.last()) else {
        return vec![leaf::table(&name.text, name.span.clone(), name.span.clone(), children)];
    };
    let place = first.span.start..last.span.end;
    let label = if arguments.len() == 1 { first.text.as_str() } else { at(text, place.clone()) };
    let inner = leaf::table(label, place.clone(), place.clone(), children);
    vec![leaf::table(&name.text, name.span.clone(), name.span.start..place.end, vec![inner])]
}

fn directive(text: &str, words: Vec<Written>) -> Option<Node> {
    let mut words = words.into_iter();
    let name = words.next()?;
    let key = name.span.clone();
    let Some(first) = words.next() else {
        return Some(leaf::scalar(&name.text, key.clone(), leaf::bare(text, key.end..key.end)));
    };
    let rest: Vec<Written> = words.collect();
    let (Some(start), Some(end)) =
        (rest.first().map(|word| word.span.start), rest.last().map(|word| word.span.end))
    else {
        return Some(leaf::scalar(&name.text, key, first));
    };
    let (label, place) = (first.text, first.span);
    let inner = match <[Written; 1]>::try_from(rest) {
        Ok([only]) => leaf::scalar(&label, place.clone(), only),
        Err(items) => leaf::list(&label, place.clone(), start..end, items),
    };
    Some(leaf::table(&name.text, key, place.start..end, vec![inner]))
}
