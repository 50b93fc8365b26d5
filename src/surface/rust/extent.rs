//! First and last token of a node, found by following the tree's edge.
//!
//! `syn`'s own `span()` writes out every token of a node: that allocates even for a name, and asked at each
//! level it costs time quadratic in the length of a chain. It is left for what is rare.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, Stmt};

/// First and last token of a node.
pub type Edges = (Span, Span);

/// Edges of an expression, its attributes left out.
pub fn of_expr(expr: &Expr) -> Edges {
    (first(expr), last(expr))
}

/// Edges of a statement with its semicolon.
pub fn of_statement(statement: &Stmt) -> Edges {
    match statement {
        Stmt::Local(local) => (local.let_token.span, local.semi_token.span),
        Stmt::Expr(expr, Some(semicolon)) => (first(expr), semicolon.span),
        Stmt::Expr(expr, None) => of_expr(expr),
        Stmt::Macro(call) => {
            let end = call.semi_token.as_ref().map(|semicolon| semicolon.span);
            let start = of_attributes(&call.attrs).unwrap_or_else(|| of_path(&call.mac.path).0);
            (start, end.unwrap_or_else(|| call.mac.delimiter.span().close()))
        }
        Stmt::Item(_) => whole(statement),
    }
}

/// Edges of a function's signature, from its first word to its type or `where` clause.
pub fn of_signature(signature: &syn::Signature) -> Edges {
    let plain = signature.generics.where_clause.is_none() && signature.variadic.is_none();
    let start = match (&signature.constness, &signature.asyncness, &signature.safety, &signature.abi) {
        (Some(word), ..) => word.span,
        (None, Some(word), ..) => word.span,
        (None, None, syn::Safety::Default, None) => signature.fn_token.span,
        _ => return whole(signature),
    };
    match &signature.output {
        _ if !plain => whole(signature),
        syn::ReturnType::Default => (start, signature.paren_token.span.close()),
        syn::ReturnType::Type(_, ty) => (start, of_type(ty).1),
    }
}

/// Edges of a member of a struct, from its first attribute on.
pub fn of_field(field: &syn::Field) -> Edges {
    let (name, end) = (field.ident.as_ref().map(|name| name.span()), of_type(&field.ty));
    (of_attributes(&field.attrs).or(of_visibility(&field.vis)).or(name).unwrap_or(end.0), end.1)
}

/// Edges of a struct, from its first attribute on.
pub fn of_struct(item: &syn::ItemStruct) -> Edges {
    let start = of_attributes(&item.attrs).or(of_visibility(&item.vis)).unwrap_or(item.struct_token.span);
    match (&item.fields, &item.semi_token) {
        (_, Some(semicolon)) => (start, semicolon.span),
        (syn::Fields::Named(fields), None) => (start, fields.brace_token.span.close()),
        _ => whole(item),
    }
}

fn of_attributes(attributes: &[syn::Attribute]) -> Option<Span> {
    attributes.first().map(|first| first.pound_token.span)
}

fn of_visibility(visibility: &syn::Visibility) -> Option<Span> {
    match visibility {
        syn::Visibility::Public(word) => Some(word.span),
        syn::Visibility::Restricted(words) => Some(words.pub_token.span),
        syn::Visibility::Inherited => None,
    }
}

/// Edges of a type; most are paths.
fn of_type(ty: &syn::Type) -> Edges {
    match ty {
        syn::Type::Path(path) if path.qself.is_none() => of_path(&path.path),
        syn::Type::Reference(inner) => (inner.and_token.span, of_type(&inner.elem).1),
        other => whole(other),
    }
}

fn of_path(path: &syn::Path) -> Edges {
    let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else { return whole(path) };
    let start = path.leading_colon.as_ref().map_or(first.ident.span(), |colons| colons.spans[0]);
    match &last.arguments {
        syn::PathArguments::None => (start, last.ident.span()),
        syn::PathArguments::AngleBracketed(list) => (start, list.gt_token.span),
        syn::PathArguments::Parenthesized(_) => whole(path),
    }
}

/// Both ends in one: the node's tokens, written out.
fn whole(node: &impl Spanned) -> Edges {
    (node.span(), node.span())
}

fn first(mut expr: &Expr) -> Span {
    loop {
        expr = match expr {
            Expr::MethodCall(call) => &call.receiver,
            Expr::Call(call) => &call.func,
            Expr::Field(field) => &field.base,
            Expr::Index(index) => &index.expr,
            Expr::Try(inner) => &inner.expr,
            Expr::Await(inner) => &inner.base,
            Expr::Cast(inner) => &inner.expr,
            Expr::Binary(binary) => &binary.left,
            Expr::Assign(assign) => &assign.left,
            _ => return opening(expr),
        }
    }
}

/// First token of an expression that begins with one of its own.
fn opening(expr: &Expr) -> Span {
    match expr {
        Expr::Array(array) => array.bracket_token.span.open(),
        Expr::Tuple(tuple) => tuple.paren_token.span.open(),
        Expr::Paren(inner) => inner.paren_token.span.open(),
        Expr::Reference(inner) => inner.and_token.span,
        Expr::Unary(inner) => inner.op.span(),
        Expr::Path(path) if path.qself.is_none() && path.attrs.is_empty() => of_path(&path.path).0,
        Expr::Lit(literal) if literal.attrs.is_empty() => literal.lit.span(),
        Expr::Struct(value) => of_path(&value.path).0,
        Expr::Macro(call) => of_path(&call.mac.path).0,
        Expr::If(branch) => branch.if_token.span,
        Expr::Match(branch) => branch.match_token.span,
        Expr::Let(condition) => condition.let_token.span,
        Expr::Return(value) => value.return_token.span,
        Expr::Async(block) => block.async_token.span,
        Expr::Unsafe(block) => block.unsafe_token.span,
        Expr::Block(block) if block.label.is_none() => block.block.brace_token.span.open(),
        Expr::Closure(closure) => {
            let capture = closure.capture.as_ref().map(|capture| capture.span());
            let asynchronous = closure.asyncness.as_ref().map(|word| word.span());
            asynchronous.or(capture).unwrap_or(closure.inputs_begin.span)
        }
        other => other.span(),
    }
}

