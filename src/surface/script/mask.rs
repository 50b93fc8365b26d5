//! Where a file's secrets stand, so that no drawn line shows one.
//!
//! In: a tree. Out: the places of texts that a name of a secret is given, whether or not any rule speaks of them. More
//! is masked than is found: a mask costs nothing.

use super::bind::Tree;
use super::path::{DEEPEST, Plain, plain};
use super::value::Val;
use crate::fact::role;
use crate::source::Span;
use oxc_ast::AstKind;
use oxc_ast::ast::*;

pub fn secrets(tree: &Tree<'_, '_>) -> Vec<Span> {
    let mut walk = Walk { tree, found: Vec::new() };
    for node in tree.semantic.nodes().iter() {
        walk.given(node.kind());
        walk.instead(node.kind());
    }
    walk.found
}

struct Walk<'w, 't, 'a> {
    tree: &'w Tree<'t, 'a>,
    found: Vec<Span>,
}

impl<'a> Walk<'_, '_, 'a> {
    /// A name with its value: a constant, a member, a parameter.
    fn given(&mut self, kind: AstKind<'a>) {
        match kind {
            AstKind::VariableDeclarator(one) => {
                self.named(one.id.get_identifier_name().as_deref(), one.init.as_ref());
            }
            AstKind::ObjectProperty(one) => self.named(one.key.static_name().as_deref(), Some(&one.value)),
            AstKind::PropertyDefinition(one) => {
                self.named(one.key.static_name().as_deref(), one.value.as_ref());
            }
            AstKind::FormalParameter(one) => {
                self.named(one.pattern.get_identifier_name().as_deref(), one.initializer.as_deref());
            }
            AstKind::BindingProperty(one) => {
                if let BindingPattern::AssignmentPattern(inner) = &one.value {
                    self.named(one.key.static_name().as_deref(), Some(&inner.right));
                }
            }
            AstKind::AssignmentPattern(one) => {
                self.named(one.left.get_identifier_name().as_deref(), Some(&one.right));
            }
            AstKind::TSEnumMember(one) => self.named(Some(&one.id.static_name()), one.initializer.as_ref()),
            AstKind::AssignmentExpression(one) => {
                let name = match &one.left {
                    AssignmentTarget::AssignmentTargetIdentifier(name) => Some(name.name.as_str()),
                    left => left.as_member_expression().and_then(|member| member.static_property_name()),
                };
                self.named(name, Some(&one.right));
            }
            _ => {}
        }
    }

    /// What stands beside a secret: in its place, compared with it, or handed over with its name.
    fn instead(&mut self, kind: AstKind<'a>) {
        match kind {
            AstKind::LogicalExpression(one) => self.named(name_of(&one.left), Some(&one.right)),
            AstKind::BinaryExpression(one) => {
                self.named(name_of(&one.left), Some(&one.right));
                self.named(name_of(&one.right), Some(&one.left));
            }
            AstKind::ConditionalExpression(one) => {
                for branch in [&one.consequent, &one.alternate] {
                    self.named(name_of(&one.test), Some(branch));
                }
            }
            AstKind::CallExpression(one) => {
                if let Some((Argument::StringLiteral(name), rest)) = one.arguments.split_first() {
                    let rest = rest.iter().filter_map(Argument::as_expression);
                    rest.for_each(|argument| self.named(Some(name.value.as_str()), Some(argument)));
                }
            }
            AstKind::JSXAttribute(one) => {
                if let (JSXAttributeName::Identifier(name), Some(JSXAttributeValue::StringLiteral(text))) =
                    (&one.name, &one.value)
                    && role::is_to_be_hidden(&name.name)
                {
                    self.found.push(self.tree.span(&**text));
                }
            }
            _ => {}
        }
    }

    fn named(&mut self, name: Option<&str>, value: Option<&'a Expression<'a>>) {
        let (Some(name), Some(value)) = (name, value) else { return };
        // A `token` is often a message, and its members have names of their own.
        let whole = role::secret_role(name).is_some();
        if whole || role::is_to_be_hidden(name) {
            self.texts(value, whole, DEEPEST);
        }
    }

    /// Texts of which a value is made.
    fn texts(&mut self, value: &'a Expression<'a>, whole: bool, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return self.found.push(self.tree.span(value)) };
        let each = |walk: &mut Self, inner: &'a Expression<'a>| walk.texts(inner, whole, depth);
        match plain(value) {
            Plain::Member(member) => each(self, member.object()),
            Plain::Call(call) => {
                each(self, &call.callee);
                if whole {
                    // The first argument of `get("JWT_SECRET")` is a name.
                    let names = usize::from(matches!(self.tree.called(call), Val::Env(_)));
                    let arguments = call.arguments.iter().skip(names).filter_map(Argument::as_expression);
                    arguments.for_each(|argument| each(self, argument));
                }
            }
            Plain::Other(expr) => match expr {
                Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => {
                    self.found.push(self.tree.span(expr));
                }
                Expression::AwaitExpression(one) => each(self, &one.argument),
                Expression::LogicalExpression(one) => {
                    each(self, &one.left);
                    each(self, &one.right);
                }
                Expression::BinaryExpression(one) => {
                    each(self, &one.left);
                    each(self, &one.right);
                }
                Expression::ConditionalExpression(one) => {
                    each(self, &one.consequent);
                    each(self, &one.alternate);
                }
                Expression::ArrayExpression(list) => {
                    list.elements
                        .iter()
                        .filter_map(|one| one.as_expression())
                        .for_each(|one| each(self, one));
                }
                Expression::ObjectExpression(object) if whole => {
                    for property in &object.properties {
                        if let ObjectPropertyKind::ObjectProperty(one) = property {
                            each(self, &one.value);
                        }
                    }
                }
                _ => {}
            },
        }
    }
}

/// The last word of a path: `process.env.JWT_SECRET`, `env["JWT_SECRET"]`, `secret`.
fn name_of<'a>(expr: &'a Expression<'a>) -> Option<&'a str> {
    match plain(expr) {
        Plain::Member(member) => member.static_property_name(),
        Plain::Call(call) => match call.arguments.as_slice() {
            [Argument::StringLiteral(name), ..] => Some(name.value.as_str()),
            _ => None,
        },
        Plain::Other(Expression::Identifier(name)) => Some(name.name.as_str()),
        Plain::Other(_) => None,
    }
}
