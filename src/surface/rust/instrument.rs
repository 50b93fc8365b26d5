//! `#[instrument(..)]` on a function: which of its arguments every span records.
//!
//! In: a function's attributes. Out: what is skipped, what is added, and where a skip would be written.

use super::depth;
use super::ir::Instrument;
use super::lower::{Lower, segments};
use super::macros::{lower_piece, pieces};
use crate::source::Span;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::spanned::Spanned;

pub fn lower(lower: &mut Lower, attrs: &[syn::Attribute]) -> Option<Instrument> {
    let last =
        |attr: &&syn::Attribute| attr.path().segments.last().is_some_and(|last| last.ident == "instrument");
    let attr = attrs.iter().find(last)?;
    let span = lower.span_of(attr.span());
    let bare = Instrument {
        path: segments(attr.path()),
        span,
        skips_all: false,
        result: false,
        skipped: Vec::new(),
        level: None,
        fields: Vec::new(),
        skip_at: lower.span_of(attr.path().span()).after(),
        before: "(skip(".to_owned(),
        after: "))".to_owned(),
    };
    match &attr.meta {
        syn::Meta::Path(_) => Some(bare),
        syn::Meta::List(list) => {
            let end = lower.span_of(list.delimiter.span().close());
            let levels = depth::levels(&list.tokens);
            lower.inside(levels, |lower| with_arguments(lower, bare, list.tokens.clone(), end))
        }
        _ => None,
    }
}

fn with_arguments(lower: &mut Lower, mut all: Instrument, tokens: TokenStream, end: Span) -> Instrument {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    all.before = if trees.is_empty() { "skip(" } else { ", skip(" }.to_owned();
    if trees.last().is_some_and(is_comma) {
        all.before = " skip(".to_owned();
    }
    all.after = ")".to_owned();
    all.skip_at = Span { end: end.start, ..end };
    for (at, tree) in trees.iter().enumerate() {
        let TokenTree::Ident(word) = tree else { continue };
        match (word.to_string().as_str(), trees.get(at + 1)) {
            ("skip_all", _) => all.skips_all = true,
            ("ret", _) => all.result = true,
            ("skip", Some(TokenTree::Group(group))) => skips(lower, &mut all, group),
            ("fields", Some(TokenTree::Group(group))) => {
                let found = pieces.parse2(group.stream()).unwrap_or_default();
                all.fields = found.iter().map(|piece| lower_piece(lower, piece)).collect();
            }
            ("level", Some(TokenTree::Punct(_))) => all.level = level(&trees[at + 1..]),
            _ => {}
        }
    }
    all
}

fn is_comma(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(mark) if mark.as_char() == ',')
}

fn skips(lower: &mut Lower, all: &mut Instrument, group: &Group) {
    if group.delimiter() != Delimiter::Parenthesis {
        return;
    }
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    all.skipped = super::attributes::idents(group.stream());
    let close = lower.span_of(group.span_close());
    all.skip_at = Span { end: close.start, ..close };
    let separated = inside.is_empty() || inside.last().is_some_and(is_comma);
    all.before = if separated { "" } else { ", " }.to_owned();
    all.after = String::new();
}

/// `= "debug"`, `= Level::DEBUG`: the last word before the next comma.
fn level(trees: &[TokenTree]) -> Option<String> {
    let words = trees.iter().take_while(|tree| !is_comma(tree)).filter_map(|tree| match tree {
        TokenTree::Ident(word) => Some(word.to_string()),
        TokenTree::Literal(text) => Some(text.to_string().trim_matches('"').to_owned()),
        _ => None,
    });
    words.last().map(|word| word.to_ascii_lowercase())
}
