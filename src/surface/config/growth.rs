//! Grows a tree in file order, for formats whose tables are closed where they were opened.
//!
//! In: keys, values, openings and closings as a reader meets them. Out: documents of nodes. It caps the
//! nesting and the number of nodes, gives list items their index, and shares what is anchored. Knows no
//! grammar: what is left open at the end is closed.

use super::tree::{Kind, MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, Node, Problem, Scalar, Style, Value};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// What a bracket or an indentation opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Document,
    Table,
    List,
}

struct Frame {
    shape: Shape,
    start: usize,
    /// Number of the anchor, 0 for none.
    anchor: usize,
    children: Vec<Node>,
    /// The key that waits for its value.
    key: Option<(String, Range<usize>)>,
    /// How deep the children nest.
    height: usize,
}

#[derive(Default)]
pub(super) struct Growth {
    frames: Vec<Frame>,
    pub roots: Vec<Node>,
    pub problems: Vec<Problem>,
    /// Shared values by their anchor's number, with how deep they nest.
    anchors: HashMap<usize, (Arc<Value>, usize)>,
    /// Openings below the deepest level, which are read over.
    too_deep: usize,
    nodes: usize,
}

impl Growth {
    pub fn problem(&mut self, offset: usize, message: &str) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem { offset, message: message.to_owned() });
        }
    }

    /// Whether the file has more values than a tree may hold; noted once.
    pub fn is_full(&mut self, offset: usize) -> bool {
        if self.nodes >= MAX_NODES {
            self.problem(offset, "more values than are read from one file; the rest is left out");
        }
        self.nodes >= MAX_NODES
    }

    pub fn open(&mut self, shape: Shape, start: usize, anchor: usize) {
        if self.too_deep > 0 || self.frames.len() > MAX_DEPTH {
            if self.too_deep == 0 {
                self.problem(start, "nested too deeply");
            }
            self.too_deep += 1;
            return;
        }
        self.frames.push(Frame { shape, start, anchor, children: Vec::new(), key: None, height: 0 });
    }

    /// Closes the innermost opening. Without an end of its own it ends with its last child.
    pub fn close(&mut self, end: Option<usize>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            if self.too_deep == 0 {
                let at = end.unwrap_or(0);
                self.put(Value::Scalar(null(at)), at..at, 0, 0);
            }
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        let last = frame.children.last().map_or(frame.start, |child| child.span.end.max(child.key_span.end));
        let span = frame.start..end.unwrap_or(last).max(frame.start);
        match frame.shape {
            Shape::Document => self.end_document(frame, span),
            Shape::Table => self.put(Value::Table(frame.children), span, frame.anchor, frame.height),
            Shape::List => self.put(Value::List(frame.children), span, frame.anchor, frame.height),
        }
    }

    /// Closes the innermost opening of this shape, and what is left open within it. A closing that opens
    /// nothing is a problem.
    pub fn close_as(&mut self, shape: Shape, span: Range<usize>) {
        if self.too_deep == 0 {
            if !self.frames.iter().any(|frame| frame.shape == shape) {
                return self.problem(span.start, "closes nothing");
            }
            while self.innermost().is_some_and(|(open, _)| open != shape) {
                self.problem(span.start, "closes what is not open");
                self.close_one();
            }
            self.fill_pending();
        }
        self.close(Some(span.end));
    }

    /// A key that is left without its value has none.
    pub fn fill_pending(&mut self) {
        if let (Some((Shape::Table, _)), Some(key)) = (self.innermost(), self.pending_key()) {
            self.put(Value::Scalar(null(key.end)), key.end..key.end, 0, 0);
        }
    }

    fn close_one(&mut self) {
        self.fill_pending();
        self.close(None);
    }

    fn end_document(&mut self, frame: Frame, span: Range<usize>) {
        if let Some(mut root) = frame.children.into_iter().next() {
            root.key = String::new();
            root.key_span = root.span.start..root.span.start;
            root.span = span.start.min(root.span.start)..span.end.max(root.span.end);
            self.roots.push(root);
        }
        self.anchors.clear();
    }

    pub fn scalar(&mut self, scalar: Scalar, span: Range<usize>, anchor: usize) {
        if self.too_deep == 0 {
            self.put(Value::Scalar(scalar), span, anchor, 0);
        }
    }

    /// The value of an anchor again. One that is not closed yet, or that would nest too deeply, is null.
    pub fn alias(&mut self, anchor: usize, span: Range<usize>) {
        if self.too_deep > 0 {
            return;
        }
        let depth = self.frames.len();
        let known = self.anchors.get(&anchor).map(|(value, height)| (Arc::clone(value), *height));
        match known {
            Some((value, height)) if depth + height <= MAX_DEPTH => {
                self.put(Value::Shared(value), span, 0, height);
            }
            Some(_) => {
                self.problem(span.start, "nested too deeply");
                self.put(Value::Scalar(null(span.start)), span, 0, 0);
            }
            None => self.put(Value::Scalar(null(span.start)), span, 0, 0),
        }
    }

    /// The end of what the innermost opening waits for a value behind: its key.
    pub fn pending_key(&self) -> Option<Range<usize>> {
        self.frames.last()?.key.as_ref().map(|(_, span)| span.clone())
    }

    /// Whether a scalar now is a key.
    pub fn wants_key(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.shape == Shape::Table && frame.key.is_none())
    }

    /// Where everything that is open was opened, from the outside.
    pub fn starts(&self) -> impl Iterator<Item = usize> {
        self.frames.iter().filter(|frame| frame.shape != Shape::Document).map(|frame| frame.start)
    }

    pub fn innermost(&self) -> Option<(Shape, usize)> {
        self.frames.last().map(|frame| (frame.shape, frame.start))
    }

    fn put(&mut self, value: Value, span: Range<usize>, anchor: usize, height: usize) {
        self.nodes += 1;
        let value = self.shared(value, anchor, height);
        let Some(frame) = self.frames.last_mut() else { return };
        let (key, key_span) = match (frame.shape, frame.key.take()) {
            (Shape::Table, None) => {
                frame.key = Some((key_text(&value), span));
                return;
            }
            (_, Some(key)) => key,
            (_, None) => (frame.children.len().to_string(), span.start..span.start),
        };
        frame.height = frame.height.max(height + 1);
        frame.children.push(Node { key, key_span, value, span, comment: None });
    }

    fn shared(&mut self, value: Value, anchor: usize, height: usize) -> Value {
        if anchor == 0 {
            return value;
        }
        let value = Arc::new(value);
        self.anchors.insert(anchor, (Arc::clone(&value), height));
        Value::Shared(value)
    }

    /// Closes everything. A key without a value has none.
    pub fn close_all(&mut self) {
        self.too_deep = 0;
        while self.innermost().is_some() {
            self.close_one();
        }
    }
}

/// What a key says; a table or a list as a key has no text.
fn key_text(value: &Value) -> String {
    match value.resolved() {
        Value::Scalar(scalar) => scalar.text.clone(),
        Value::Table(_) | Value::List(_) | Value::Shared(_) => String::new(),
    }
}

/// Nothing, at this offset.
pub(super) fn null(at: usize) -> Scalar {
    Scalar { text: String::new(), kind: Kind::Null, style: Style::Plain, inner: at..at }
}
