//! Paths of what is called: `jwt.sign` is `jsonwebtoken.sign` where `jwt` was imported from there.
//!
//! In: expressions. Out: a path that models may know, beginning with a package or a global. An instance goes by its
//! class. Knows no row.

use super::bind::{Binding, Tree, module_name};
use super::value::Val;
use oxc_ast::ast::*;

/// Names that lead to each other.
pub const DEEPEST: usize = 24;

/// An expression without what changes nothing about its value: brackets, types, `!`, `?.`.
pub enum Plain<'a> {
    Call(&'a CallExpression<'a>),
    Member(&'a MemberExpression<'a>),
    Other(&'a Expression<'a>),
}

pub fn plain<'a>(expr: &'a Expression<'a>) -> Plain<'a> {
    let mut expr = expr;
    loop {
        expr = expr.get_inner_expression();
        let Expression::ChainExpression(chain) = expr else { break };
        match &chain.expression {
            ChainElement::CallExpression(call) => return Plain::Call(call),
            ChainElement::TSNonNullExpression(inner) => expr = &inner.expression,
            other => match other.as_member_expression() {
                Some(member) => return Plain::Member(member),
                None => return Plain::Other(expr),
            },
        }
    }
    match (expr, expr.as_member_expression()) {
        (_, Some(member)) => Plain::Member(member),
        (Expression::CallExpression(call), _) => Plain::Call(call),
        _ => Plain::Other(expr),
    }
}

impl<'a> Tree<'_, 'a> {
    /// The path of an expression, as far as this file tells it.
    pub fn path(&self, expr: &'a Expression<'a>, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        match plain(expr) {
            Plain::Call(call) => required(call)
                .or_else(|| self.interop(call, depth))
                .or_else(|| self.path(self.unchanged(call, depth)?, depth))
                .or_else(|| self.chained(call, depth)),
            Plain::Member(member) => self.member_path(member, depth),
            Plain::Other(Expression::Identifier(name)) => self.name_path(name, depth),
            Plain::Other(Expression::ImportMeta(_)) => Some("import.meta".to_owned()),
            Plain::Other(Expression::AwaitExpression(inner)) => self.path(&inner.argument, depth),
            Plain::Other(Expression::SequenceExpression(all)) => self.path(all.expressions.last()?, depth),
            Plain::Other(Expression::NewExpression(made)) => self.path(&made.callee, depth),
            Plain::Other(Expression::ImportExpression(import)) => match &import.source {
                Expression::StringLiteral(name) => Some(module_name(&name.value)),
                _ => None,
            },
            Plain::Other(_) => None,
        }
    }

    /// `__importDefault(require("name"))`, as compilers write imports.
    fn interop(&self, call: &'a CallExpression<'a>, depth: usize) -> Option<String> {
        let Expression::Identifier(callee) = &call.callee else { return None };
        let [argument] = call.arguments.as_slice() else { return None };
        let known = ["__importDefault", "__importStar", "_interopRequireDefault", "_interopRequireWildcard"];
        if known.contains(&callee.name.as_str()) { self.path(argument.as_expression()?, depth) } else { None }
    }

    /// What a call gives, where models know methods of it: `crypto.createHash("md5")` is `crypto.createHash()`.
    fn chained(&self, call: &'a CallExpression<'a>, depth: usize) -> Option<String> {
        let path = format!("{}()", self.path(&call.callee, depth)?);
        self.models.has_script_methods(&path).then_some(path)
    }

    /// A member's name, also as a text or a constant in brackets.
    pub fn member_name(&self, member: &'a MemberExpression<'a>) -> Option<String> {
        if let Some(name) = member.static_property_name() {
            return Some(name.to_owned());
        }
        let MemberExpression::ComputedMemberExpression(one) = member else { return None };
        match self.value(&one.expression) {
            Val::Text(text) => Some(text.text),
            _ => None,
        }
    }

    pub fn member_path(&self, member: &'a MemberExpression<'a>, depth: usize) -> Option<String> {
        let name = member.static_property_name()?;
        self.joined_path(member.object(), name, depth)
    }

    /// The path of a member of an object.
    pub fn joined_path(&self, object: &'a Expression<'a>, name: &str, depth: usize) -> Option<String> {
        if let Plain::Other(Expression::ThisExpression(this)) = plain(object) {
            let kept = || self.path(self.below(object, name, depth)?, depth.checked_sub(1)?);
            let typed = self.member_type(this, name);
            return typed.map_or_else(kept, |annotation| self.type_path(annotation, depth));
        }
        let object = self.path(object, depth)?;
        // What older modules export is the default of newer ones.
        Some(if name == "default" { object } else { format!("{object}.{name}") })
    }

    fn name_path(&self, name: &IdentifierReference<'a>, depth: usize) -> Option<String> {
        match self.binding(name) {
            Binding::Global(name) => Some(name.to_owned()),
            Binding::Import(path) => Some(path),
            Binding::Typed(annotation) => self.type_path(annotation, depth),
            Binding::Value(initial) => match self.path(initial.init, depth) {
                Some(path) => {
                    Some(std::iter::once(path.as_str()).chain(initial.members).collect::<Vec<_>>().join("."))
                }
                None => self.type_path(initial.annotation?, depth),
            },
            Binding::Default(_) | Binding::Class(_) | Binding::Unknown => None,
        }
    }

    fn type_path(&self, annotation: &'a TSTypeAnnotation<'a>, depth: usize) -> Option<String> {
        let TSType::TSTypeReference(reference) = &annotation.type_annotation else { return None };
        let TSTypeName::IdentifierReference(name) = &reference.type_name else { return None };
        self.name_path(name, depth.checked_sub(1)?)
    }
}

/// `require("name")`.
fn required(call: &CallExpression<'_>) -> Option<String> {
    let Expression::Identifier(callee) = &call.callee else { return None };
    match call.arguments.as_slice() {
        [Argument::StringLiteral(name)] if callee.name == "require" => Some(module_name(&name.value)),
        _ => None,
    }
}
