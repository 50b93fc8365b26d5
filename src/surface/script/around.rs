//! What stands around a place: the members that say which profile it belongs to, and the function.
//!
//! In: a tree, a place in it, and a fact. Out: the fact with context and function. Reads no conditions.

use super::bind::Tree;
use crate::fact::{Context, Fact, role};
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;

/// A fact with what stands around its place.
pub fn placed(tree: &Tree<'_, '_>, mut fact: Fact, node: NodeId) -> Fact {
    fact.function = function(tree, node);
    fact.context = context(tree, node);
    fact.anchor = fact.function.clone();
    fact
}

/// What the members around a place say: `{ development: { secret: .. } }`.
fn context(tree: &Tree<'_, '_>, node: NodeId) -> Context {
    let named = tree.semantic.nodes().ancestor_kinds(node).filter_map(|kind| match kind {
        AstKind::ObjectProperty(property) => role::place_word(property.key.static_name()?.as_ref()),
        _ => None,
    });
    named.max().unwrap_or_default()
}

/// The function around a place, by its name.
fn function(tree: &Tree<'_, '_>, node: NodeId) -> String {
    let named = tree.semantic.nodes().ancestor_kinds(node).find_map(|kind| match kind {
        AstKind::Function(function) => function.id.as_ref().map(|id| id.name.to_string()),
        AstKind::MethodDefinition(method) => method.key.static_name().map(|name| name.to_string()),
        AstKind::VariableDeclarator(one) if one.init.as_ref().is_some_and(Expression::is_function) => {
            one.id.get_identifier_name().map(|name| name.to_string())
        }
        _ => None,
    });
    named.unwrap_or_default()
}
