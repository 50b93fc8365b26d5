//! Items inside of macro calls: statics that are made late, choices between builds, whatever parses.
//!
//! In: a macro call in the place of an item. Out: the items in it. What stands in a branch for another build
//! counts as if it were there. It must not know which macro does what, but for how statics are written.

use super::ir::{Scope, Use};
use super::items;
use super::lower::{Lower, ident};
use crate::fact::Context;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};

pub fn lower(lower: &mut Lower, scope: usize, item: &syn::ItemMacro, outer: Option<Context>) {
    if item.ident.is_none() {
        let levels = lower.levels(&item.mac);
        lower.inside(levels, |lower| inner(lower, scope, item, outer));
    }
}

fn inner(lower: &mut Lower, scope: usize, item: &syn::ItemMacro, outer: Option<Context>) {
    let tokens = &item.mac.tokens;
    if item.mac.path.is_ident("include") {
        include(&mut lower.out.scopes[scope], tokens);
    } else if let Ok(all) = statics.parse2(tokens.clone()) {
        for (name, ty, value) in all {
            items::constant(lower, scope, None, (&name, Some(&ty), &value, &[]), outer);
        }
    } else {
        for found in items_of(tokens) {
            items::lower(lower, &found, scope, outer);
        }
    }
}

/// `include!("other.rs")` brings everything of that file into sight.
fn include(scope: &mut Scope, tokens: &TokenStream) {
    if let Ok(path) = syn::parse2::<syn::LitStr>(tokens.clone()) {
        scope.uses.push(Use { path: items::beside(&path.value()), name: None });
    }
}

/// The whole as items, or each part between braces: `if #[cfg(..)] { items } else { items }`.
fn items_of(tokens: &TokenStream) -> Vec<Vec<syn::Item>> {
    let all = |tokens: TokenStream| syn::parse2::<syn::File>(tokens).ok().map(|file| file.items);
    if let Some(items) = all(tokens.clone()) {
        return vec![items];
    }
    let braced = tokens.clone().into_iter().filter_map(|tree| match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => all(group.stream()),
        _ => None,
    });
    braced.collect()
}

/// `static ref NAME: Type = value;` and `static NAME: Type = const { value };`, one after the other.
fn statics(input: ParseStream<'_>) -> syn::Result<Vec<(syn::Ident, syn::Type, syn::Expr)>> {
    let mut all = Vec::new();
    while !input.is_empty() {
        input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        input.parse::<syn::Token![static]>()?;
        input.parse::<Option<syn::Token![ref]>>()?;
        let name = input.parse()?;
        input.parse::<syn::Token![:]>()?;
        let ty = input.parse::<syn::Type>()?;
        input.parse::<syn::Token![=]>()?;
        all.push((name, ty, input.parse()?));
        if !input.is_empty() {
            input.parse::<syn::Token![;]>()?;
        }
    }
    Ok(all)
}

/// Whether the call defines a macro, and which.
pub fn defined(item: &syn::ItemMacro) -> Option<String> {
    item.ident.as_ref().filter(|_| item.mac.path.is_ident("macro_rules")).map(ident)
}
