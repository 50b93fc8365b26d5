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
        let Ok(list) = attr.meta.require_list() else { continue };
        let attribute = segments(attr.path()).pop().unwrap_or_default();
        let metas = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
        for meta in metas.parse2(list.tokens.clone()).into_iter().flatten() {
            let name = segments(meta.path()).pop().unwrap_or_default();
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

/// A text that holds a text is code: `default = "\"x\".to_owned()"`.
fn in_text(lower: &mut Lower, value: &syn::Expr) -> Option<Expr> {
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = value else { return None };
    let levels = Some(text.value()).filter(|code| code.starts_with('"'));
    let levels = levels.and_then(|code| depth::levels_of_text(&code));
    lower.inside(levels, |lower| Some(lower.expr(&text.parse().ok()?)))?
}
