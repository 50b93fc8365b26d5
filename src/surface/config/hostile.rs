//! What every reader must survive, for their tests: the sample cut at every byte, with letters swapped in,
//! and inputs that are long, deep or noise. Places must fit and problems must stay few.

use super::edit::{NewKey, NewValue, insertion};
use super::tree::{MAX_PROBLEMS, Node, Problem, Tree};

type Read = fn(&str) -> (Tree, Vec<Problem>);

/// A text that has to be read without a problem.
pub(super) fn sound(read: Read, text: &str) -> Tree {
    let (tree, problems) = read(text);
    assert_eq!(problems, [], "{text}");
    tree
}

/// The text of the scalar at a path.
pub(super) fn text_at<'t>(tree: &'t Tree, path: &[&str]) -> Option<&'t str> {
    tree.get(path).and_then(Node::scalar).map(|scalar| scalar.text.as_str())
}

/// Where a new key goes, and what is written there.
pub(super) fn inserted(
    text: &str,
    tree: &Tree,
    table: &[&str],
    key: &str,
    new: &NewValue,
) -> Option<(usize, String)> {
    insertion(&NewKey { text, tree, table, key, new })
}

/// Each scalar as `path = decoded text`, in file order.
pub(super) fn scalars(tree: &Tree) -> Vec<String> {
    let mut all = Vec::new();
    tree.walk(|path, node| {
        if let Some(scalar) = node.scalar() {
            all.push(format!("{} = {}", path.join("."), scalar.text));
        }
    });
    all
}

/// Reads the sample in every damaged form, and inputs that are hostile to any reader.
pub(super) fn survives(read: Read, sample: &str) {
    for cut in (0..=sample.len()).filter(|cut| sample.is_char_boundary(*cut)) {
        let (head, tail) = sample.split_at(cut);
        check(read, head);
        check(read, tail);
        for noise in
            ["\0", "\n", "\"", "'", "{", "}", "[", "]", "<", ">", "\\", "=", "é", "\u{feff}", "\u{fffd}"]
        {
            check(read, &format!("{head}{noise}{tail}"));
        }
    }
    for text in ["", "\u{feff}", "\r", "\r\n", "\n\n", "\0", "\u{fffd}"] {
        check(read, text);
    }
    for unit in [
        "{", "a {\n", "[", "a = [", "a = {", "<a>", "<", "\"", "'", "\\\n", "\\", "(", "a.b.", "a=1\n", " ",
        "\0", "${", "if {",
    ] {
        check(read, &unit.repeat(20_000));
        check(read, &format!("{}{sample}", unit.repeat(300)));
    }
    check(read, &format!("key = {}", "x".repeat(3_000_000)));
    check(read, &"k".repeat(3_000_000));
}

fn check(read: Read, text: &str) {
    let (tree, problems) = read(text);
    assert!(problems.len() <= MAX_PROBLEMS);
    assert!(problems.iter().all(|problem| problem.offset <= text.len()));
    tree.walk(|path, node| {
        assert!(path.len() <= 2 * super::tree::MAX_DEPTH, "too deep");
        let scalar = node.scalar().map(|scalar| scalar.inner.clone());
        let places = [Some(node.span.clone()), Some(node.key_span.clone()), node.comment.clone(), scalar];
        for place in places.into_iter().flatten() {
            assert!(text.get(place.clone()).is_some(), "{place:?} in {text:?}");
        }
    });
}
