//! Code that does not run as it reads: fallbacks that a check forbids, and branches that only developers take.
//!
//! In: a tree and its reads. Out: variables without which the file refuses to work, and what the code around a place
//! says about its use. It must not guess which way a condition goes: a place that depends on one is left alone.

use super::bind::Tree;
use super::read::Reads;
use super::value::Val;
use crate::fact::{Context, role};
use crate::source::Span;
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;
use oxc_span::GetSpan;
use std::collections::HashSet;

/// Words of a condition that asks where the program runs.
const WHERE: [&str; 8] = ["env", "prod", "production", "dev", "development", "test", "local", "staging"];

/// Variables that a check with an end speaks of: `if (!process.env.X) throw ..`.
pub fn refused(tree: &Tree<'_, '_>, reads: &Reads) -> HashSet<String> {
    let nodes = tree.semantic.nodes();
    let checks: Vec<Span> = nodes
        .iter()
        .filter_map(|node| match node.kind() {
            AstKind::IfStatement(check) if leaves(&check.consequent) => Some(tree.span(&check.test)),
            _ => None,
        })
        .collect();
    let inside = |span: Span| checks.iter().any(|check| check.contains(span));
    let read = reads.all.iter().filter(|(read, _)| inside(read.span)).map(|(read, _)| read.name.clone());
    let named = nodes.iter().filter_map(|node| match node.kind() {
        AstKind::IdentifierReference(name) if inside(tree.span(name)) => Some(tree.named(name)),
        _ => None,
    });
    let through_names = named.flat_map(|val| match val {
        Val::Env(env) => env.reads.into_iter().map(|read| read.name).collect(),
        _ => Vec::new(),
    });
    read.chain(through_names).collect()
}

/// Whether a branch ends the work: it throws, or leaves the process.
fn leaves(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ThrowStatement(_) => true,
        Statement::BlockStatement(block) => block.body.iter().any(leaves),
        Statement::ExpressionStatement(one) => match &one.expression {
            Expression::CallExpression(call) => call
                .callee
                .as_member_expression()
                .is_some_and(|member| member.is_specific_member_access("process", "exit")),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a condition around a place asks where the program runs.
pub fn depends_on_place(tree: &Tree<'_, '_>, node: NodeId) -> bool {
    let at = tree.semantic.nodes().kind(node).span();
    tree.semantic.nodes().ancestor_kinds(node).any(|kind| {
        let test = match kind {
            AstKind::IfStatement(one) => &one.test,
            AstKind::ConditionalExpression(one) => &one.test,
            AstKind::LogicalExpression(one) if one.operator == LogicalOperator::And => &one.left,
            _ => return false,
        };
        let test = test.span();
        !(test.start <= at.start && at.end <= test.end) && asks_where(tree, test)
    })
}

fn asks_where(tree: &Tree<'_, '_>, test: oxc_span::Span) -> bool {
    let text = tree.text.get(test.start as usize..test.end as usize).unwrap_or("");
    let names = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let other = |name: &&str| !["process", "env"].contains(name);
    names.filter(other).any(|name| role::words(name).iter().any(|word| WHERE.contains(&word.as_str())))
}

/// What the members around a place say: `{ development: { secret: .. } }`.
pub fn context(tree: &Tree<'_, '_>, node: NodeId) -> Context {
    let named = tree.semantic.nodes().ancestor_kinds(node).filter_map(|kind| match kind {
        AstKind::ObjectProperty(property) => match property.key.static_name()?.as_ref() {
            "development" | "dev" | "local" => Some(Context::Development),
            "test" | "testing" => Some(Context::Test),
            _ => None,
        },
        _ => None,
    });
    named.max().unwrap_or_default()
}

/// The function around a place, by its name.
pub fn function(tree: &Tree<'_, '_>, node: NodeId) -> String {
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
