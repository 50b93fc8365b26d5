//! What a file exports, and what it takes from another one.
//!
//! In: a tree, and members of an export or an expression. Out: the expression behind it, or the module to ask next.
//! Modules are named as they are imported; which file that is, is another's business.

use super::bind::{Binding, Tree, module_name};
use super::path::{DEEPEST, Plain, plain};
use oxc_ast::AstKind;
use oxc_ast::ast::*;

/// Members of what another module exports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// As imported: `../config`.
    pub module: String,
    /// `default` first for a default export.
    pub members: Vec<String>,
}

impl Origin {
    /// Only files of the same project are looked into.
    fn new(module: &str, members: Vec<String>) -> Option<Origin> {
        let relative =
            module.starts_with("./") || module.starts_with("../") || module == "." || module == "..";
        relative.then(|| Origin { module: module.to_owned(), members })
    }

    fn below<'n>(mut self, members: impl IntoIterator<Item = &'n str>) -> Origin {
        self.members.extend(members.into_iter().map(str::to_owned));
        self
    }
}

/// What stands behind an export.
pub enum Exported<'a> {
    Here(&'a Expression<'a>),
    There(Origin),
}

impl<'a> Tree<'_, 'a> {
    /// Where an expression's value comes from, if that is another file.
    pub fn origin(&self, expr: &'a Expression<'a>, depth: usize) -> Option<Origin> {
        let depth = depth.checked_sub(1)?;
        match plain(expr) {
            Plain::Member(member) => {
                let name = member.static_property_name()?;
                let kept = || self.origin(self.below(member.object(), name, depth)?, depth);
                let of_object = self.origin(member.object(), depth);
                of_object.map(|origin| origin.below([name])).or_else(kept)
            }
            Plain::Call(call) => match required(call) {
                Some(module) => Origin::new(module, Vec::new()),
                None => self.origin(self.unchanged(call, depth)?, depth),
            },
            Plain::Other(Expression::Identifier(name)) => self.origin_of_name(name, depth),
            Plain::Other(_) => None,
        }
    }

    fn origin_of_name(&self, name: &IdentifierReference<'a>, depth: usize) -> Option<Origin> {
        match self.binding(name) {
            Binding::Value(initial) => {
                Some(self.origin(initial.init, depth)?.below(initial.members.iter().copied()))
            }
            Binding::Import(_) => self.imported_as(name),
            _ => None,
        }
    }

    /// The module and the name behind an import.
    fn imported_as(&self, name: &IdentifierReference<'a>) -> Option<Origin> {
        let scoping = self.semantic.scoping();
        let symbol = scoping.get_reference(name.reference_id.get()?).symbol_id()?;
        let (nodes, node) = (self.semantic.nodes(), scoping.symbol_declaration(symbol));
        let AstKind::ImportDeclaration(import) = nodes.parent_kind(node) else { return None };
        let members = match nodes.kind(node) {
            AstKind::ImportSpecifier(one) => vec![one.imported.name().to_string()],
            AstKind::ImportDefaultSpecifier(_) => vec!["default".to_owned()],
            AstKind::ImportNamespaceSpecifier(_) => Vec::new(),
            _ => return None,
        };
        Origin::new(&module_name(&import.source.value), members)
    }

    /// What stands behind a member of this file's exports.
    pub fn exported(&self, members: &[String]) -> Option<Exported<'a>> {
        let kinds = || self.semantic.nodes().iter().map(|node| node.kind());
        let all = |rest: &[String], found: Exported<'a>| self.beneath(found, rest);
        let (first, rest) = members.split_first()?;
        let named = kinds().find_map(|kind| self.named(kind, first));
        if let Some(found) = named {
            return all(rest, found);
        }
        let whole = kinds().find_map(|kind| match kind {
            AstKind::AssignmentExpression(one) if is_module(&one.left) => Some(&one.right),
            _ => None,
        });
        // What older modules export is the default of newer ones.
        let members = if first == "default" { rest } else { members };
        if let Some(whole) = whole {
            return all(members, Exported::Here(whole));
        }
        let others = kinds().find_map(|kind| match kind {
            AstKind::ExportAllDeclaration(one) if one.exported.is_none() && first != "default" => {
                Origin::new(&one.source.value, members.to_vec())
            }
            _ => None,
        });
        others.map(Exported::There)
    }

    /// An export of that name.
    fn named(&self, kind: AstKind<'a>, name: &str) -> Option<Exported<'a>> {
        match kind {
            AstKind::ExportDeclaration(one) => match &one.declaration {
                Declaration::VariableDeclaration(list) => list.declarations.iter().find_map(|one| {
                    let named = one.id.get_identifier_name().is_some_and(|own| own == name);
                    one.init.as_ref().filter(|_| named).map(Exported::Here)
                }),
                _ => None,
            },
            AstKind::ExportDefaultDeclaration(one) if name == "default" => {
                one.declaration.as_expression().map(Exported::Here)
            }
            AstKind::ExportNamedDeclaration(one) => {
                let specifier = one.specifiers.iter().find(|one| one.exported.name() == name)?;
                let ModuleExportName::IdentifierReference(local) = &specifier.local else { return None };
                self.behind(local)
            }
            AstKind::ExportFromDeclaration(one) => {
                let specifier = one.specifiers.iter().find(|one| one.exported.name() == name)?;
                let members = vec![specifier.local.name().to_string()];
                Origin::new(&one.source.value, members).map(Exported::There)
            }
            AstKind::AssignmentExpression(one) => {
                let target = one.left.as_member_expression()?;
                let own = target.static_property_name() == Some(name) && is_exports(target.object());
                own.then_some(Exported::Here(&one.right))
            }
            _ => None,
        }
    }

    fn behind(&self, local: &IdentifierReference<'a>) -> Option<Exported<'a>> {
        match self.binding(local) {
            Binding::Value(initial) => {
                let mut found = Exported::Here(initial.init);
                for member in initial.members {
                    found = self.beneath(found, &[member.to_owned()])?;
                }
                Some(found)
            }
            Binding::Import(_) => self.imported_as(local).map(Exported::There),
            _ => None,
        }
    }

    /// Members below what is found.
    fn beneath(&self, found: Exported<'a>, members: &[String]) -> Option<Exported<'a>> {
        match found {
            Exported::There(origin) => {
                Some(Exported::There(origin.below(members.iter().map(String::as_str))))
            }
            Exported::Here(expr) => match self.at_path(expr, members, DEEPEST).expression() {
                Some(found) => Some(Exported::Here(found)),
                None => {
                    let origin = self.origin(expr, DEEPEST)?;
                    Some(Exported::There(origin.below(members.iter().map(String::as_str))))
                }
            },
        }
    }
}

/// `require("./name")`.
fn required<'a>(call: &'a CallExpression<'a>) -> Option<&'a str> {
    let Expression::Identifier(callee) = &call.callee else { return None };
    match call.arguments.as_slice() {
        [Argument::StringLiteral(name)] if callee.name == "require" => Some(name.value.as_str()),
        _ => None,
    }
}

/// `module.exports`, as something is assigned to it.
fn is_module(target: &AssignmentTarget<'_>) -> bool {
    target.as_member_expression().is_some_and(is_module_exports)
}

fn is_module_exports(member: &MemberExpression<'_>) -> bool {
    let of_module = matches!(member.object(), Expression::Identifier(name) if name.name == "module");
    of_module && member.static_property_name() == Some("exports")
}

/// `exports` or `module.exports`.
fn is_exports(object: &Expression<'_>) -> bool {
    match object {
        Expression::Identifier(name) => name.name == "exports",
        other => other.as_member_expression().is_some_and(is_module_exports),
    }
}
