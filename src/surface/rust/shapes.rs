//! What `{:?}` shows of a type: its members, unless an attribute or a hand-written `Debug` hides them.
//!
//! In: a struct or enum. Out: its shape. It must not judge which member is a secret.

use super::extent;
use super::ir::{Shape, Type};
use super::items;
use super::lower::{Lower, ident};
use crate::source::Span;

pub fn structure(lower: &mut Lower, scope: usize, item: &syn::ItemStruct) {
    let shape = Shape {
        scope,
        name: ident(&item.ident),
        derived: derives_debug(&item.attrs),
        members: members(lower, &item.fields),
        variants: 1,
    };
    lower.out.shapes.push(shape);
}

pub fn enumeration(lower: &mut Lower, scope: usize, item: &syn::ItemEnum) {
    let all = item.variants.iter().filter(|variant| !hidden(&variant.attrs));
    let members = all.flat_map(|variant| variant_members(lower, variant)).collect();
    let derived = derives_debug(&item.attrs);
    let variants = item.variants.len();
    lower.out.shapes.push(Shape { scope, name: ident(&item.ident), derived, members, variants });
}

/// `Password(String)` holds one thing, and it is what the variant is called.
fn variant_members(lower: &Lower, variant: &syn::Variant) -> Vec<(String, Option<Type>, Span)> {
    let mut found = members(lower, &variant.fields);
    if let ([(name, ..)], syn::Fields::Unnamed(_)) = (found.as_mut_slice(), &variant.fields) {
        *name = ident(&variant.ident);
    }
    found
}

fn members(lower: &Lower, fields: &syn::Fields) -> Vec<(String, Option<Type>, Span)> {
    let shown = fields.iter().enumerate().filter(|(_, field)| !hidden(&field.attrs));
    let name = |at: usize, field: &syn::Field| field.ident.as_ref().map_or(at.to_string(), ident);
    let place = |field: &syn::Field| lower.between(extent::of_field(field));
    shown.map(|(at, field)| (name(at, field), items::ty(&field.ty), place(field))).collect()
}

/// `#[derive(Debug)]`, or a crate's own derive that is told to make a `Debug`.
fn derives_debug(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let name = attr.path().segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let derives = matches!(name.as_str(), "derive" | "derivative" | "educe");
        derives && words(attr).iter().any(|word| word == "Debug")
    })
}

/// An attribute on a member that is about its `Debug` form hides it or replaces it.
fn hidden(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let name = attr.path().segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        name.eq_ignore_ascii_case("debug") || words(attr).iter().any(|word| word == "Debug")
    })
}

fn words(attr: &syn::Attribute) -> Vec<String> {
    attr.meta.require_list().map(|list| super::attributes::idents(list.tokens.clone())).unwrap_or_default()
}
