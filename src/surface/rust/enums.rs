//! Enums: their variants, and the numbers that stand behind them.
//!
//! In: an enum as it is written. Out: its variants in order; those whose members have names are structs, too. It
//! must not know what they are used for.

use super::ir::Enum;
use super::items;
use super::lower::{Lower, ident};

pub fn lower(lower: &mut Lower, scope: usize, item: &syn::ItemEnum) {
    let mut variants = Vec::new();
    let (mut nearest, mut since) = (None, 0);
    for variant in &item.variants {
        if let Some((_, value)) = &variant.discriminant {
            nearest = Some(lower.expr(value));
            since = 0;
        }
        if let syn::Fields::Named(_) = &variant.fields {
            let name = format!("{}::{}", ident(&item.ident), ident(&variant.ident));
            let span = lower.span_of(variant.ident.span());
            items::structure(lower, scope, (name, span), &variant.fields, &variant.attrs);
        }
        variants.push((ident(&variant.ident), nearest.clone(), since));
        since += 1;
    }
    lower.out.enums.push(Enum { scope, name: ident(&item.ident), variants });
}
