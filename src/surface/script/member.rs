//! What stands in a member of an object, an item of a list, or the result of a function, all written in this file.
//!
//! In: an expression and a member's name. Out: the expression that stands there. A member that a spread may bring is
//! unknown.

use super::bind::{Binding, Tree};
use super::path::{Plain, plain};
use oxc_ast::ast::*;

/// The member's name for what a function gives back.
const RESULT: &str = "return";

impl<'a> Tree<'_, 'a> {
    /// `{ a: { b: found } }` by `a.b`.
    pub fn at_path(
        &self,
        expr: &'a Expression<'a>,
        members: &[String],
        depth: usize,
    ) -> Option<&'a Expression<'a>> {
        members.iter().try_fold(expr, |expr, member| self.below(expr, member, depth))
    }

    pub fn below(&self, expr: &'a Expression<'a>, member: &str, depth: usize) -> Option<&'a Expression<'a>> {
        let depth = depth.checked_sub(1)?;
        match plain(expr) {
            Plain::Other(Expression::ObjectExpression(object)) => of_object(object, member),
            Plain::Other(Expression::ArrayExpression(list)) => {
                list.elements.get(member.parse::<usize>().ok()?)?.as_expression()
            }
            Plain::Other(Expression::ArrowFunctionExpression(function)) if member == RESULT => {
                match function.body.as_function_body() {
                    Some(body) => result(body),
                    None => function.get_expression(),
                }
            }
            Plain::Other(Expression::FunctionExpression(function)) if member == RESULT => {
                result(function.body.as_ref()?)
            }
            Plain::Other(Expression::Identifier(name)) => {
                let Binding::Value(initial) = self.binding(name) else { return None };
                let inner = initial
                    .members
                    .iter()
                    .try_fold(initial.init, |expr, member| self.below(expr, member, depth))?;
                self.below(inner, member, depth)
            }
            Plain::Member(outer) => {
                let inner = self.below(outer.object(), outer.static_property_name()?, depth)?;
                self.below(inner, member, depth)
            }
            _ => None,
        }
    }
}

/// The last member of the name, where no spread comes after it.
fn of_object<'a>(object: &'a ObjectExpression<'a>, member: &str) -> Option<&'a Expression<'a>> {
    for property in object.properties.iter().rev() {
        match property {
            ObjectPropertyKind::SpreadProperty(_) => return None,
            ObjectPropertyKind::ObjectProperty(one) if one.key.static_name().as_deref() == Some(member) => {
                return (one.kind == PropertyKind::Init).then_some(&one.value);
            }
            ObjectPropertyKind::ObjectProperty(_) => {}
        }
    }
    None
}

/// What a body's only `return` gives back.
fn result<'a>(body: &'a FunctionBody<'a>) -> Option<&'a Expression<'a>> {
    let mut returns = body.statements.iter().filter_map(|statement| match statement {
        Statement::ReturnStatement(one) => one.argument.as_ref(),
        _ => None,
    });
    let branches = |statement: &Statement<'_>| {
        matches!(
            statement,
            Statement::IfStatement(_) | Statement::SwitchStatement(_) | Statement::TryStatement(_)
        )
    };
    if body.statements.iter().any(branches) {
        return None;
    }
    let only = returns.next()?;
    returns.next().is_none().then_some(only)
}
