//! Texts of which a part is known only when the program runs: `"token=" + token + "; path=/"`.
//!
//! In: an expression. Out: its text with unknown stretches, and the names of what is put together.

use super::bind::Tree;
use super::path::{Plain, plain};
use super::value::Val;
use crate::fact::partial::UNKNOWN;
use oxc_ast::ast::*;

/// Parts of parts that are looked at.
const DEEPEST: usize = 32;

/// The text of an expression; what is not known of it is one [`UNKNOWN`].
pub fn partial<'a>(tree: &Tree<'_, 'a>, expr: &'a Expression<'a>) -> String {
    let mut text = String::new();
    add(tree, expr, DEEPEST, &mut text);
    text
}

fn add<'a>(tree: &Tree<'_, 'a>, expr: &'a Expression<'a>, depth: usize, text: &mut String) {
    let Some(depth) = depth.checked_sub(1) else { return text.push(UNKNOWN) };
    match plain(expr) {
        Plain::Other(Expression::TemplateLiteral(one)) => {
            for (number, quasi) in one.quasis.iter().enumerate() {
                text.push_str(quasi.value.cooked.as_ref().map_or("", |cooked| cooked.as_str()));
                if let Some(part) = one.expressions.get(number) {
                    add(tree, part, depth, text);
                }
            }
        }
        Plain::Other(Expression::BinaryExpression(one)) if one.operator == BinaryOperator::Addition => {
            add(tree, &one.left, depth, text);
            add(tree, &one.right, depth, text);
        }
        _ => match tree.value(expr) {
            Val::Text(known) => text.push_str(&known.text),
            Val::Number(known) => text.push_str(&known.to_string()),
            _ => text.push(UNKNOWN),
        },
    }
}

/// The names under which the parts of an expression are handed over.
pub fn names<'a>(expr: &'a Expression<'a>) -> Vec<&'a str> {
    let mut names = Vec::new();
    collect(expr, DEEPEST, &mut names);
    names
}

fn collect<'a>(expr: &'a Expression<'a>, depth: usize, names: &mut Vec<&'a str>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match plain(expr) {
        Plain::Member(member) => names.extend(member.static_property_name()),
        Plain::Other(Expression::Identifier(name)) => names.push(name.name.as_str()),
        Plain::Other(Expression::AwaitExpression(inner)) => collect(&inner.argument, depth, names),
        Plain::Other(Expression::TemplateLiteral(one)) => {
            one.expressions.iter().for_each(|part| collect(part, depth, names));
        }
        Plain::Other(Expression::BinaryExpression(one)) if one.operator == BinaryOperator::Addition => {
            collect(&one.left, depth, names);
            collect(&one.right, depth, names);
        }
        Plain::Call(call) => {
            let method = call.callee.as_member_expression();
            let same = method.and_then(|one| one.static_property_name());
            match (method, same) {
                (Some(member), Some("toString" | "trim" | "normalize")) => {
                    collect(member.object(), depth, names);
                }
                _ => {
                    let only = call.arguments.first().filter(|_| call.arguments.len() == 1);
                    let wraps = same == Some("stringify")
                        || matches!(&call.callee, Expression::Identifier(name) if name.name == "String");
                    if let Some(inner) = only.and_then(|only| only.as_expression()).filter(|_| wraps) {
                        collect(inner, depth, names);
                    }
                }
            }
        }
        Plain::Other(_) => {}
    }
}
