//! The one shape that every configuration format is read into: keys and values with their byte spans.
//!
//! In: what a reader found. Out: lookup and a walk by key path. Knows no format's grammar, no product
//! and no fact. Readers cap the nesting at [`MAX_DEPTH`], so that recursion over a tree is safe.

mod merge;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The deepest nesting a reader lets into a tree; what lies deeper becomes a [`Problem`].
pub const MAX_DEPTH: usize = 128;

/// The most values that a reader of YAML or JSON puts into a tree: 100 MB of `[1,1,..]` would take gigabytes.
pub const MAX_NODES: usize = 1_000_000;

/// Nodes that one walk meets a second time, through aliases: nine lists of nine aliases, nine deep, are a
/// billion.
const MAX_REPEATED: usize = 20_000;

/// The most problems one file reports; a file that is noise would otherwise give one for each byte.
pub const MAX_PROBLEMS: usize = 100;

/// One file. Keys are in the order of the file, duplicates included where the format's reader keeps them.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// One node for each document, with an empty key and an empty key span. Only YAML may have several, or
    /// none.
    pub roots: Vec<Node>,
    pub syntax: Syntax,
}

/// The grammar that the file is written in, which decides how a value is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    Toml,
    Env,
    Ini,
    Properties,
    Nginx,
    Hcl,
    Xml,
    Dockerfile,
    Caddyfile,
    Haproxy,
    Yaml,
    Json,
}

/// A key with its value. All spans are byte offsets into the text that was read, a byte-order mark included.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Decoded, without quotes. In a list: the index, `0` and up.
    pub key: String,
    /// The key as written, quotes included. In a list: empty, at the start of the value.
    pub key_span: Range<usize>,
    pub value: Value,
    /// The bytes of the value, quotes included. A section has its header here, and a table that only
    /// dotted keys or longer headers imply has its key.
    pub span: Range<usize>,
    /// The comment behind the value on the same line, from its mark to the line's end.
    pub comment: Option<Range<usize>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Scalar(Scalar),
    Table(Vec<Node>),
    List(Vec<Node>),
    /// What an anchor names, there and at every alias: spans within it are those of the anchor's place. It
    /// holds no value that is open, so that there are no circles, and counts as nesting where it is used.
    Shared(Arc<Value>),
}

/// A single value. Its text may be a secret, so `Debug` prints the length only.
#[derive(Clone, PartialEq)]
pub struct Scalar {
    /// Decoded: without quotes and escapes; integers in decimal. Variables are not substituted.
    pub text: String,
    pub kind: Kind,
    pub style: Style,
    /// The bytes between the quotes; the whole value where there are none.
    pub inner: Range<usize>,
}

/// The type that the format gives to a value. Formats without types (env) say `Text` throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Float,
    Bool,
    Date,
    Null,
}

/// How a scalar is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `'''` in TOML.
    MultiLineSingle,
    /// `"""` in TOML.
    MultiLineDouble,
    /// `|` in YAML: lines as they are.
    Literal,
    /// `>` in YAML: lines that are joined.
    Folded,
    /// Part of a larger text, such as the value of `NAME=value` in a list: it has no quotes of its own.
    Part,
    /// Spelled otherwise in the file, such as in base64: it can be read and not be written.
    Foreign,
}

/// A place that could not be read. The message never quotes the file: it may hold secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// In bytes from the start of the text.
    pub offset: usize,
    pub message: String,
}

impl fmt::Debug for Scalar {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} {:?} of {} bytes at {:?}", self.style, self.kind, self.text.len(), self.inner)
    }
}

impl Value {
    /// The value itself, behind an anchor or an alias.
    pub fn resolved(&self) -> &Value {
        let mut value = self;
        while let Value::Shared(inner) = value {
            value = inner;
        }
        value
    }
}

impl Node {
    /// The table's or list's children; none for a scalar.
    pub fn children(&self) -> &[Node] {
        match self.value.resolved() {
            Value::Scalar(_) | Value::Shared(_) => &[],
            Value::Table(children) | Value::List(children) => children,
        }
    }

