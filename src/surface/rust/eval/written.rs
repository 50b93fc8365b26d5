//! A call as it is written: the names of what it is handed, for rows and for questions that values do not answer.
//!
//! In: arguments of a call. Out: their names and places. It must not evaluate.

use super::super::ir::{Expr, Kind, Op};
use super::super::value::Known;
use super::hints::kept_name;
use crate::source::Span;

/// One call as rows see it.
pub(super) struct Site<'s> {
    pub args: &'s [Known],
    /// Each argument as it is written: its place and its name.
    pub written: &'s [Written<'s>],
    pub receiver: Option<&'s Known>,
    pub span: Span,
}

/// An argument as it is written.
#[derive(Clone, Debug)]
pub(super) struct Written<'e> {
    pub span: Span,
    /// The variable or field that is handed over, looked for behind borrows and conversions; several where
    /// they are joined into one text.
    pub names: Vec<String>,
    /// The same for each part of a pair.
    pub parts: Vec<Vec<String>>,
    /// The constant or member that it is made of.
    pub kept: Option<String>,
    /// The whole, for questions that few calls ask.
    pub whole: Option<&'e Expr>,
}

impl Written<'_> {
    /// A value without a name of its own.
    pub fn at(span: Span) -> Written<'static> {
        Written { span, names: Vec::new(), parts: Vec::new(), kept: None, whole: None }
    }
}

pub(super) fn written(args: &[Expr]) -> Vec<Written<'_>> {
    let one = |arg| {
        let (names, parts, kept) = (names_of(arg), parts_of(arg), kept_name(arg));
        Written { span: arg.span, names, parts, kept, whole: Some(arg) }
    };
    args.iter().map(one).collect()
}

fn parts_of(arg: &Expr) -> Vec<Vec<String>> {
    match &*arg.kind {
        Kind::Tuple(parts) => parts.iter().map(names_of).collect(),
        _ => Vec::new(),
    }
}

/// The names of variables and fields whose content an expression hands on.
pub(in crate::surface::rust) fn names_of(expr: &Expr) -> Vec<String> {
    match &*expr.kind {
        Kind::Path(path) => path.last().cloned().into_iter().collect(),
        Kind::Field { name, .. } => vec![name.clone()],
        Kind::Same(inner) | Kind::Borrow { place: inner } => names_of(inner),
        // `password.as_bytes()`, `form.password.expose_secret()`: what is converted, not how.
        Kind::Method { receiver, args, .. } if args.is_empty() => names_of(receiver),
        Kind::Binary { op: Op::Add, left, right } => [names_of(left), names_of(right)].concat(),
        Kind::Array(parts) => parts.iter().flat_map(names_of).collect(),
        // `Some(password)`, `Set(form.password)`: a variant around its content.
        Kind::Call { callee, args } if args.len() == 1 && is_variant(callee) => names_of(&args[0]),
        Kind::Macro { path, args } if path.last().is_some_and(|name| name == "format") => {
            args.iter().flat_map(names_in_format).collect()
        }
        _ => Vec::new(),
    }
}

fn is_variant(callee: &Expr) -> bool {
    let Kind::Path(path) = &*callee.kind else { return false };
    path.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// `format!("{salt}{}", password)`: names inside the text and beside it.
fn names_in_format(arg: &Expr) -> Vec<String> {
    let Kind::Text(template) = &*arg.kind else { return names_of(arg) };
    let inside = template.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next());
    inside.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
