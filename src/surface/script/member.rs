//! What stands in a member of an object, an item of a list, or the result of a function, all written in this file.
//!
//! In: an expression and a member's name. Out: the expression that stands there, or that nothing does. A member that a
//! spread may bring, or that something writes later, is unknown.

use super::bind::{Binding, Tree};
use super::path::{Plain, plain};
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_span::GetSpan;

/// The member's name for what a function gives back.
const RESULT: &str = "return";

/// What stands at a place.
#[derive(Clone, Copy)]
pub enum Held<'a> {
    Is(&'a Expression<'a>),
    /// Certainly nothing.
    Missing,
    Unknown,
}

impl<'a> Held<'a> {
    pub fn expression(self) -> Option<&'a Expression<'a>> {
        match self {
            Held::Is(found) => Some(found),
            Held::Missing | Held::Unknown => None,
        }
    }

    fn or_unknown(found: Option<&'a Expression<'a>>) -> Held<'a> {
        found.map_or(Held::Unknown, Held::Is)
    }
}

impl<'a> Tree<'_, 'a> {
    /// `{ a: { b: found } }` by `a.b`.
    pub fn at_path(&self, expr: &'a Expression<'a>, members: &[String], depth: usize) -> Held<'a> {
        members.iter().fold(Held::Is(expr), |held, member| match held {
            Held::Is(expr) => self.held(expr, member, depth),
            other => other,
        })
    }

    pub fn below(&self, expr: &'a Expression<'a>, member: &str, depth: usize) -> Option<&'a Expression<'a>> {
        self.held(expr, member, depth).expression()
    }

    fn held(&self, expr: &'a Expression<'a>, member: &str, depth: usize) -> Held<'a> {
        let Some(depth) = depth.checked_sub(1) else { return Held::Unknown };
        let below = |inner: Option<&'a Expression<'a>>| {
            inner.map_or(Held::Unknown, |inner| self.held(inner, member, depth))
        };
        match plain(expr) {
            Plain::Other(Expression::ObjectExpression(object)) => of_object(object, member),
            Plain::Other(Expression::ArrayExpression(list)) => {
                let item = member.parse::<usize>().ok().and_then(|number| list.elements.get(number));
                Held::or_unknown(item.and_then(|item| item.as_expression()))
            }
            Plain::Other(Expression::ArrowFunctionExpression(function)) if member == RESULT => {
                Held::or_unknown(match function.body.as_function_body() {
                    Some(body) => result(body),
                    None => function.get_expression(),
                })
            }
            Plain::Other(Expression::FunctionExpression(function)) if member == RESULT => {
                Held::or_unknown(function.body.as_ref().and_then(|body| result(body)))
            }
            Plain::Other(Expression::Identifier(name)) => self.of_name(name, member, depth),
            Plain::Other(Expression::ThisExpression(this)) => {
                Held::or_unknown(self.class_around(this).and_then(|class| of_class(class, member, false)))
            }
            // A call changes nothing about what it is handed: `Object.freeze({ .. })`.
            Plain::Call(call) => below(self.unchanged(call, depth)),
            Plain::Member(outer) => {
                let name = outer.static_property_name();
                below(name.and_then(|name| self.below(outer.object(), name, depth)))
            }
            Plain::Other(_) => Held::Unknown,
        }
    }

    fn of_name(&self, name: &IdentifierReference<'a>, member: &str, depth: usize) -> Held<'a> {
        match self.binding(name) {
            Binding::Class(class) => Held::or_unknown(of_class(class, member, true)),
            Binding::Value(initial) if !self.writes(name, member) => {
                let members = initial.members.iter();
                let inner =
                    members.copied().try_fold(initial.init, |expr, part| self.below(expr, part, depth));
                inner.map_or(Held::Unknown, |inner| self.held(inner, member, depth))
            }
            _ => Held::Unknown,
        }
    }

    /// Whether something writes this member of what a name stands for, or may do so.
    fn writes(&self, name: &IdentifierReference<'a>, member: &str) -> bool {
        let scoping = self.semantic.scoping();
        let symbol = name.reference_id.get().and_then(|one| scoping.get_reference(one).symbol_id());
        let Some(symbol) = symbol else { return true };
        scoping.get_resolved_references(symbol).any(|reference| {
            let nodes = self.semantic.nodes();
            let (at, parent) = (reference.node_id(), nodes.parent_id(reference.node_id()));
            let place = nodes.kind(at).span();
            let written = match nodes.kind(parent) {
                AstKind::StaticMemberExpression(one) => one.property.name == member,
                AstKind::ComputedMemberExpression(one) => {
                    one.object.span() == place && one.static_property_name().is_none_or(|one| one == member)
                }
                AstKind::CallExpression(call) => {
                    return is_assign(call)
                        && call.arguments.first().is_some_and(|first| first.span() == place);
                }
                _ => return false,
            };
            let target = nodes.kind(parent).span();
            written
                && match nodes.parent_kind(parent) {
                    AstKind::AssignmentExpression(one) => one.left.span() == target,
                    AstKind::UnaryExpression(one) => one.operator == UnaryOperator::Delete,
                    AstKind::UpdateExpression(_) => true,
                    _ => false,
                }
        })
    }
}

/// `Object.assign(target, ..)`.
fn is_assign(call: &CallExpression<'_>) -> bool {
    call.callee.as_member_expression().and_then(|member| member.static_property_name()) == Some("assign")
}

/// The last member of the name, where no spread comes after it.
fn of_object<'a>(object: &'a ObjectExpression<'a>, member: &str) -> Held<'a> {
    for property in object.properties.iter().rev() {
        let ObjectPropertyKind::ObjectProperty(one) = property else { return Held::Unknown };
        match one.key.static_name() {
            Some(name) if name == member => {
                return if one.kind == PropertyKind::Init { Held::Is(&one.value) } else { Held::Unknown };
            }
            Some(_) => {}
            None => return Held::Unknown,
        }
    }
    Held::Missing
}

/// A member of a class that nothing writes again: a static one by the class's name, and one that is `readonly`.
fn of_class<'a>(class: &'a Class<'a>, member: &str, by_name: bool) -> Option<&'a Expression<'a>> {
    class.body.body.iter().find_map(|element| match element {
        ClassElement::PropertyDefinition(one) if one.key.static_name().as_deref() == Some(member) => {
            let counts = if by_name { one.r#static } else { one.readonly && !one.r#static };
            one.value.as_ref().filter(|_| counts)
        }
        _ => None,
    })
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
