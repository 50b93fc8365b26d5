//! Grows the tree out of TOML statements, which may come back to a table at any time.
//!
//! In: statements as parts. Out: the nodes. Nodes lie in one list with an index by parent and key, so
//! that a file of many sections stays linear; they become a tree at the end.

use super::super::tree::{MAX_DEPTH, Node, Problem, Value};
use super::parts::Part;
use std::collections::HashMap;
use std::ops::Range;
use std::slice::Iter;
use toml_parser::parser::EventKind;

pub(super) struct Growth<'s> {
    text: &'s str,
    cells: Vec<Cell>,
    index: HashMap<(usize, String), usize>,
    pub problems: Vec<Problem>,
}

struct Cell {
    node: Node,
    children: Vec<usize>,
    depth: usize,
    origin: Origin,
}

/// How a node came into the file, which decides how it may be added to later.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Right of a `=`: complete as it stands.
    Inline,
    /// Left of a `=`.
    Dotted,
    /// Between the brackets of a header.
    Header,
}

type Parts<'p> = Iter<'p, Part>;

impl<'s> Growth<'s> {
    /// The cell of the document itself.
    pub const ROOT: usize = 0;

    pub fn new(text: &'s str) -> Growth<'s> {
        let node = table("", 0..0, 0..0);
        let root = Cell { node, children: Vec::new(), depth: 0, origin: Origin::Header };
        Growth { text, cells: vec![root], index: HashMap::new(), problems: Vec::new() }
    }

    /// Opens `[a.b]` or `[[a.b]]`. Gives the cell that the following keys belong to.
    pub fn section(&mut self, parts: &[Part]) -> Option<usize> {
        let (open, close) = (parts.first()?, parts.last()?);
        let span = open.span.start..close.span.end;
        let keys: Vec<&Part> = parts.iter().filter(|part| part.kind == EventKind::SimpleKey).collect();
        let (last, parents) = keys.split_last()?;
        let parent = self.descend(Self::ROOT, parents, Origin::Header)?;
        let array = open.kind == EventKind::ArrayTableOpen;
        match self.child(parent, &last.text) {
            None if array => {
                let list = Value::List(Vec::new());
                let list =
                    self.add(parent, &last.text, last.span.clone(), list, span.clone(), Origin::Header)?;
                self.element(list, span)
            }
            None => self.add(
                parent,
                &last.text,
                last.span.clone(),
                Value::Table(Vec::new()),
                span,
                Origin::Header,
            ),
            Some(found) => self.reopen(found, last, span, array),
        }
    }

    /// Adds `key = value` to a table.
    pub fn entry(&mut self, parts: &mut Parts<'_>, table: usize) {
        let mut keys = Vec::new();
        for part in parts.by_ref() {
            match part.kind {
                EventKind::SimpleKey => keys.push(part),
                EventKind::KeyValSep => break,
                _ => {}
            }
        }
        let place = keys.split_last().and_then(|(last, parents)| {
            Some((self.descend(table, parents, Origin::Dotted)?, &last.text, last.span.clone()))
        });
        if let (Some((parent, key, key_span)), Some(first)) = (place, parts.next()) {
            self.value(first, parts, parent, key, key_span);
        }
    }

    fn value(
        &mut self,
        first: &Part,
        parts: &mut Parts<'_>,
        parent: usize,
        key: &str,
        key_span: Range<usize>,
    ) {
        let span = first.span.clone();
        match first.kind {
            EventKind::Scalar => {
                self.add(parent, key, key_span, Value::Scalar(first.scalar()), span, Origin::Inline);
            }
            EventKind::ArrayOpen => {
                if let Some(list) =
                    self.add(parent, key, key_span, Value::List(Vec::new()), span, Origin::Inline)
                {
                    self.list(list, parts);
                }
            }
            EventKind::InlineTableOpen => {
                if let Some(table) =
                    self.add(parent, key, key_span, Value::Table(Vec::new()), span, Origin::Inline)
                {
                    self.inline_table(table, parts);
                }
            }
            _ => {}
        }
    }

    fn list(&mut self, list: usize, parts: &mut Parts<'_>) {
        while let Some(part) = parts.next() {
            match part.kind {
                EventKind::ArrayClose => return self.close(list, part.span.end),
                EventKind::ValueSep => {}
                _ => {
                    let index = self.cells.get(list).map_or(0, |cell| cell.children.len()).to_string();
                    self.value(part, parts, list, &index, part.span.start..part.span.start);
                }
            }
        }
    }

    fn inline_table(&mut self, table: usize, parts: &mut Parts<'_>) {
        while let Some(part) = parts.as_slice().first() {
            match part.kind {
                EventKind::SimpleKey => self.entry(parts, table),
                EventKind::InlineTableClose => {
                    parts.next();
                    return self.close(table, part.span.end);
                }
                _ => {
                    parts.next();
                }
            }
        }
    }

    /// A header whose key exists: a further element, a table that was only implied, or a mistake.
    fn reopen(&mut self, found: usize, key: &Part, span: Range<usize>, array: bool) -> Option<usize> {
        let comment = comment_behind(self.text, span.end);
        let cell = self.cells.get_mut(found)?;
        match (&cell.node.value, array) {
            (Value::List(_), true) if cell.origin == Origin::Header => self.element(found, span),
            (Value::Table(_), false) if cell.origin == Origin::Header => {
                let implied = cell.node.span == cell.node.key_span;
                (cell.node.span, cell.node.key_span, cell.node.comment) = (span, key.span.clone(), comment);
                if !implied {
                    self.problem(key.span.start, "duplicate table");
                }
                Some(found)
            }
            _ => {
                self.problem(key.span.start, "the key has a value of another kind already");
                None
            }
        }
    }

    fn element(&mut self, list: usize, span: Range<usize>) -> Option<usize> {
        let index = self.cells.get(list)?.children.len().to_string();
        self.add(list, &index, span.start..span.start, Value::Table(Vec::new()), span, Origin::Header)
    }

    /// Follows a dotted path to a table, which is made where it is missing.
    fn descend(&mut self, from: usize, keys: &[&Part], origin: Origin) -> Option<usize> {
        keys.iter().try_fold(from, |table, key| match self.child(table, &key.text) {
            None => {
                let span = key.span.clone();
                self.add(table, &key.text, span.clone(), Value::Table(Vec::new()), span, origin)
            }
            Some(found) => self.inside(found, key, origin),
        })
    }

    /// The table that a key path goes on in: for an array of tables its last element.
    fn inside(&mut self, found: usize, key: &Part, origin: Origin) -> Option<usize> {
        let cell = self.cells.get(found)?;
        match cell.node.value {
            Value::Table(_) if cell.origin == origin => Some(found),
            Value::List(_) if cell.origin == origin => cell.children.last().copied(),
            _ => {
                self.problem(key.span.start, "the key has a value that cannot be extended");
                None
            }
        }
    }

    fn child(&self, parent: usize, key: &str) -> Option<usize> {
        self.index.get(&(parent, key.to_owned())).copied()
    }

    fn add(
        &mut self,
        parent: usize,
        key: &str,
        key_span: Range<usize>,
        value: Value,
        span: Range<usize>,
        origin: Origin,
    ) -> Option<usize> {
        let above = self.cells.get(parent)?;
        let (depth, in_list) = (above.depth + 1, matches!(above.node.value, Value::List(_)));
        if depth > MAX_DEPTH {
            self.problem(span.start, "nested too deeply");
            return None;
        }
        let id = self.cells.len();
        if !in_list && *self.index.entry((parent, key.to_owned())).or_insert(id) != id {
            self.problem(key_span.start, "duplicate key");
        }
        let comment = comment_behind(self.text, span.end);
        let node = Node { key: key.to_owned(), key_span, value, span, comment };
        self.cells.push(Cell { node, children: Vec::new(), depth, origin });
        self.cells.get_mut(parent)?.children.push(id);
        Some(id)
    }

    fn close(&mut self, id: usize, end: usize) {
        let comment = comment_behind(self.text, end);
        if let Some(cell) = self.cells.get_mut(id) {
            cell.node.span.end = end;
            cell.node.comment = comment;
        }
    }

    fn problem(&mut self, offset: usize, message: &str) {
        self.problems.push(Problem { offset, message: message.to_owned() });
    }

    /// The document's top nodes. Children lie behind their parents in the list, so the way back through
    /// it meets every node with its children done.
    pub fn finish(self) -> Vec<Node> {
        let mut done: Vec<Option<Node>> = self.cells.iter().map(|_| None).collect();
        for (id, cell) in self.cells.into_iter().enumerate().rev() {
            let mut node = cell.node;
            let children = cell.children.into_iter().filter_map(|child| done.get_mut(child)?.take());
            match &mut node.value {
                Value::Table(nodes) | Value::List(nodes) => nodes.extend(children),
                Value::Scalar(_) | Value::Shared(_) => {}
            }
            if let Some(place) = done.get_mut(id) {
                *place = Some(node);
            }
        }
        match done.into_iter().next().flatten().map(|root| root.value) {
            Some(Value::Table(nodes)) => nodes,
            _ => Vec::new(),
        }
    }
}

fn table(key: &str, key_span: Range<usize>, span: Range<usize>) -> Node {
    Node { key: key.to_owned(), key_span, value: Value::Table(Vec::new()), span, comment: None }
}

/// The comment behind a value, a comma between them allowed.
fn comment_behind(text: &str, end: usize) -> Option<Range<usize>> {
    let blank = [' ', '\t'];
    let rest = text.get(end..)?.trim_start_matches(blank);
    let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start_matches(blank);
    if !rest.starts_with('#') {
        return None;
    }
    let start = text.len() - rest.len();
    Some(start..start + rest.lines().next()?.len())
}
