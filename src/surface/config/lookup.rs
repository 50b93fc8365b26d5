//! Keys below a node, by their dotted path: what `key:` and `when` of a model's row point at.
//!
//! In: a node and a path, in which a segment that holds dots is written in double quotes. Out: the node
//! there. Where a key is repeated, the first that leads on counts.

use super::glob::{Case, Pattern};
use super::tree::Node;

/// The node at a path below this one.
pub(super) fn find<'n>(node: &'n Node, path: &str, case: Case) -> Option<&'n Node> {
    descend(node, &segments(path), case)
}

fn descend<'n>(node: &'n Node, path: &[String], case: Case) -> Option<&'n Node> {
    let Some((first, rest)) = path.split_first() else { return Some(node) };
    let pattern = Pattern::of_segment(first);
    let fits = |child: &&Node| pattern.matches(&[&child.key], case);
    let found = node.children().iter().filter(fits).find_map(|child| descend(child, rest, case));
    // What is merged into a table is no child of its own.
    found.or_else(|| descend(node.child(first)?, rest, case))
}

/// Segments of a dotted path, without the quotes of those that hold dots.
pub(super) fn segments(path: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for letter in path.chars() {
        match letter {
            '"' => quoted = !quoted,
            '.' if !quoted => all.push(String::new()),
            _ => all.last_mut().into_iter().for_each(|last| last.push(letter)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::toml;
    use super::*;

    #[test]
    fn paths_lead_through_repeated_and_quoted_keys() {
        let (tree, _) = toml::read("[a]\nx = 1\n[[b]]\n\"c.d\" = 2\n[a]\nMy-Key = 3\n");
        let root = &tree.roots[0];
        let text = |path: &str, case| find(root, path, case)?.scalar().map(|scalar| scalar.text.clone());
        assert_eq!(text("b.0.\"c.d\"", Case::Exact).as_deref(), Some("2"));
        assert_eq!(text("a.my-key", Case::Exact), None);
        assert_eq!(text("a.my-key", Case::Ignore).as_deref(), Some("3"));
        assert_eq!(text("a.myKey", Case::Relaxed).as_deref(), Some("3"));
        assert_eq!(text("a.none", Case::Relaxed), None);
    }
}