fn last(mut expr: &Expr) -> Span {
    loop {
        expr = match expr {
            Expr::Binary(binary) => &binary.right,
            Expr::Assign(assign) => &assign.right,
            Expr::Reference(inner) => &inner.expr,
            Expr::Unary(inner) => &inner.expr,
            Expr::Closure(closure) => &closure.body,
            Expr::Let(condition) => &condition.expr,
            Expr::Return(syn::ExprReturn { expr: Some(value), .. }) => value,
            Expr::If(syn::ExprIf { else_branch: Some((_, otherwise)), .. }) => otherwise,
            _ => return closing(expr),
        }
    }
}

/// Last token of an expression that ends with one of its own.
fn closing(expr: &Expr) -> Span {
    match expr {
        Expr::MethodCall(call) => call.paren_token.span.close(),
        Expr::Call(call) => call.paren_token.span.close(),
        Expr::Path(path) if path.qself.is_none() && path.attrs.is_empty() => of_path(&path.path).1,
        Expr::Lit(literal) if literal.attrs.is_empty() => literal.lit.span(),
        Expr::Field(field) => of_member(&field.member),
        Expr::Index(index) => index.bracket_token.span.close(),
        Expr::Try(inner) => inner.question_token.span,
        Expr::Await(inner) => inner.await_token.span,
        Expr::Cast(inner) => of_type(&inner.ty).1,
        Expr::Array(array) => array.bracket_token.span.close(),
        Expr::Tuple(tuple) => tuple.paren_token.span.close(),
        Expr::Paren(inner) => inner.paren_token.span.close(),
        Expr::Struct(value) => value.brace_token.span.close(),
        Expr::Macro(call) => call.mac.delimiter.span().close(),
        Expr::If(branch) => branch.then_branch.brace_token.span.close(),
        Expr::Match(branch) => branch.brace_token.span.close(),
        Expr::Block(block) => block.block.brace_token.span.close(),
        Expr::Async(block) => block.block.brace_token.span.close(),
        Expr::Unsafe(block) => block.block.brace_token.span.close(),
        Expr::Loop(repeat) => repeat.body.brace_token.span.close(),
        Expr::While(repeat) => repeat.body.brace_token.span.close(),
        Expr::ForLoop(repeat) => repeat.body.brace_token.span.close(),
        other => other.span(),
    }
}

fn of_member(member: &syn::Member) -> Span {
    match member {
        syn::Member::Named(name) => name.span(),
        syn::Member::Unnamed(index) => index.span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range((first, last): Edges) -> std::ops::Range<usize> {
        first.byte_range().start..last.byte_range().end
    }

    #[test]
    fn the_edge_is_where_the_tokens_end() {
        let texts = [
            "a.b(c).d[0]?.await as u8",
            "a + b * -c",
            "if a { b } else if let Some(x) = y { c } else { d }",
            "async move |x| x + 1",
            "move || { y }",
            "m!(a; b).c",
            "::std::m![x]",
            "&mut S { a: 1, ..r }",
            "x = y = (1, [2])",
            "'l: loop { break 'l 5 }",
            "while a { b }",
            "match a { _ => b }",
            "unsafe { x }.y",
            "return a.b",
            "1..2",
            "|| -> T { u }",
            "a::<B>::c::<D>",
            "::a::b(\"é\").0",
            "<A as B>::c as &'a D",
            "a as fn(u8) -> u8",
            "a as A<B>",
        ];
        for text in texts {
            let expr: Expr = syn::parse_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(range(of_expr(&expr)), expr.span().byte_range(), "{text}");
            let block: syn::Block = syn::parse_str(&format!("{{ let a = {text}; {text}; {text} }}"))
                .unwrap_or_else(|error| panic!("{text}: {error}"));
            for statement in &block.stmts {
                assert_eq!(range(of_statement(statement)), statement.span().byte_range(), "{text}");
            }
        }
    }

    #[test]
    fn the_edges_of_items_are_those_of_their_tokens() {
        let functions = [
            "fn a()",
            "pub const fn a(x: u8) -> &'a mut B",
            "async fn a<T>() -> c::D<T>",
            "unsafe extern \"C\" fn a(x: u8, ...)",
            "fn a<T>() -> (T, T) where T: Copy",
            "fn a() -> impl Fn(u8) -> u8",
            "fn a() -> <A as B>::C",
        ];
        for text in functions {
            let function: syn::ItemFn =
                syn::parse_str(&format!("{text} {{}}")).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(range(of_signature(&function.sig)), function.sig.span().byte_range(), "{text}");
        }
        let structs = [
            "/// A.\npub struct A { #[b] pub(crate) c: D<E>, f: &'static [u8] }",
            "struct A(pub B, C);",
            "struct A;",
        ];
        for text in structs {
            let item: syn::ItemStruct =
                syn::parse_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(range(of_struct(&item)), item.span().byte_range(), "{text}");
            for field in &item.fields {
                assert_eq!(range(of_field(field)), field.span().byte_range(), "{text}");
            }
        }
    }
}
