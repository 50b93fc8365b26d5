//! Where a file's literal secrets stand, so that no drawn line shows one.
//!
//! In: a file's items. Out: the places of texts under a name that holds a secret, and of texts that are joined
//! with others, whether or not any rule speaks of them. More is masked than is found: a mask costs nothing.

use super::eval::names_of;
use super::ir::{Block, Expr, Field, File, Kind, Note, Pattern, Statement};
use super::visit;
use crate::fact::role;
use crate::model::Models;
use crate::model::rust::field::FieldRow;
use crate::source::Span;

pub fn secrets(file: &File, models: &Models) -> Vec<Span> {
    let mut found = Vec::new();
    for constant in &file.constants {
        named(&constant.name, &constant.value, &mut found);
        visit::bindings_of(&constant.value, &mut |pattern, value| bound(pattern, value, &mut found));
        visit::expr(&constant.value, &mut |expr| inside(expr, &mut found));
    }
    for function in &file.functions {
        block(&function.body, &mut found);
        if role::is_to_be_hidden(&function.name) {
            given(&function.body, &mut found);
        }
    }
    block(&file.elsewhere, &mut found);
    for field in file.structs.iter().flat_map(|item| &item.fields) {
        defaults(field, models, &mut found);
    }
    found
}

fn block(block: &Block, found: &mut Vec<Span>) {
    visit::bindings(block, &mut |pattern, value| bound(pattern, value, found));
    visit::block(block, &mut |expr| inside(expr, found));
}

fn bound(pattern: &Pattern, value: &Expr, found: &mut Vec<Span>) {
    pattern.names().into_iter().for_each(|name| named(name, value, found));
}

/// What a function with the name of a secret gives: `fn jwt_secret() -> String { .. }`.
fn given(body: &Block, found: &mut Vec<Span>) {
    let mut locals = Vec::new();
    let mut out = |value: &Expr| {
        texts(value, found);
        locals.extend(names_of(value));
    };
    if let Some(Statement::Expr { expr, tail: true, .. }) = body.statements.last() {
        out(expr);
    }
    visit::block(body, &mut |expr| {
        if let Kind::Return(Some(value)) = &*expr.kind {
            out(value);
        }
    });
    visit::bindings(body, &mut |pattern, value| {
        if pattern.names().iter().any(|name| locals.iter().any(|local| local == name)) {
            texts(value, found);
        }
    });
}

/// What a member with the name of a secret, or of a variable that holds one, has when nobody sets it.
fn defaults(field: &Field, models: &Models, found: &mut Vec<Span>) {
    let variable =
        |note: &Note| models.field_rows(&note.attribute).any(|row| row.variable.contains(&note.name));
    let of_secret = |note: &Note| match note.value.as_ref().map(|value| &*value.kind) {
        Some(Kind::Text(name)) => variable(note) && role::is_to_be_hidden(name),
        _ => false,
    };
    if role::is_to_be_hidden(&field.name) || field.notes.iter().any(of_secret) {
        let values = field.notes.iter().filter(|note| may_be_default(note, models));
        values.filter_map(|note| note.value.as_ref()).for_each(|value| texts(value, found));
    }
}

/// Attributes that no model knows may say anything; a text may be the path of a function.
fn may_be_default(note: &Note, models: &Models) -> bool {
    let rows: Vec<&FieldRow> = models.field_rows(&note.attribute).collect();
    let is_text = note.value.as_ref().is_some_and(|value| matches!(&*value.kind, Kind::Text(_)));
    if is_text && rows.iter().any(|row| row.function.contains(&note.name)) {
        return false;
    }
    rows.is_empty() || note.name.contains("default") || rows.iter().any(|row| row.value.contains(&note.name))
}

/// Members, assignments and arguments of macros that have a name, and texts that a macro joins.
fn inside(expr: &Expr, found: &mut Vec<Span>) {
    match &*expr.kind {
        Kind::Struct { fields, .. } => fields.iter().for_each(|(name, value)| named(name, value, found)),
        Kind::Shown { name: Some(name), value, .. } => named(name, value, found),
        Kind::Assign { place, value } => {
            names_of(place).iter().for_each(|name| named(name, value, found));
        }
        Kind::Macro { path, args } => match path.last().map(String::as_str) {
            Some("concat") => args.iter().for_each(|arg| texts(arg, found)),
            Some("format" | "format_args") => args.iter().skip(1).for_each(|arg| texts(arg, found)),
            _ => {}
        },
        _ => {}
    }
}

fn named(name: &str, value: &Expr, found: &mut Vec<Span>) {
    if role::is_to_be_hidden(name) {
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
    use crate::mistake::Reading;
    use crate::model::load::{Loaded, load};
    use crate::source::FileId;

    fn models() -> Models {
        let files = [
            include_str!("../../../rules/models/rust/clap.toml"),
            include_str!("../../../rules/models/rust/serde.toml"),
        ];
        let read = |text: &str| match load(&Reading::new("own.toml", text)) {
            Loaded::Rust(model) => Some(model),
            _ => None,
        };
        Models::new(files.into_iter().filter_map(read).collect(), Vec::new(), Vec::new())
    }

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
                #[cfg(debug_assertions)]
                let api_secret = "MASK-i";
            }
            fn jwt_secret() -> String {
                if old() { return "MASK-j".to_owned(); }
                let found = "MASK-k";
                info!("shown");
                found.to_owned()
            }
            fn page() -> &'static str { "shown" }
            struct Args {
                #[arg(long, env = "JWT_SECRET", default_value = "MASK-l", help = "shown")]
                key: String,
                #[serde(default = "shown", rename = "shown")]
                jwt_secret: String,
                #[unheard(of = "MASK-m")]
                client_secret: String,
                #[arg(default_value = "shown")]
                title: String,
            }
            enum Command { Serve { #[arg(default_value_t = String::from("MASK-n"))] password: String } }
        "#;
        let file = lower::file(FileId(0), text).unwrap_or_default();
        let found = secrets(&file, &models());
        let is_masked = |at: usize| found.iter().any(|span| (span.start..span.end).contains(&(at as u32)));
        for (at, _) in text.match_indices("MASK-") {
            assert!(is_masked(at), "{}", &text[at..at + 6]);
        }
        assert!(text.match_indices("shown").all(|(at, _)| !is_masked(at)));
    }
}
