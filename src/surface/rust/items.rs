//! Items of a file: functions, constants, types, imports, modules.

use super::ir::{self, FOLDER, Param, Scope, Type, Use};
use super::lower::{Lower, ident, segments};
use super::snug::snug;
use super::{attributes, enums, extent, instrument, item_macros, notes, route, shapes};
use crate::fact::Context;
use crate::source::Span;

/// Lowers items into `lower.out`; `context` comes from the module around them.
pub fn lower(lower: &mut Lower, items: &[syn::Item], scope: usize, context: Option<Context>) {
    let outer = std::mem::replace(&mut lower.scope, scope);
    for item in items {
        one(lower, item, scope, context);
    }
    lower.scope = outer;
}

fn one(lower: &mut Lower, item: &syn::Item, scope: usize, outer: Option<Context>) {
    match item {
        syn::Item::Use(import) => uses(&import.tree, &mut Vec::new(), &mut lower.out.scopes[scope].uses),
        syn::Item::Fn(function) => {
            let context =
                outer.or(attributes::function_context(&function.attrs, &function.sig.ident.to_string()));
            let parts = (&function.sig, &*function.block, function.attrs.as_slice());
            add_function(lower, scope, Owner::default(), parts, context);
        }
        syn::Item::Const(item) => {
            constant(lower, scope, None, (&item.ident, Some(&item.ty), &item.expr, &item.attrs), outer)
        }
        syn::Item::Static(item) => {
            constant(lower, scope, None, (&item.ident, Some(&item.ty), &item.expr, &item.attrs), outer)
        }
        syn::Item::Struct(item) => {
            let named = (ident(&item.ident), lower.between(extent::of_struct(item)));
            structure(lower, scope, named, &item.fields, &item.attrs);
            shapes::structure(lower, scope, item);
        }
        syn::Item::Enum(item) => {
            shapes::enumeration(lower, scope, item);
            enums::lower(lower, scope, item);
        }
        syn::Item::ExternCrate(item) => extern_crate(lower, scope, item),
        syn::Item::Impl(item) => implementation(lower, scope, item, outer),
        syn::Item::Type(item) => alias(lower, scope, item),
        syn::Item::Mod(item) => module(lower, scope, item, outer),
        syn::Item::Macro(item) => {
            lower.out.macros.extend(item_macros::defined(item));
            item_macros::lower(lower, scope, item, outer);
        }
        syn::Item::Trait(item) => trait_members(lower, scope, item, outer),
        _ => {}
    }
}

/// `type HmacSha256 = Hmac<Sha256>;` leads where an import under another name would.
fn alias(lower: &mut Lower, scope: usize, item: &syn::ItemType) {
    if let Some(target) = ty(&item.ty) {
        lower.out.scopes[scope].uses.push(Use { path: target.path, name: Some(ident(&item.ident)) });
    }
}

fn uses(tree: &syn::UseTree, path: &mut Vec<String>, out: &mut Vec<Use>) {
    match tree {
        syn::UseTree::Path(inner) => {
            path.push(ident(&inner.ident));
            uses(&inner.tree, path, out);
            path.pop();
        }
        syn::UseTree::Name(name) => named(path, ident(&name.ident), None, out),
        syn::UseTree::Rename(rename) => named(path, ident(&rename.ident), Some(ident(&rename.rename)), out),
        syn::UseTree::Glob(_) => out.push(Use { path: path.clone(), name: None }),
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| uses(item, path, out)),
    }
}

/// `#[macro_use] extern crate log;` brings a crate's macros into sight everywhere, `extern crate a as b;` a name.
fn extern_crate(lower: &mut Lower, scope: usize, item: &syn::ItemExternCrate) {
    if let Some((_, name)) = &item.rename {
        lower.out.externs.push((ident(name), ident(&item.ident)));
    }
    if item.attrs.iter().any(|attr| attr.path().is_ident("macro_use")) {
        lower.out.scopes[scope].uses.push(Use { path: vec![ident(&item.ident)], name: None });
    }
}

/// `use a::b`, `use a::b as c`, `use a::{self}`.
fn named(path: &[String], name: String, rename: Option<String>, out: &mut Vec<Use>) {
    let mut full = path.to_vec();
    if name != "self" {
        full.push(name);
    }
    let name = rename.or_else(|| full.last().cloned());
    out.push(Use { path: full, name });
}

/// What a function belongs to: a type, and the trait that it implements there.
#[derive(Clone, Default)]
struct Owner {
    self_type: Option<String>,
    of_trait: Vec<String>,
}