    pub fn scalar(&self) -> Option<&Scalar> {
        match self.value.resolved() {
            Value::Scalar(scalar) => Some(scalar),
            Value::Table(_) | Value::List(_) | Value::Shared(_) => None,
        }
    }

    pub fn is_table(&self) -> bool {
        matches!(self.value.resolved(), Value::Table(_))
    }

    /// The first child with this key, else that of what is merged in (`<<` in YAML).
    pub fn child(&self, key: &str) -> Option<&Node> {
        merge::child(self, key)
    }
}

impl Tree {
    /// Each document as a tree of its own: models look at one at a time.
    pub fn documents(self) -> impl Iterator<Item = Tree> {
        let syntax = self.syntax;
        self.roots.into_iter().map(move |root| Tree { roots: vec![root], syntax })
    }

    /// A tree of one document whose top is a table.
    pub fn of_table(children: Vec<Node>, span: Range<usize>, syntax: Syntax) -> Tree {
        let key_span = span.start..span.start;
        let root = Node { key: String::new(), key_span, value: Value::Table(children), span, comment: None };
        Tree { roots: vec![root], syntax }
    }

    /// Visits every node below the roots, parents first and in file order, with its key path. What is merged
    /// into a table or stands behind an alias is visited at that path too, up to [`MAX_REPEATED`] nodes.
    pub fn walk<'t>(&'t self, visit: impl FnMut(&[&'t str], &'t Node)) {
        merge::walk(&self.roots, MAX_REPEATED, visit);
    }

    /// The node that stands at this path in the file itself, through no alias, merge key or text within a value.
    pub fn own(&self, path: &[&str]) -> Option<&Node> {
        let root = self.roots.first()?;
        path.iter().try_fold(root, |node, key| {
            let child = node.children().iter().find(|child| child.key == *key)?;
            let inside = node.span.start <= child.key_span.start
                && child.span.end <= node.span.end.max(child.key_span.end);
            inside.then_some(child)
        })
    }

    /// The first node with this key path. The empty path is the first document itself.
    pub fn get(&self, path: &[&str]) -> Option<&Node> {
        self.roots.iter().find_map(|root| path.iter().try_fold(root, |node, key| node.child(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(key: &str, text: &str) -> Node {
        let scalar =
            Scalar { text: text.to_owned(), kind: Kind::Text, style: Style::Plain, inner: 0..text.len() };
        Node {
            key: key.to_owned(),
            key_span: 0..0,
            value: Value::Scalar(scalar),
            span: 0..text.len(),
            comment: None,
        }
    }

    fn sample() -> Tree {
        let mut inner = leaf("session", "");
        inner.value = Value::Table(vec![leaf("name", "sid"), leaf("name", "again")]);
        Tree::of_table(vec![leaf("top", "1"), inner], 0..9, Syntax::Toml)
    }

    #[test]
    fn the_walk_goes_in_file_order_and_keeps_duplicates() {
        let tree = sample();
        let mut seen = Vec::new();
        tree.walk(|path, node| seen.push((path.join("."), node.scalar().map(|scalar| scalar.text.as_str()))));
        let names: Vec<_> = seen.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let expected = [
            ("top", Some("1")),
            ("session", None),
            ("session.name", Some("sid")),
            ("session.name", Some("again")),
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn lookup_gives_the_first_of_duplicates() {
        let tree = sample();
        let name = tree.get(&["session", "name"]).and_then(Node::scalar);
        assert_eq!(name.map(|scalar| scalar.text.as_str()), Some("sid"));
        assert!(tree.get(&["top", "name"]).is_none());
        assert!(tree.get(&[]).is_some_and(|root| root.key.is_empty()));
    }

    #[test]
    fn debug_output_hides_the_text() {
        let shown = format!("{:?}", leaf("key", "fake-secret-value"));
        assert!(shown.contains("17 bytes") && !shown.contains("fake-secret"), "{shown}");
    }
}
