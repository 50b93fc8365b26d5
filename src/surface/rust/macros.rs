//! Macro calls: what stands between the brackets, where it can be read as expressions.
//!
//! In: a call's tokens. Out: arguments, with the marks of logging macros (`?x`, `key = %x`, `target: x`,
//! `"key" => x`) as names and forms. It must not know which macro does what.

use super::ir::{Expr, How, Kind};
use super::lower::{Lower, segments};
use super::snug::snug;
use crate::source::Span;
use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::token::Brace;

/// A call with its arguments; `json!` objects become struct literals, `vec!` an array.
pub fn call(lower: &mut Lower, call: &syn::Macro, span: Span) -> Expr {
    let levels = lower.levels(call);
    let kind = lower.inside(levels, |lower| read(lower, call)).unwrap_or(Kind::Other(Vec::new()));
    Expr { span, kind: Box::new(kind), generic: None }
}

fn read(lower: &mut Lower, call: &syn::Macro) -> Kind {
    let path = segments(&call.path);
    if path.last().is_some_and(|name| name == "json") {
        return json(lower, call.tokens.clone()).unwrap_or(Kind::Other(Vec::new()));
    }
    let args = arguments(call.tokens.clone());
    let args = snug(args.iter().map(|piece| lower_piece(lower, piece)));
    if path.last().is_some_and(|name| name == "vec") { Kind::Array(args) } else { Kind::Macro { path, args } }
}

/// One argument as it is written.
pub struct Piece {
    name: Option<String>,
    how: How,
    value: syn::Expr,
}

pub fn lower_piece(lower: &mut Lower, piece: &Piece) -> Expr {
    let value = lower.expr(&piece.value);
    if piece.name.is_none() && piece.how == How::Plain {
        return value;
    }
    let span = value.span;
    let kind = Kind::Shown { name: piece.name.clone(), how: piece.how, value };
    Expr { span, kind: Box::new(kind), generic: None }
}

