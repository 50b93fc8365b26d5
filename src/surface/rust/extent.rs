//! First and last token of an expression or statement, found by following the tree's edge.
//!
//! `syn`'s own `span()` writes out every token of a node; asked at each level, that costs time
//! quadratic in the length of a chain.

use proc_macro2::Span;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::{Expr, Stmt};

/// Byte range of an expression, its attributes left out.
pub fn of_expr(expr: &Expr) -> Range<usize> {
    first(expr).byte_range().start..last(expr).byte_range().end
}

/// Byte range of a statement with its semicolon.
pub fn of_statement(statement: &Stmt) -> Range<usize> {
    match statement {
        Stmt::Local(local) => local.let_token.span.byte_range().start..local.semi_token.span.byte_range().end,
        Stmt::Expr(expr, Some(semicolon)) => first(expr).byte_range().start..semicolon.span.byte_range().end,
        Stmt::Expr(expr, None) => of_expr(expr),
        Stmt::Macro(_) | Stmt::Item(_) => statement.span().byte_range(),
    }
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
        Expr::Struct(value) => value.path.span(),
        Expr::Macro(call) => call.mac.path.span(),
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
        Expr::Field(field) => field.member.span(),
        Expr::Index(index) => index.bracket_token.span.close(),
        Expr::Try(inner) => inner.question_token.span,
        Expr::Await(inner) => inner.await_token.span,
        Expr::Cast(inner) => inner.ty.span(),
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

#[cfg(test)]
mod tests {
    use super::*;

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
        ];
        for text in texts {
            let expr: Expr = syn::parse_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(of_expr(&expr), expr.span().byte_range(), "{text}");
            let block: syn::Block = syn::parse_str(&format!("{{ let a = {text}; {text}; {text} }}"))
                .unwrap_or_else(|error| panic!("{text}: {error}"));
            for statement in &block.stmts {
                assert_eq!(of_statement(statement), statement.span().byte_range(), "{text}");
            }
        }
    }
}
