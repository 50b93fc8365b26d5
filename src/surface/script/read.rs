//! Every place of a file that reads the environment, and every text that stands in for a variable.
//!
//! In: a tree. Out: reads and fallbacks, with the node where each stands. Whether they matter is another file's
//! business.

use super::bind::{Initial, Tree};
use super::path::DEEPEST;
use super::schema;
use super::value::{Env, Read, Val, instead};
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;
use std::collections::HashSet;

#[derive(Default)]
pub struct Reads {
    pub all: Vec<(Read, NodeId)>,
    /// Variables with a text that stands in for them, each text once.
    pub fallbacks: Vec<(Env, NodeId)>,
}

pub fn reads(tree: &Tree<'_, '_>) -> Reads {
    let mut found = Reads::default();
    let mut seen = HashSet::new();
    for node in tree.semantic.nodes().iter() {
        let Val::Env(env) = at_node(tree, node.kind(), node.id()) else { continue };
        match &env.fallback {
            Some(fallback) if seen.insert(fallback.span) => found.fallbacks.push((env, node.id())),
            Some(_) => {}
            None => found.all.extend(env.reads.into_iter().map(|read| (read, node.id()))),
        }
    }
    // The outermost expression says the same once more.
    let mut places = HashSet::new();
    found.all.retain(|(read, _)| places.insert(read.span));
    found
}

/// What a node reads by itself; names that stand for a read elsewhere are none.
fn at_node<'a>(tree: &Tree<'_, 'a>, kind: AstKind<'a>, node: NodeId) -> Val {
    match kind {
        AstKind::StaticMemberExpression(one) if !is_written(tree, node) => {
            member(tree, &one.object, one.property.name.as_str(), node)
        }
        AstKind::ComputedMemberExpression(one) if !is_written(tree, node) => match &one.expression {
            Expression::StringLiteral(name) => member(tree, &one.object, &name.value, node),
            _ => Val::Unknown,
        },
        AstKind::CallExpression(call) => tree.called(call),
        AstKind::LogicalExpression(one) => tree.logical(one, DEEPEST),
        AstKind::ConditionalExpression(one) => tree.conditional(one, DEEPEST),
        AstKind::AssignmentExpression(one) => assigned(tree, one),
        AstKind::BindingProperty(one) => taken_out(tree, one, node),
        AstKind::ObjectProperty(one) => schema::variable(tree, one),
        AstKind::ObjectExpression(one) => schema::of_schema(tree, one, node),
        _ => Val::Unknown,
    }
}

fn member<'a>(tree: &Tree<'_, 'a>, object: &'a Expression<'a>, name: &str, node: NodeId) -> Val {
    match tree.path(object, DEEPEST) {
        Some(path) if tree.has_variables(&path) => {
            Val::Env(Env::of(name, tree.span(&tree.semantic.nodes().kind(node))))
        }
        _ => Val::Unknown,
    }
}

fn is_written(tree: &Tree<'_, '_>, node: NodeId) -> bool {
    match tree.semantic.nodes().parent_kind(node) {
        AstKind::AssignmentExpression(parent) => parent.left.node_id() == node,
        AstKind::UnaryExpression(parent) => parent.operator == UnaryOperator::Delete,
        _ => false,
    }
}

/// `process.env.X ||= "fallback"`.
fn assigned<'a>(tree: &Tree<'_, 'a>, expr: &'a AssignmentExpression<'a>) -> Val {
    let defaults = [AssignmentOperator::LogicalOr, AssignmentOperator::LogicalNullish];
    let Some(target) = expr.left.as_member_expression().filter(|_| defaults.contains(&expr.operator)) else {
        return Val::Unknown;
    };
    match (target.static_property_name(), tree.path(target.object(), DEEPEST)) {
        (Some(name), Some(path)) if tree.has_variables(&path) => {
            instead(Val::Env(Env::of(name, tree.span(target))), tree.value(&expr.right))
        }
        _ => Val::Unknown,
    }
}

/// One name of `const { A, B: b = "fallback" } = process.env`.
fn taken_out<'a>(tree: &Tree<'_, 'a>, property: &'a BindingProperty<'a>, node: NodeId) -> Val {
    let nodes = tree.semantic.nodes();
    let AstKind::VariableDeclarator(declarator) = nodes.parent_kind(nodes.parent_id(node)) else {
        return Val::Unknown;
    };
    let (PropertyKey::StaticIdentifier(key), Some(init)) = (&property.key, &declarator.init) else {
        return Val::Unknown;
    };
    let default = match &property.value {
        BindingPattern::AssignmentPattern(inner) => Some(&inner.right),
        _ => None,
    };
    let name = property.value.get_binding_identifier().map_or(property.span, |name| name.span);
    let initial = Initial { init, members: vec![key.name.as_str()], default, name, annotation: None };
    tree.taken_out(&initial, DEEPEST)
}
