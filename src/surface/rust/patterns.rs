//! Patterns: what they bind, and what they compare with.
//!
//! In: a pattern of `syn`. Out: the evaluator's own form. It must not know where the pattern stands.

use super::ir::Pattern;
use super::lower::{Lower, ident, member, segments};
use super::snug::snug;

impl Lower {
    pub fn pattern(&mut self, pat: &syn::Pat) -> Pattern {
        pattern(self, pat)
    }

    pub fn patterns<'p>(&mut self, all: impl IntoIterator<Item = &'p syn::Pat>) -> Vec<Pattern> {
        snug(all.into_iter().map(|one| pattern(self, one)))
    }
}

fn pattern(lower: &mut Lower, pat: &syn::Pat) -> Pattern {
    use syn::Pat as P;
    match pat {
        P::Ident(bind) if is_constant(bind) => Pattern::Constant(ident(&bind.ident)),
        P::Path(path) => Pattern::Constant(segments(&path.path).pop().unwrap_or_default()),
        P::Ident(bind) => Pattern::Bind { name: ident(&bind.ident), mutable: bind.mutability.is_some() },
        P::Wild(_) => Pattern::Wild,
        P::Lit(literal) => Pattern::Literal(lower.literal(literal)),
        P::Type(typed) => pattern(lower, &typed.pat),
        P::Paren(inner) => pattern(lower, &inner.pat),
        P::Guard(inner) => Pattern::Guarded(Box::new(pattern(lower, &inner.pat))),
        P::Reference(inner) => pattern(lower, &inner.pat),
        P::Tuple(tuple) => Pattern::Tuple(lower.patterns(&tuple.elems)),
        P::TupleStruct(value) => Pattern::TupleStruct {
            name: value.path.segments.last().map(|last| ident(&last.ident)).unwrap_or_default(),
            parts: lower.patterns(&value.elems),
        },
        P::Struct(value) => Pattern::Struct(snug(
            value.fields.iter().map(|field| (member(&field.member), pattern(lower, &field.pat))),
        )),
        P::Or(either) => Pattern::Or(lower.patterns(&either.cases)),
        _ => Pattern::Other,
    }
}

/// `None` and `MAX` are compared with, not bound: variables begin in lower case.
fn is_constant(bind: &syn::PatIdent) -> bool {
    let plain = bind.by_ref.is_none() && bind.mutability.is_none() && bind.subpat.is_none();
    plain && ident(&bind.ident).starts_with(|c: char| c.is_ascii_uppercase())
}