/// Expressions between a macro's commas, with or without marks, or the statements of a block-like body.
fn arguments(tokens: TokenStream) -> Vec<Piece> {
    let list = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
    if let Ok(args) = list.parse2(tokens.clone()) {
        return args.into_iter().map(named).collect();
    }
    let repeat = |input: ParseStream<'_>| {
        let item: syn::Expr = input.parse()?;
        input.parse::<syn::Token![;]>()?;
        let count: syn::Expr = input.parse()?;
        Ok((item, count))
    };
    if let Ok((item, count)) = repeat.parse2(tokens.clone()) {
        return vec![plain(syn::parse_quote!([#item; #count]))];
    }
    if let Ok(found) = pieces.parse2(tokens.clone()) {
        return found;
    }
    match syn::Block::parse_within.parse2(tokens.clone()) {
        Ok(statements) => {
            let block: syn::ExprBlock = syn::parse_quote!({ #(#statements)* });
            vec![plain(syn::Expr::Block(block))]
        }
        Err(_) => fragments(tokens),
    }
}

/// Code inside of what is no Rust, as in `html!`, `rsx!` and `select!`: every part between braces that reads as
/// statements, to be run or not.
fn fragments(tokens: TokenStream) -> Vec<Piece> {
    let groups = tokens.into_iter().filter_map(|tree| match tree {
        TokenTree::Group(group) => Some(group),
        _ => None,
    });
    groups.flat_map(fragments_of).collect()
}

fn fragments_of(group: proc_macro2::Group) -> Vec<Piece> {
    if group.delimiter() != proc_macro2::Delimiter::Brace {
        return fragments(group.stream());
    }
    match syn::Block::parse_within.parse2(group.stream()) {
        Ok(statements) => vec![plain(syn::parse_quote!(|| { #(#statements)* }))],
        Err(_) => fragments(group.stream()),
    }
}

fn plain(value: syn::Expr) -> Piece {
    Piece { name: None, how: How::Plain, value }
}

/// `key = value` parses as an assignment, which no macro's argument is.
fn named(expr: syn::Expr) -> Piece {
    let syn::Expr::Assign(assign) = expr else { return plain(expr) };
    let name = key_of(&assign.left);
    Piece { name: Some(name), how: How::Plain, value: *assign.right }
}

/// `user.id` of `user.id = value`.
fn key_of(expr: &syn::Expr) -> String {
    match expr {
        syn::Expr::Path(path) => segments(&path.path).join("::"),
        syn::Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => format!("{}.{name}", key_of(&field.base)),
            syn::Member::Unnamed(_) => key_of(&field.base),
        },
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => text.value(),
        _ => String::new(),
    }
}

/// Arguments with marks, between `,` or `;`.
pub fn pieces(input: ParseStream<'_>) -> syn::Result<Vec<Piece>> {
    let mut found = Vec::new();
    while !input.is_empty() {
        if input.peek(Brace) && braced(input, &mut found)? {
        } else {
            found.push(piece(input)?);
        }
        if input.is_empty() {
            break;
        }
        if input.peek(syn::Token![;]) {
            input.parse::<syn::Token![;]>()?;
        } else {
            input.parse::<syn::Token![,]>()?;
        }
    }
    Ok(found)
}

/// `{ user = %id, token }` around some of the fields; false where it is a block.
fn braced(input: ParseStream<'_>, found: &mut Vec<Piece>) -> syn::Result<bool> {
    let ahead = input.fork();
    let group: proc_macro2::Group = ahead.parse()?;
    let Ok(inner) = pieces.parse2(group.stream()) else { return Ok(false) };
    input.parse::<proc_macro2::Group>()?;
    found.extend(inner);
    Ok(true)
}

fn piece(input: ParseStream<'_>) -> syn::Result<Piece> {
    if let Some(how) = mark(input)? {
        return Ok(Piece { name: None, how, value: input.parse()? });
    }
    match key(input)? {
        Some((name, how)) => {
            let how = if how == How::Plain { mark(input)?.unwrap_or(how) } else { how };
            Ok(Piece { name: Some(name), how, value: input.parse()? })
        }
        None => Ok(named(input.parse()?)),
    }
}

/// `?` or `%` in front of a value.
fn mark(input: ParseStream<'_>) -> syn::Result<Option<How>> {
    if input.peek(syn::Token![?]) {
        input.parse::<syn::Token![?]>()?;
        return Ok(Some(How::Debug));
    }
    if input.peek(syn::Token![%]) {
        input.parse::<syn::Token![%]>()?;
        return Ok(Some(How::Display));
    }
    Ok(None)
}

/// The name in `user.id = `, `key:? = `, `"key" => ` and `target: `, if the argument begins with one.
fn key(input: ParseStream<'_>) -> syn::Result<Option<(String, How)>> {
    let ahead = input.fork();
    let Ok(name) = key_name(&ahead) else { return Ok(None) };
    let found = if ahead.peek(syn::Token![:]) && !ahead.peek(syn::Token![::]) {
        ahead.parse::<syn::Token![:]>()?;
        match mark(&ahead)? {
            Some(how) if ahead.peek(syn::Token![=]) => {
                ahead.parse::<syn::Token![=]>()?;
                Some((name, how))
            }
            Some(_) => None,
            None => Some((name, How::Setting)),
        }
    } else if ahead.peek(syn::Token![=>]) {
        ahead.parse::<syn::Token![=>]>()?;
        Some((name, How::Plain))
    } else if ahead.peek(syn::Token![=]) && !ahead.peek(syn::Token![==]) {
        ahead.parse::<syn::Token![=]>()?;
        Some((name, How::Plain))
    } else {
        None
    };
    if found.is_some() {
        syn::parse::discouraged::Speculative::advance_to(input, &ahead);
    }
    Ok(found)
}

fn key_name(input: ParseStream<'_>) -> syn::Result<String> {
    if input.peek(syn::LitStr) {
        return Ok(input.parse::<syn::LitStr>()?.value());
    }
    let mut name = input.call(syn::Ident::parse_any)?.to_string();
    while input.peek(syn::Token![.]) {
        input.parse::<syn::Token![.]>()?;
        name = format!("{name}.{}", input.call(syn::Ident::parse_any)?);
    }
    Ok(name)
}

/// `{"exp": value, ..}` as a struct literal without a type.
fn json(lower: &mut Lower, tokens: TokenStream) -> Option<Kind> {
    let mut trees = tokens.into_iter();
    let TokenTree::Group(group) = trees.next()? else { return None };
    if group.delimiter() != proc_macro2::Delimiter::Brace {
        return None;
    }
    let members = json_members.parse2(group.stream()).ok()?;
    let fields = snug(members.iter().map(|(name, value)| (name.clone(), lower.expr(value))));
    Some(Kind::Struct { path: vec!["json".to_owned()], fields, rest: None })
}

/// `"name": expr, "name": expr`; a nested object is read as a block and gives nothing.
fn json_members(input: ParseStream<'_>) -> syn::Result<Vec<(String, syn::Expr)>> {
    let mut members = Vec::new();
    while !input.is_empty() {
        let name: syn::LitStr = input.parse()?;
        input.parse::<syn::Token![:]>()?;
        let value = if input.peek(syn::token::Brace) {
            input.parse::<proc_macro2::Group>()?;
            syn::parse_quote!(())
        } else {
            input.parse()?
        };
        members.push((name.value(), value));
        if input.is_empty() {
            break;
        }
        input.parse::<syn::Token![,]>()?;
    }
    Ok(members)
}
