//! What attributes say of a type and its members, as pairs of a name and a value.
//!
//! In: attributes. Out: what stands between their brackets. It must not know which attribute means what.

use super::ir::Note;
use super::lower::{Lower, segments};
use syn::parse::Parser;
use syn::punctuated::Punctuated;

pub fn lower(lower: &mut Lower, attrs: &[syn::Attribute]) -> Vec<Note> {
    let mut notes = Vec::new();
    for attr in attrs {
        let Ok(list) = attr.meta.require_list() else { continue };
        let attribute = segments(attr.path()).pop().unwrap_or_default();
        let metas = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
        for meta in metas.parse2(list.tokens.clone()).into_iter().flatten() {
            let name = segments(meta.path()).pop().unwrap_or_default();
            let value = match &meta {
                syn::Meta::NameValue(pair) => {
                    Some(lower.expr(in_text(&pair.value).as_ref().unwrap_or(&pair.value)))
                }
                _ => None,
            };
            notes.push(Note { attribute: attribute.clone(), name, value });
        }
    }
    notes
}

/// A text that holds a text is code: `default = "\"x\".to_owned()"`.
fn in_text(value: &syn::Expr) -> Option<syn::Expr> {
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = value else { return None };
    text.value().starts_with('"').then(|| text.parse().ok()).flatten()
}
