//! Items of a file that does not parse as a whole.
//!
//! In: the file's tokens. Out: the items that parse on their own; members of an `impl`, `mod` or `trait` one by
//! one. Three spellings of the edition of 2015 are put into today's words. Each token is parsed at most four times.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};

/// Words that begin an item, behind which nothing before can go on.
const STARTS: &[&str] = &[
    "pub",
    "fn",
    "struct",
    "enum",
    "union",
    "impl",
    "trait",
    "mod",
    "use",
    "const",
    "static",
    "type",
    "extern",
    "unsafe",
    "async",
    "macro_rules",
];

/// Everything that can be read.
pub fn items(tokens: TokenStream) -> Vec<syn::Item> {
    let mut found = Vec::new();
    for chunk in chunks(tokens) {
        match parsed(chunk.clone()) {
            Some(items) => found.extend(items),
            None => found.extend(members(&chunk)),
        }
    }
    found
}

/// Stretches that end with a body or a semicolon and are followed by the start of an item.
fn chunks(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut all = vec![Vec::new()];
    let mut ended = false;
    for tree in tokens {
        if ended && starts_item(&tree) {
            all.push(Vec::new());
        }
        ended = match &tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            _ => false,
        };
        if let Some(last) = all.last_mut() {
            last.push(tree);
        }
    }
    all
}

fn starts_item(tree: &TokenTree) -> bool {
    match tree {
        TokenTree::Ident(word) => STARTS.iter().any(|start| word == start),
        TokenTree::Punct(mark) => mark.as_char() == '#',
        _ => false,
    }
}

fn parsed(chunk: Vec<TokenTree>) -> Option<Vec<syn::Item>> {
    let items = |trees: TokenStream| syn::parse2::<syn::File>(trees).ok().map(|file| file.items);
    items(chunk.iter().cloned().collect()).or_else(|| items(modern(chunk.into_iter().collect())))
}

/// Members of a body one by one, each in a body of its own.
fn members(chunk: &[TokenTree]) -> Vec<syn::Item> {
    let Some((TokenTree::Group(body), head)) = chunk.split_last() else { return Vec::new() };
    let container = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "impl" || word == "mod" || word == "trait");
    if body.delimiter() != Delimiter::Brace || !head.iter().any(container) {
        return Vec::new();
    }
    let alone = |member: Vec<TokenTree>| {
        let body = Group::new(Delimiter::Brace, member.into_iter().collect());
        parsed(head.iter().cloned().chain([TokenTree::Group(body)]).collect())
    };
    chunks(body.stream()).into_iter().filter_map(alone).flatten().collect()
}

/// `try!(x)`, `0...9` and `Box<Fn(u8)>` as they are written today.
fn modern(tokens: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), modern(group.stream()));
                inner.set_span(group.span());
                out.push(TokenTree::Group(inner));
            }
            TokenTree::Punct(mark) if mark.as_char() == '!' && ends_with_try(&out) => {
                if let Some(TokenTree::Ident(word)) = out.pop() {
                    out.push(TokenTree::Ident(Ident::new_raw("try", word.span())));
                }
                out.push(TokenTree::Punct(mark));
            }
            TokenTree::Punct(mark) if mark.as_char() == '.' && ends_with_two_dots(&out) => {
                let mut equals = Punct::new('=', Spacing::Alone);
                equals.set_span(mark.span());
                out.push(TokenTree::Punct(equals));
            }
            TokenTree::Ident(word) if names_a_closure(&word) && opens_a_type(&out) => {
                out.push(TokenTree::Ident(Ident::new("dyn", word.span())));
                out.push(TokenTree::Ident(word));
            }
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

fn names_a_closure(word: &Ident) -> bool {
    ["Fn", "FnMut", "FnOnce"].iter().any(|name| word == name)
}

fn opens_a_type(out: &[TokenTree]) -> bool {
    matches!(out.last(), Some(TokenTree::Punct(mark)) if "<&".contains(mark.as_char()))
}

fn ends_with_try(out: &[TokenTree]) -> bool {
    matches!(out.last(), Some(TokenTree::Ident(word)) if word == "try")
}

fn ends_with_two_dots(out: &[TokenTree]) -> bool {
    let dot = |tree: &TokenTree| matches!(tree, TokenTree::Punct(mark) if mark.as_char() == '.' && mark.spacing() == Spacing::Joint);
    matches!(out, [.., one, other] if dot(one) && dot(other))
}
