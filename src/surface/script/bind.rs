//! What a name stands for: an import, an initial value, a type, or a global of the runtime.
//!
//! In: a tree with resolved names. Out: the declaration behind a name. A name that is written to again stands for
//! nothing that we know.

use crate::model::Models;
use crate::source::{FileId, Span};
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::{Semantic, SymbolId};
use oxc_span::GetSpan;

/// A file's tree, with what is needed to read it.
pub struct Tree<'t, 'a> {
    pub semantic: &'t Semantic<'a>,
    pub models: &'t Models,
    pub file: FileId,
    pub text: &'t str,
}

/// What stands behind a name.
pub enum Binding<'a> {
    /// No declaration in this file.
    Global(&'a str),
    /// Path of something that another module exports.
    Import(String),
    /// An initial value, or a member of it.
    Value(Initial<'a>),
    /// A parameter of which only the type is known.
    Typed(&'a TSTypeAnnotation<'a>),
    /// A parameter, by what stands in where a caller hands over nothing.
    Default(&'a Expression<'a>),
    Class(&'a Class<'a>),
    Unknown,
}

/// `const { a: { b = default } } = init`.
pub struct Initial<'a> {
    pub init: &'a Expression<'a>,
    pub members: Vec<&'a str>,
    pub default: Option<&'a Expression<'a>>,
    /// Where the name is written, for a member.
    pub name: oxc_span::Span,
    pub annotation: Option<&'a TSTypeAnnotation<'a>>,
}

impl<'a> Tree<'_, 'a> {
    pub fn span(&self, of: &impl GetSpan) -> Span {
        let span = of.span();
        Span::new(self.file, span.start as usize..span.end as usize)
    }

    pub fn binding(&self, name: &IdentifierReference<'a>) -> Binding<'a> {
        let Some(reference) = name.reference_id.get() else { return Binding::Unknown };
        match self.semantic.scoping().get_reference(reference).symbol_id() {
            Some(symbol) => self.declared(symbol),
            None => Binding::Global(name.name.as_str()),
        }
    }

    fn declared(&self, symbol: SymbolId) -> Binding<'a> {
        let scoping = self.semantic.scoping();
        if scoping.symbol_is_mutated(symbol) || !scoping.symbol_redeclarations(symbol).is_empty() {
            return Binding::Unknown;
        }
        let node = scoping.symbol_declaration(symbol);
        match self.semantic.nodes().kind(node) {
            AstKind::ImportSpecifier(one) => self.imported(node, Some(one.imported.name().as_str())),
            AstKind::ImportDefaultSpecifier(_) | AstKind::ImportNamespaceSpecifier(_) => {
                self.imported(node, None)
            }
            AstKind::TSImportEqualsDeclaration(one) => match &one.module_reference {
                TSModuleReference::ExternalModuleReference(module) => {
                    Binding::Import(module_name(&module.expression.value))
                }
                _ => Binding::Unknown,
            },
            AstKind::VariableDeclarator(one) => initial(one, symbol).map_or(Binding::Unknown, Binding::Value),
            AstKind::FormalParameter(one) => parameter(one),
            AstKind::Class(class) => Binding::Class(class),
            _ => Binding::Unknown,
        }
    }

    fn imported(&self, specifier: oxc_semantic::NodeId, name: Option<&str>) -> Binding<'a> {
        let AstKind::ImportDeclaration(import) = self.semantic.nodes().parent_kind(specifier) else {
            return Binding::Unknown;
        };
        let module = module_name(&import.source.value);
        Binding::Import(match name {
            Some(name) if name != "default" => format!("{module}.{name}"),
            _ => module,
        })
    }

    pub fn class_around(&self, this: &ThisExpression) -> Option<&'a Class<'a>> {
        self.semantic.nodes().ancestor_kinds(this.node_id.get()).find_map(|kind| match kind {
            AstKind::Class(class) => Some(class),
            _ => None,
        })
    }

    /// The type of a member of the class around a `this`: `constructor(private config: ConfigService)`.
    pub fn member_type(&self, this: &ThisExpression, member: &str) -> Option<&'a TSTypeAnnotation<'a>> {
        self.class_around(this)?.body.body.iter().find_map(|element| typed_member(element, member))
    }
}

fn typed_member<'a>(element: &'a ClassElement<'a>, member: &str) -> Option<&'a TSTypeAnnotation<'a>> {
    match element {
        ClassElement::PropertyDefinition(one) if one.key.static_name().as_deref() == Some(member) => {
            one.type_annotation.as_deref()
        }
        ClassElement::MethodDefinition(one) if one.kind == MethodDefinitionKind::Constructor => {
            let own = |param: &&FormalParameter<'a>| {
                let named = param.pattern.get_identifier_name().is_some_and(|name| name == member);
                named && (param.accessibility.is_some() || param.readonly)
            };
            one.value.params.items.iter().find(own)?.type_annotation.as_deref()
        }
        _ => None,
    }
}

fn parameter<'a>(one: &'a FormalParameter<'a>) -> Binding<'a> {
    match (&one.pattern, &one.type_annotation, &one.initializer) {
        (BindingPattern::BindingIdentifier(_), Some(annotation), None) => Binding::Typed(annotation),
        (BindingPattern::BindingIdentifier(_), _, Some(default)) => Binding::Default(default),
        _ => Binding::Unknown,
    }
}

/// A module's name without the scheme of what Node.js brings itself.
pub fn module_name(source: &str) -> String {
    source.strip_prefix("node:").unwrap_or(source).to_owned()
}

fn initial<'a>(declarator: &'a VariableDeclarator<'a>, symbol: SymbolId) -> Option<Initial<'a>> {
    let mut members = Vec::new();
    let (name, default) = place(&declarator.id, symbol, &mut members)?;
    let annotation = declarator.type_annotation.as_deref();
    Some(Initial { init: declarator.init.as_ref()?, members, default, name, annotation })
}

/// Where a pattern puts a name: the members that lead there, and what stands in for a missing one.
fn place<'a>(
    pattern: &'a BindingPattern<'a>,
    symbol: SymbolId,
    members: &mut Vec<&'a str>,
) -> Option<(oxc_span::Span, Option<&'a Expression<'a>>)> {
    match pattern {
        BindingPattern::BindingIdentifier(name) => {
            (name.symbol_id.get() == Some(symbol)).then_some((name.span, None))
        }
        BindingPattern::ObjectPattern(object) => object.properties.iter().find_map(|property| {
            let PropertyKey::StaticIdentifier(key) = &property.key else { return None };
            members.push(key.name.as_str());
            let found = place(&property.value, symbol, members);
            if found.is_none() {
                members.pop();
            }
            found
        }),
        BindingPattern::AssignmentPattern(inner) => {
            let (span, default) = place(&inner.left, symbol, members)?;
            Some((span, default.or(Some(&inner.right))))
        }
        BindingPattern::ArrayPattern(_) => None,
    }
}
