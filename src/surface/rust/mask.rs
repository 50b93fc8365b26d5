//! Where a file's literal secrets stand, so that no drawn line shows one.
//!
//! In: a file's items. Out: the places of texts under a name that holds a secret, and of texts that are joined
//! with others, whether or not any rule speaks of them. More is masked than is found: a mask costs nothing.

use super::ir::{Block, Expr, File, Kind, Pattern, Statement};
use super::visit;
use crate::fact::role;
use crate::source::Span;

pub fn secrets(file: &File) -> Vec<Span> {
    let mut found = Vec::new();
    for constant in &file.constants {
        named(&constant.name, &constant.value, &mut found);
        visit::expr(&constant.value, &mut |expr| inside(expr, &mut found));
    }
    for function in &file.functions {
        block(&function.body, &mut found);
        visit::block(&function.body, &mut |expr| inside(expr, &mut found));
    }
    found
}

fn block(block: &Block, found: &mut Vec<Span>) {
    for statement in &block.statements {
        if let Statement::Let { pattern: Pattern::Bind { name, .. }, value: Some(value), .. } = statement {
            named(name, value, found);
        }
    }
}

/// Members, assignments and arguments of macros that have a name, and texts that a macro joins.
fn inside(expr: &Expr, found: &mut Vec<Span>) {
    match &*expr.kind {
        Kind::Struct { fields, .. } => fields.iter().for_each(|(name, value)| named(name, value, found)),
        Kind::Shown { name: Some(name), value, .. } => named(name, value, found),
        Kind::Assign { place, value } => {
            super::eval::names_of(place).iter().for_each(|name| named(name, value, found));
        }
        Kind::Macro { path, args } => match path.last().map(String::as_str) {
            Some("concat") => args.iter().for_each(|arg| texts(arg, found)),
            Some("format" | "format_args") => args.iter().skip(1).for_each(|arg| texts(arg, found)),
            _ => {}
        },
        Kind::Block(inner) | Kind::Loop(inner) => block(inner, found),
        Kind::If { then, .. } => block(then, found),
        Kind::For { body, .. } | Kind::While { body, .. } => block(body, found),
        _ => {}
    }
}

fn named(name: &str, value: &Expr, found: &mut Vec<Span>) {
    if role::secret_role(name).is_some() || role::logged_role(name, true).is_some() {
        texts(value, found);
    }
}

fn texts(value: &Expr, found: &mut Vec<Span>) {
    visit::expr(value, &mut |expr| {
        if let Kind::Text(_) | Kind::Bytes(_) = &*expr.kind {
            found.push(expr.span);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::lower;
    use super::*;
    use crate::source::FileId;

    #[test]
    fn texts_under_names_of_secrets_are_masked_and_others_are_not() {
        let text = r#"
            const API_SECRET: &str = "MASK-a";
            const TITLE: &str = "shown";
            fn login() {
                let password = if dev() { "MASK-b" } else { "MASK-c".into() };
                let key = make(format!("{}-{}", API_SECRET, "MASK-d"));
                let user = User { name: "shown", password: hash("MASK-e") };
                info!(password = "MASK-f", "shown");
                if dev() { config.jwt_secret = "MASK-g"; let client_secret = "MASK-h"; }
            }
        "#;
        let file = lower::file(FileId(0), text).unwrap_or_default();
        let found = secrets(&file);
        let is_masked = |at: usize| found.iter().any(|span| (span.start..span.end).contains(&(at as u32)));
        for (at, _) in text.match_indices("MASK-") {
            assert!(is_masked(at), "{}", &text[at..at + 6]);
        }
        assert!(text.match_indices("shown").all(|(at, _)| !is_masked(at)));
    }
}
