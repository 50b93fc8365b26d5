//! What attributes say of a type and its members, as pairs of a name and a value.
//!
//! In: attributes. Out: what stands between their brackets. It must not know which attribute means what.

use super::depth;
use super::ir::{Expr, Note};
use super::lower::{Lower, segments};
use syn::parse::Parser;
use syn::punctuated::Punctuated;

pub fn lower(lower: &mut Lower, attrs: &[syn::Attribute]) -> Vec<Note> {
    let mut notes = Vec::new();
    for attr in attrs {
        let attribute = segments(attr.path()).pop().unwrap_or_default();
        for meta in metas(&attr.meta) {
            let name = last_name(&meta);
            // `length(min = 32)`: what stands within is `length.min`.
            for inner in metas(&meta).iter().filter(|inner| matches!(inner, syn::Meta::NameValue(_))) {
                let name = format!("{name}.{}", last_name(inner));
                notes.push(Note { attribute: attribute.clone(), name, value: None });
            }
            let value = match &meta {
                syn::Meta::NameValue(pair) => {
                    Some(in_text(lower, &pair.value).unwrap_or_else(|| lower.expr(&pair.value)))
                }
                _ => None,
            };
            notes.push(Note { attribute: attribute.clone(), name, value });
        }
    }
    notes
}

/// What stands between the brackets of an attribute or of a part of one; nothing where it is written otherwise.
pub fn metas(meta: &syn::Meta) -> Vec<syn::Meta> {
    let Ok(list) = meta.require_list() else { return Vec::new() };
    let parse = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
    parse.parse2(list.tokens.clone()).map(Vec::from_iter).unwrap_or_default()
}

fn last_name(meta: &syn::Meta) -> String {
    segments(meta.path()).pop().unwrap_or_default()
}

/// A text that holds a text is code: `default = "\"x\".to_owned()"`.
fn in_text(lower: &mut Lower, value: &syn::Expr) -> Option<Expr> {
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = value else { return None };
    let levels = Some(text.value()).filter(|code| code.starts_with('"'));
    let levels = levels.and_then(|code| depth::levels_of_text(&code));
    lower.inside(levels, |lower| Some(lower.expr(&text.parse().ok()?)))?
}