fn add_function(
    lower: &mut Lower,
    scope: usize,
    Owner { self_type, of_trait }: Owner,
    (signature, block, attrs): (&syn::Signature, &syn::Block, &[syn::Attribute]),
    context: Option<Context>,
) {
    let params = signature
        .inputs
        .iter()
        .map(|input| match input {
            syn::FnArg::Receiver(_) => {
                let ty = self_type.clone().map(|name| Type { path: vec![name], arguments: Vec::new() });
                Param { pattern: ir::Pattern::Bind { name: "self".into(), mutable: false }, ty }
            }
            syn::FnArg::Typed(typed) => {
                let ty = bound(&signature.generics, &typed.ty).or_else(|| ty(&typed.ty));
                Param { pattern: lower.pattern(&typed.pat), ty }
            }
        })
        .collect();
    let outer_size = std::mem::take(&mut lower.size);
    let body = lower.block(block);
    let size = std::mem::replace(&mut lower.size, outer_size);
    let name = ident(&signature.ident);
    let span = lower.between(extent::of_signature(signature));
    let output = match &signature.output {
        syn::ReturnType::Type(_, output) if matches!(**output, syn::Type::ImplTrait(_)) => None,
        syn::ReturnType::Type(_, output) => ty(output),
        syn::ReturnType::Default => None,
    };
    let instrument = instrument::lower(lower, attrs);
    let route = route::lower(lower, attrs);
    let function = ir::Function {
        scope,
        name,
        self_type,
        of_trait,
        params,
        body,
        span,
        context,
        size,
        output,
        instrument,
        route,
    };
    lower.out.functions.push(function);
}

pub fn constant(
    lower: &mut Lower,
    scope: usize,
    self_type: Option<String>,
    (name, declared, value, attrs): (&syn::Ident, Option<&syn::Type>, &syn::Expr, &[syn::Attribute]),
    outer: Option<Context>,
) {
    let value = lower.expr(value);
    let context = outer.or(attributes::context(attrs));
    let ty = declared.and_then(ty);
    lower.out.constants.push(ir::Constant { scope, name: ident(name), self_type, ty, value, context });
}

pub fn structure(
    lower: &mut Lower,
    scope: usize,
    (name, span): (String, Span),
    members: &syn::Fields,
    attrs: &[syn::Attribute],
) {
    let rename_all = attributes::rename_all(attrs);
    let mut open = !matches!(members, syn::Fields::Named(_));
    let mut fields = Vec::new();
    for field in members {
        let Some(name) = &field.ident else { continue };
        let name = ident(name);
        let serde = attributes::serde_field(&field.attrs);
        open |= serde.flatten;
        let renamed = serde.rename.or_else(|| rename_all.map(|style| style.apply(&name)));
        let wire_name = (!serde.skip).then(|| renamed.unwrap_or_else(|| name.clone()));
        let span = lower.between(extent::of_field(field));
        let notes = notes::lower(lower, &field.attrs);
        fields.push(ir::Field { name, wire_name, ty: ty(&field.ty), notes, span });
    }
    let notes = notes::lower(lower, attrs);
    lower.out.structs.push(ir::Struct { scope, name, fields, notes, open, span });
}

fn implementation(lower: &mut Lower, scope: usize, item: &syn::ItemImpl, outer: Option<Context>) {
    let name = ty(&item.self_ty).and_then(|ty| ty.path.last().cloned());
    let context = outer.or(attributes::context(&item.attrs));
    let of_trait = item.trait_.as_ref().map(|(path, _)| segments(path)).unwrap_or_default();
    let of = ty(&item.self_ty).filter(|_| !of_trait.is_empty());
    lower.out.implementations.extend(of.map(|of| ir::Implementation {
        scope,
        self_type: of.path,
        of_trait: of_trait.clone(),
    }));
    let owner = Owner { self_type: name.clone(), of_trait };
    for member in &item.items {
        match member {
            syn::ImplItem::Fn(method) => {
                let context =
                    context.or(attributes::function_context(&method.attrs, &method.sig.ident.to_string()));
                let parts = (&method.sig, &method.block, method.attrs.as_slice());
                add_function(lower, scope, owner.clone(), parts, context);
            }
            syn::ImplItem::Const(item) => {
                constant(
                    lower,
                    scope,
                    name.clone(),
                    (&item.ident, Some(&item.ty), &item.expr, &item.attrs),
                    context,
                );
            }
            _ => {}
        }
    }
}

/// Methods and constants that a trait gives to the types that don't have their own.
fn trait_members(lower: &mut Lower, scope: usize, item: &syn::ItemTrait, outer: Option<Context>) {
    let name = Some(ident(&item.ident));
    lower.out.traits.extend(name.clone().map(|name| (scope, name)));
    for member in &item.items {
        match member {
            syn::TraitItem::Fn(syn::TraitItemFn { attrs, sig, default: Some(block), .. }) => {
                let context = outer.or(attributes::context(attrs));
                let owner = Owner { self_type: name.clone(), ..Owner::default() };
                add_function(lower, scope, owner, (sig, block, attrs.as_slice()), context);
            }
            syn::TraitItem::Const(syn::TraitItemConst {
                attrs, ident, default: Some((_, value)), ..
            }) => {
                constant(lower, scope, name.clone(), (ident, None, value, attrs), outer);
            }
            _ => {}
        }
    }
}

