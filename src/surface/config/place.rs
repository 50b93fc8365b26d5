//! Where the bytes of a value's text stand in the file around it.
//!
//! In: a scalar, and the tree that its text was read into. Out: the same tree with places in the file. Lines of
//! a YAML block lose their indentation and quoted texts their escapes; where text and file differ otherwise,
//! every place is the whole value, and nothing can be written there.

use super::tree::{Node, Scalar, Style, Tree, Value};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

pub(super) struct Map {
    /// Starts of stretches that are equal, in the text and in the file; none if the text is spelled otherwise.
    stretches: Vec<(usize, usize)>,
    whole: Range<usize>,
}

impl Map {
    pub fn of(file: &str, scalar: &Scalar) -> Map {
        let whole = scalar.inner.clone();
        let raw = file.get(whole.clone()).unwrap_or("");
        let stretches = match scalar.style {
            Style::Foreign => None,
            Style::Literal => lines(file, scalar),
            _ => (raw == scalar.text).then(|| vec![(0, whole.start)]),
        };
        Map { stretches: stretches.unwrap_or_default(), whole }
    }

    pub fn start(&self, at: usize) -> usize {
        let next = self.stretches.partition_point(|(text, _)| *text <= at);
        let stretch = next.checked_sub(1).and_then(|found| self.stretches.get(found));
        stretch.map_or(self.whole.start, |(text, file)| (file + (at - text)).min(self.whole.end))
    }

    fn range(&self, range: &Range<usize>) -> Range<usize> {
        if self.stretches.is_empty() {
            return self.whole.clone();
        }
        let start = self.start(range.start);
        let end = if range.is_empty() { start } else { self.start(range.end - 1) + 1 };
        start..end.clamp(start, self.whole.end.max(start))
    }

    pub fn tree(&self, tree: &Tree) -> Tree {
        let mut known = HashMap::new();
        Tree {
            roots: tree.roots.iter().map(|root| self.node(root, &mut known)).collect(),
            syntax: tree.syntax,
        }
    }

    fn node(&self, node: &Node, known: &mut HashMap<*const Value, Arc<Value>>) -> Node {
        Node {
            key: node.key.clone(),
            key_span: self.range(&node.key_span),
            value: self.value(&node.value, known),
            span: self.range(&node.span),
            comment: node.comment.as_ref().map(|comment| self.range(comment)),
        }
    }

    fn value(&self, value: &Value, known: &mut HashMap<*const Value, Arc<Value>>) -> Value {
        let mut nodes = |children: &[Node]| children.iter().map(|child| self.node(child, known)).collect();
        match value {
            Value::Scalar(scalar) => Value::Scalar(self.scalar(scalar)),
            Value::Table(children) => Value::Table(nodes(children)),
            Value::List(children) => Value::List(nodes(children)),
            Value::Shared(inner) => {
                let place: *const Value = Arc::as_ptr(inner);
                if let Some(done) = known.get(&place) {
                    return Value::Shared(Arc::clone(done));
                }
                let done = Arc::new(self.value(inner, known));
                known.insert(place, Arc::clone(&done));
                Value::Shared(done)
            }
        }
    }

    fn scalar(&self, scalar: &Scalar) -> Scalar {
        let style = if self.stretches.is_empty() { Style::Foreign } else { scalar.style };
        Scalar { text: scalar.text.clone(), kind: scalar.kind, style, inner: self.range(&scalar.inner) }
    }
}

/// The lines of a block, whose indentation is that of its first; nothing if a line is not as the text says.
fn lines(file: &str, scalar: &Scalar) -> Option<Vec<(usize, usize)>> {
    let head = file.get(..scalar.inner.start)?;
    let indent = head.len() - head.rfind('\n').map_or(0, |newline| newline + 1);
    let mut stretches = Vec::new();
    let (mut text_at, mut file_at) = (0, scalar.inner.start);
    for (number, line) in scalar.text.split_inclusive('\n').enumerate() {
        let rest = file.get(file_at..)?;
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        file_at += if number == 0 { 0 } else { blank.min(indent) };
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let rest = file.get(file_at..)?.strip_prefix(bare)?;
        stretches.push((text_at, file_at));
        text_at += line.len();
        file_at +=
            bare.len() + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    Some(stretches)
}
