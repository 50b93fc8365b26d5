//! HCL into the key-path tree: Terraform, OpenTofu, Vault, Nomad.
//!
//! In: the text of a file. Out: attributes, and blocks whose labels are keys: `resource.aws_x.main.name`.
//! Literals are known; any other expression reads as a reference. `hcl-edit` 0.10 parses, and limits the
//! nesting to 64 itself. Where a file does not parse, its top-level blocks are read one by one.

#[cfg(test)]
mod tests;
mod value;
mod write;

pub(super) use write::{insertion, replacement};

use super::edit::mark_len;
use super::leaf::{self, at};
use super::tree::{MAX_DEPTH, MAX_PROBLEMS, Node, Problem, Syntax, Tree};
use hcl_edit::Span;
use hcl_edit::structure::{Block, Body, Structure};
use std::ops::Range;

/// Reads a file.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let whole = mark_len(text)..text.len();
    let mut growth = Growth { text, start: whole.start, problems: Vec::new() };
    let nodes = match growth.parse(whole.clone()) {
        Some(nodes) => nodes,
        None => chunks(text, whole.clone()).into_iter().flat_map(|chunk| growth.part(chunk)).collect(),
    };
    let mut problems = growth.problems;
    problems.truncate(MAX_PROBLEMS);
    (Tree::of_table(nodes, whole, Syntax::Hcl), problems)
}

/// Top-level blocks, cut behind each line that begins with a closing brace.
fn chunks(text: &str, whole: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = whole.start;
    for line in leaf::lines(text) {
        let end = line.end;
        if at(text, line).starts_with('}') {
            found.push(start..end);
            start = end;
        }
    }
    found.push(start..whole.end);
    found
}

/// Makes nodes of what the parser found.
struct Growth<'t> {
    text: &'t str,
    /// Where the part that is parsed begins: places in it count from there.
    start: usize,
    problems: Vec<Problem>,
}

impl Growth<'_> {
    fn part(&mut self, chunk: Range<usize>) -> Vec<Node> {
        let nodes = self.parse(chunk.clone());
        if nodes.is_none() {
            let first = at(self.text, chunk.clone());
            let blank = first.len() - first.trim_start().len();
            self.problems.push(leaf::problem(chunk.start + blank, "a block is no valid HCL"));
        }
        nodes.unwrap_or_default()
    }

    fn parse(&mut self, chunk: Range<usize>) -> Option<Vec<Node>> {
        let body: Body = at(self.text, chunk.clone()).parse().ok()?;
        self.start = chunk.start;
        Some(self.body(&body, 0))
    }

    /// A place in the file.
    fn place(&self, part: &impl Span) -> Option<Range<usize>> {
        let range = part.span()?;
        let range = self.start + range.start..self.start + range.end;
        self.text.get(range.clone()).map(|_| range)
    }

    fn body(&mut self, body: &Body, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        for structure in body {
            nodes.extend(match structure {
                Structure::Attribute(attribute) => {
                    let key = self.place(&attribute.key);
                    key.and_then(|key| self.value(attribute.key.as_str(), key, &attribute.value, depth))
                }
                Structure::Block(block) => self.block(block, depth),
            });
        }
        nodes
    }

    /// The block's name and labels, one below the other, with the body under the last.
    fn block(&mut self, block: &Block, depth: usize) -> Option<Node> {
        let name = self.place(&block.ident)?;
        let depth = depth + 1 + block.labels.len();
        if depth >= MAX_DEPTH {
            self.problems.push(leaf::problem(name.start, "nested too deep"));
            return None;
        }
        let mut keys = vec![(block.ident.as_str(), name.clone())];
        for label in &block.labels {
            keys.push((label.as_str(), self.place(label)?));
        }
        let mut children = self.body(&block.body, depth);
        for (key, place) in keys.into_iter().rev() {
            let head = name.start..place.end;
            children = vec![leaf::table(key, place, head, children)];
        }
        children.pop()
    }
}