/// `mod name;`, in a file that its name or `#[path = "other.rs"]` tells.
fn elsewhere(lower: &mut Lower, scope: usize, item: &syn::ItemMod) {
    let name = ident(&item.ident);
    match attributes::path(&item.attrs) {
        Some(path) => {
            let path = beside(&path);
            lower.out.scopes[scope].uses.push(Use { path, name: Some(name) });
        }
        None => lower.out.scopes[scope].modules.push(name),
    }
}

/// The module of a file, as it reads from the folder of the file that names it.
pub fn beside(path: &str) -> Vec<String> {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let folders = stem.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
    let mut path = vec![FOLDER.to_owned()];
    path.extend(folders.map(|part| if part == ".." { "super".to_owned() } else { part.to_owned() }));
    if path.last().is_some_and(|last| last == "mod") {
        path.pop();
    }
    path
}

fn module(lower: &mut Lower, scope: usize, item: &syn::ItemMod, outer: Option<Context>) {
    let Some((_, items)) = &item.content else { return elsewhere(lower, scope, item) };
    let context = outer.or(attributes::context(&item.attrs));
    let mut path = lower.out.scopes[scope].path.clone();
    path.push(ident(&item.ident));
    lower.out.scopes.push(Scope { path, context, ..Scope::default() });
    let inner = lower.out.scopes.len() - 1;
    self::lower(lower, items, inner, context);
}

/// The one trait that a type parameter must implement: of `secrets: S` with `S: Secrets + Send`, `Secrets`.
fn bound(generics: &syn::Generics, ty: &syn::Type) -> Option<Type> {
    let ty = match ty {
        syn::Type::Reference(inner) => return bound(generics, &inner.elem),
        syn::Type::Path(path) => path.path.get_ident()?,
        _ => return None,
    };
    let of_parameter = generics.type_params().find(|param| param.ident == *ty)?.bounds.iter();
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let of_clauses = clauses.flat_map(|predicate| match predicate {
        syn::WherePredicate::Type(of) if matches!(&of.bounded_ty, syn::Type::Path(path) if path.path.is_ident(ty)) => {
            of.bounds.iter().collect::<Vec<_>>()
        }
        _ => Vec::new(),
    });
    first_trait(of_parameter.chain(of_clauses))
}

/// The trait of `impl Trait`, `dyn Trait` and bounds; markers such as `Send` are no traits in this sense.
fn first_trait<'b>(bounds: impl Iterator<Item = &'b syn::TypeParamBound>) -> Option<Type> {
    let path = |bound: &'b syn::TypeParamBound| match bound {
        syn::TypeParamBound::Trait(of) => Some(&of.path),
        _ => None,
    };
    let marker = |path: &&syn::Path| {
        path.segments.last().is_some_and(|last| {
            ["Send", "Sync", "Sized", "Unpin", "Clone"].iter().any(|name| last.ident == *name)
        })
    };
    let path = bounds.filter_map(path).find(|path| !marker(path))?;
    let arguments = path.segments.last().map(|last| type_arguments(&last.arguments)).unwrap_or_default();
    Some(Type { path: segments(path), arguments })
}

/// A type with references, pointers and lifetimes taken off.
pub fn ty(ty: &syn::Type) -> Option<Type> {
    match ty {
        syn::Type::ImplTrait(of) => first_trait(of.bounds.iter()),
        syn::Type::TraitObject(of) => first_trait(of.bounds.iter()),
        syn::Type::Reference(inner) => self::ty(&inner.elem),
        syn::Type::Paren(inner) => self::ty(&inner.elem),
        syn::Type::Group(inner) => self::ty(&inner.elem),
        syn::Type::Path(path) => {
            let arguments = path.path.segments.last().map(|last| type_arguments(&last.arguments));
            Some(Type { path: segments(&path.path), arguments: arguments.unwrap_or_default() })
        }
        _ => None,
    }
}

pub fn type_arguments(arguments: &syn::PathArguments) -> Vec<Type> {
    match arguments {
        syn::PathArguments::AngleBracketed(list) => types(list),
        _ => Vec::new(),
    }
}

/// The types between angle brackets.
pub fn types(list: &syn::AngleBracketedGenericArguments) -> Vec<Type> {
    let one = |argument: &syn::GenericArgument| match argument {
        syn::GenericArgument::Type(inner) => ty(inner),
        _ => None,
    };
    snug(list.args.iter().filter_map(one))
}
