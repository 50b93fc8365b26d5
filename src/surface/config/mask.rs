//! Where a file's secrets stand, so that no drawn line shows one.
//!
//! In: a tree. Out: the places of values whose key names a secret, whether or not any rule speaks of
//! them, and of passwords inside URLs. More is masked than is found: a mask costs nothing.

use super::File;
use super::tree::{Node, Scalar};
use crate::fact::role;
use crate::source::Span;
use std::ops::Range;

/// Spans to mask. A table or list below a secret's name (`secrets = ["..."]`, `KEY = { value = ".." }`)
/// is masked value by value.
pub(super) fn secrets(file: &File<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    file.tree.walk(|path, node| {
        let Some(scalar) = node.scalar() else { return };
        let named = path.iter().rev().take(2).any(|key| role::secret_role(key).is_some());
        if named && !scalar.inner.is_empty() {
            found.push(file.span(scalar.inner.clone()));
        } else if let Some(range) = url_password(file, node, scalar) {
            found.push(file.span(range));
        }
    });
    found
}

/// The password of `scheme://user:password@host`.
fn url_password(file: &File<'_>, node: &Node, scalar: &Scalar) -> Option<Range<usize>> {
    let raw = file.source.text.get(scalar.inner.clone()).filter(|_| !node.span.is_empty())?;
    let after_scheme = raw.find("://")? + 3;
    let authority = raw.get(after_scheme..)?;
    let authority = authority.get(..authority.find(['/', '?', '#']).unwrap_or(authority.len()))?;
    let user = authority.get(..authority.rfind('@')?)?;
    let colon = user.find(':')?;
    let start = scalar.inner.start + after_scheme;
    Some(start + colon + 1..start + user.len()).filter(|range| !range.is_empty())
}
