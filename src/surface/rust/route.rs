//! Routing attributes on a function: `#[get("/path?<token>")]` of Rocket, `#[post("/path")]` of actix.
//!
//! In: a function's attributes. Out: the method, the path, and parameters that the path takes from a query.

use super::depth;
use super::ir::Route;
use super::lower::Lower;
use proc_macro2::TokenTree;
use syn::spanned::Spanned;

/// Methods of HTTP as attributes spell them (RFC 9110 section 9.1).
pub const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "head"];

pub fn lower(lower: &Lower, attrs: &[syn::Attribute]) -> Option<Route> {
    attrs.iter().find_map(|attr| {
        let name = attr.path().segments.last()?.ident.to_string();
        let method = METHODS.into_iter().find(|method| *method == name)?;
        let list = attr.meta.require_list().ok().filter(|list| !depth::tokens_too_deep(&list.tokens))?;
        let TokenTree::Literal(first) = list.tokens.clone().into_iter().next()? else { return None };
        let path = syn::parse_str::<syn::LitStr>(&first.to_string()).ok()?.value();
        Some(Route { method, path, span: lower.span_of(attr.span()) })
    })
}
