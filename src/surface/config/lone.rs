//! A file that is one value and nothing else, as secrets for containers and services lie in files: the file's
//! name says what it is.
//!
//! In: the text of a file, a byte-order mark allowed. Out: a tree of one key without a name, which
//! [`call`] gives, or an empty tree for a text of several words.

use super::edit::mark_len;
use super::tree::{Kind, Node, Problem, Scalar, Style, Syntax, Tree, Value};

/// A longer text is data.
const LONGEST: usize = 4096;

pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let start = mark_len(text);
    let value = text.get(start..).unwrap_or_default().trim_end_matches(['\r', '\n', ' ', '\t']);
    let one = !value.is_empty()
        && value.len() <= LONGEST
        && !value.contains(|c: char| c.is_whitespace() || c.is_control());
    let span = start..start + value.len();
    let nodes = one.then(|| node(value, span)).into_iter().collect();
    (Tree::of_table(nodes, start..text.len(), Syntax::Env), Vec::new())
}

fn node(value: &str, span: std::ops::Range<usize>) -> Node {
    // Nothing can be written beside the value, and nothing in its place but another secret.
    let scalar =
        Scalar { text: value.to_owned(), kind: Kind::Text, style: Style::Foreign, inner: span.clone() };
    Node {
        key: String::new(),
        key_span: span.start..span.start,
        value: Value::Scalar(scalar),
        span,
        comment: None,
    }
}

/// Names the value after its file: `JWT_SECRET`, `jwt_secret.txt`.
pub fn call(tree: &mut Tree, file_name: &str) {
    let stem = file_name.trim_start_matches('.').split('.').next().unwrap_or_default();
    let nodes = tree.roots.iter_mut().filter_map(|root| match &mut root.value {
        Value::Table(nodes) => Some(nodes),
        _ => None,
    });
    nodes.flatten().for_each(|node| node.key = stem.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(text: &str) -> Option<(String, std::ops::Range<usize>)> {
        let (mut tree, _) = read(text);
        call(&mut tree, "jwt_secret.txt");
        let node = tree.get(&["jwt_secret"])?;
        Some((node.scalar()?.text.clone(), node.span.clone()))
    }

    #[test]
    fn one_word_is_a_value_and_its_line_end_is_not() {
        assert_eq!(value_of("fake-0123456789\r\n"), Some(("fake-0123456789".to_owned(), 0..15)));
        assert_eq!(value_of("\u{feff}fake"), Some(("fake".to_owned(), 3..7)));
    }

    #[test]
    fn texts_are_no_values() {
        for text in ["", "\n", "two words", "a\nb", "a\0b", "x".repeat(LONGEST + 1).as_str()] {
            assert_eq!(value_of(text), None);
        }
    }
}
