//! A place that a row of a model is about: a call, or an assignment, with what is handed to it.
//!
//! In: such a place and what a row asks for. Out: the expression that stands there, and the names of what its value goes
//! into. Knows no attributes.

use super::bind::{Binding, Tree};
use super::member::Held;
use super::path::{DEEPEST, Plain, plain};
use crate::model::row::{Base, Take};
use crate::source::Span;
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;
use oxc_span::GetSpan;
use std::collections::BTreeSet;

/// A modelled call or assignment.
pub struct Site<'a> {
    pub arguments: &'a [Argument<'a>],
    /// What a method is called on.
    pub receiver: Option<&'a Expression<'a>>,
    /// What is assigned.
    pub assigned: Option<&'a Expression<'a>>,
    /// The member that is assigned to, where it is known.
    pub member: Option<String>,
    pub span: Span,
    pub node: NodeId,
}

/// What stands where a row takes a value from.
pub fn held<'a>(tree: &Tree<'_, 'a>, take: &Take, site: &Site<'a>) -> Held<'a> {
    match take.base {
        Base::Argument(number) => argument(tree, number, &take.path, site.arguments),
        Base::Assigned => site.assigned.map_or(Held::Unknown, Held::Is),
        // What the call was handed that gave the receiver: `createHash("md5").update(..)`.
        Base::Receiver => {
            let (first, path) =
                take.path.split_first().map_or(("", [].as_slice()), |(first, rest)| (first, rest));
            let number = first.strip_prefix("arg").and_then(|number| number.parse().ok());
            let call = site.receiver.and_then(|receiver| made_by(tree, receiver));
            match (number, call) {
                (Some(number), Some(call)) => argument(tree, number, path, &call.arguments),
                _ => Held::Unknown,
            }
        }
        _ => Held::Unknown,
    }
}

fn argument<'a>(
    tree: &Tree<'_, 'a>,
    number: usize,
    path: &[String],
    arguments: &'a [Argument<'a>],
) -> Held<'a> {
    if arguments.iter().take(number + 1).any(Argument::is_spread) {
        return Held::Unknown;
    }
    match arguments.get(number).map(Argument::as_expression) {
        Some(Some(argument)) => tree.at_path(argument, path, DEEPEST),
        Some(None) => Held::Unknown,
        None => Held::Missing,
    }
}

/// The call that gave a value, in place or under a name.
fn made_by<'a>(tree: &Tree<'_, 'a>, receiver: &'a Expression<'a>) -> Option<&'a CallExpression<'a>> {
    match plain(receiver) {
        Plain::Call(call) => Some(call),
        Plain::Other(Expression::Identifier(name)) => match tree.binding(name) {
            Binding::Value(initial) if initial.members.is_empty() => match plain(initial.init) {
                Plain::Call(call) => Some(call),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Functions whose result is what they are given, in another form.
const FORMS: [&str; 19] = [
    "floor",
    "round",
    "ceil",
    "trunc",
    "abs",
    "String",
    "Number",
    "parseInt",
    "btoa",
    "from",
    "charAt",
    "at",
    "update",
    "md5",
    "sha1",
    "concat",
    "map",
    "replace",
    "fromCharCode",
];

/// What the value of a place goes into: the variable or member, and the function around with parentheses.
pub fn results(tree: &Tree<'_, '_>, node: NodeId, function: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let nodes = tree.semantic.nodes();
    let mut inner = nodes.kind(node).span();
    for kind in nodes.ancestor_kinds(node) {
        match kind {
            AstKind::VariableDeclarator(one) => {
                names.extend(one.id.get_identifier_name().map(|name| name.to_string()))
            }
            AstKind::AssignmentExpression(one) => names.extend(target(&one.left)),
            AstKind::ObjectProperty(one) => {
                names.extend(one.key.static_name().map(|name| name.to_string()));
                return names;
            }
            AstKind::ReturnStatement(_) => {}
            AstKind::CallExpression(call) if !hands_on(call, inner) => return names,
            // A callback whose results the call around puts together, else a function of its own.
            AstKind::ArrowFunctionExpression(_) => {
                inner = kind.span();
                continue;
            }
            _ if is_part(kind) => {
                inner = kind.span();
                continue;
            }
            _ => return names,
        }
        break;
    }
    if !function.is_empty() {
        names.insert(format!("{function}()"));
    }
    names
}

fn target(left: &AssignmentTarget<'_>) -> Option<String> {
    match left {
        AssignmentTarget::AssignmentTargetIdentifier(name) => Some(name.name.to_string()),
        _ => left.as_member_expression()?.static_property_name().map(str::to_owned),
    }
}

/// Whether a call gives on what it is called on or handed.
fn hands_on(call: &CallExpression<'_>, inner: oxc_span::Span) -> bool {
    let callee = call.callee.span();
    let name = match &call.callee {
        Expression::Identifier(name) => Some(name.name.as_str()),
        other => other.as_member_expression().and_then(|member| member.static_property_name()),
    };
    callee.start <= inner.start && inner.end <= callee.end || name.is_some_and(|name| FORMS.contains(&name))
}

/// An expression whose value is made of its parts.
fn is_part(kind: AstKind<'_>) -> bool {
    matches!(
        kind,
        AstKind::CallExpression(_)
            | AstKind::BinaryExpression(_)
            | AstKind::UnaryExpression(_)
            | AstKind::TemplateLiteral(_)
            | AstKind::ParenthesizedExpression(_)
            | AstKind::StaticMemberExpression(_)
            | AstKind::ComputedMemberExpression(_)
            | AstKind::TSAsExpression(_)
            | AstKind::TSNonNullExpression(_)
            | AstKind::AwaitExpression(_)
            | AstKind::LogicalExpression(_)
    )
}
