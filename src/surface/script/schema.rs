//! Rules for variables of the environment, as packages that check it take them: `{ JWT_SECRET: z.string().default("..") }`.
//!
//! In: a member of an object. Out: the variable that it names, with the text that stands in where it is not set. Names
//! in capitals are variables of the environment; the members of other forms are not.

use super::bind::Tree;
use super::path::{DEEPEST, Plain, plain};
use super::value::{Env, Val, instead};
use crate::model::row::Take;
use crate::model::script::{Action, Gives};
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;

/// A rule of a schema: `{ format: String, default: "..", env: "JWT_SECRET" }`.
pub fn of_schema<'a>(tree: &Tree<'_, 'a>, object: &'a ObjectExpression<'a>, node: NodeId) -> Val {
    let member = |wanted: &str| {
        object.properties.iter().find_map(|property| match property {
            ObjectPropertyKind::ObjectProperty(one) if one.key.static_name().as_deref() == Some(wanted) => {
                Some(&one.value)
            }
            _ => None,
        })
    };
    let Some(Gives::Schema { variable, default }) = schema_around(tree, node) else { return Val::Unknown };
    let (Some(name), Some(default)) = (member(variable), member(default)) else { return Val::Unknown };
    match (tree.value(name), tree.value(default)) {
        (Val::Text(variable), found @ Val::Text(_)) => {
            instead(Val::Env(Env::of(&variable.text, tree.span(name))), found)
        }
        _ => Val::Unknown,
    }
}

/// The call with rules that a place stands in.
fn schema_around<'m>(tree: &Tree<'m, '_>, node: NodeId) -> Option<&'m Gives> {
    let calls = tree.semantic.nodes().ancestor_kinds(node).take(DEEPEST).find_map(|kind| match kind {
        AstKind::CallExpression(call) => Some(call),
        _ => None,
    });
    let path = tree.path(&calls?.callee, DEEPEST)?;
    tree.models.script_rows(&path).find_map(|(_, row)| match &row.action {
        Action::Value(gives @ Gives::Schema { .. }) => Some(gives),
        _ => None,
    })
}

/// The variable of a member, and what stands in for it.
pub fn variable<'a>(tree: &Tree<'_, 'a>, member: &'a ObjectProperty<'a>) -> Val {
    let name = member.key.static_name().unwrap_or_default();
    let capitals = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if name.len() < 3 || !name.bytes().all(capitals) {
        return Val::Unknown;
    }
    match default(tree, &member.value) {
        found @ Val::Text(_) => instead(Val::Env(Env::of(&name, tree.span(&member.key))), found),
        _ => Val::Unknown,
    }
}

/// What a chain of calls says about a missing value; the last word counts.
fn default<'a>(tree: &Tree<'_, 'a>, rule: &'a Expression<'a>) -> Val {
    let mut rule = rule;
    for _ in 0..DEEPEST {
        let Plain::Call(call) = plain(rule) else { break };
        let member = match plain(&call.callee) {
            Plain::Member(member) => Some(member),
            _ => None,
        };
        let direct = tree.path(&call.callee, DEEPEST);
        let of_method = member.and_then(|member| {
            Some(format!("{}.{}", root(tree, member.object())?, member.static_property_name()?))
        });
        let take = direct.iter().chain(&of_method).find_map(|path| fallback(tree, path));
        if let Some(found) = take.and_then(|take| tree.taken(call, take, DEEPEST)) {
            return found;
        }
        let Some(member) = member else { break };
        rule = member.object();
    }
    Val::Unknown
}

/// The path of the name with which a chain begins.
fn root<'a>(tree: &Tree<'_, 'a>, expr: &'a Expression<'a>) -> Option<String> {
    let mut expr = expr;
    for _ in 0..DEEPEST {
        expr = match plain(expr) {
            Plain::Call(call) => &call.callee,
            Plain::Member(member) => member.object(),
            Plain::Other(Expression::Identifier(_)) => return tree.path(expr, DEEPEST),
            Plain::Other(_) => return None,
        };
    }
    None
}

fn fallback<'m>(tree: &Tree<'m, '_>, path: &str) -> Option<&'m Take> {
    tree.models.script_rows(path).find_map(|(_, row)| match &row.action {
        Action::Value(Gives::Rule { fallback }) => fallback.as_ref(),
        _ => None,
    })
}
