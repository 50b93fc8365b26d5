//! Places where a function writes values into columns and fields of a store, or looks rows up by them.
//!
//! In: a function and its file. Out: the name of each column, with the expression that it meets. Names and forms
//! of the usual database libraries are told by the calls themselves. It must not judge values.

use super::super::eval::names_of;
use super::super::ir::{Expr, File, Function, Kind};
use super::super::visit;
use super::sql;
use crate::fact::role::{Storing, stores_by};

/// A value on its way to a column.
pub struct Sink<'k> {
    pub column: String,
    pub value: &'k Expr,
    /// Rows are looked up by it, none is written.
    pub selects: bool,
}

pub fn of<'k>(file: &File, function: &'k Function) -> Vec<Sink<'k>> {
    let has = |libraries: Storing| file.imported_crates().any(|root| stores_by(libraries, root));
    let (rows, values) = (has(Storing::RowLibrary), has(Storing::ValueLibrary));
    let mut found = Vec::new();
    visit::block(&function.body, &mut |expr| match &*expr.kind {
        Kind::Macro { path, args } if path.last().is_some_and(|name| stores_by(Storing::Statement, name)) => {
            found.extend(in_macro(args));
        }
        Kind::Method { receiver, name, args } => match args.as_slice() {
            [value] if stores_by(Storing::Bind, name) => found.extend(bound(function, receiver, value)),
            [record] if rows && stores_by(Storing::Row, name) => found.extend(columns_of_row(record)),
            [_, value, ..] if values && stores_by(Storing::Value, name) => found.extend(named(value)),
            [text, given, ..] if stores_by(Storing::Run, name) => {
                found.extend(matched(function, text, listed(given)));
            }
            _ => {}
        },
        Kind::Struct { path, fields, .. }
            if path.last().is_some_and(|name| stores_by(Storing::Record, name)) =>
        {
            found.extend(fields.iter().filter_map(|(name, value)| sink(name, set_to(value)?)));
        }
        Kind::Assign { place, value } => found.extend(assigned(place, value)),
        _ => {}
    });
    found
}

fn sink<'k>(column: &str, value: &'k Expr) -> Option<Sink<'k>> {
    Some(Sink { column: column.to_owned(), value, selects: false })
}

/// `query!("insert ..", a, b)`, `query_as!(Row, "insert ..", a, b)`
fn in_macro(args: &[Expr]) -> Vec<Sink<'_>> {
    let Some(at) = args.iter().take(2).position(|arg| matches!(&*arg.kind, Kind::Text(_))) else {
        return Vec::new();
    };
    let Kind::Text(text) = &*args[at].kind else { return Vec::new() };
    columns(text, &args[at + 1..].iter().collect::<Vec<_>>())
}

fn columns<'k>(text: &str, given: &[&'k Expr]) -> Vec<Sink<'k>> {
    let met = sql::columns(text).into_iter();
    met.filter_map(|met| Some(Sink { column: met.name, value: given.get(met.at)?, selects: met.selects }))
        .collect()
}

fn matched<'k>(function: &'k Function, text: &'k Expr, given: Vec<&'k Expr>) -> Vec<Sink<'k>> {
    text_of(function, text).map(|text| columns(text, &given)).unwrap_or_default()
}

/// `query("insert ..").bind(a).bind(b)`, asked for one of the values.
fn bound<'k>(function: &'k Function, receiver: &'k Expr, value: &'k Expr) -> Option<Sink<'k>> {
    let (mut chain, mut before) = (receiver, 0);
    loop {
        match &*chain.kind {
            Kind::Method { receiver, name, .. } => {
                before += usize::from(stores_by(Storing::Bind, name));
                chain = receiver;
            }
            Kind::Call { callee, args } => {
                let Kind::Path(path) = &*callee.kind else { return None };
                path.last().filter(|name| stores_by(Storing::Statement, name))?;
                let met = sql::columns(text_of(function, args.first()?)?);
                let met = met.into_iter().find(|met| met.at == before)?;
                return Some(Sink { column: met.name, value, selects: met.selects });
            }
            Kind::Same(inner) => chain = inner,
            _ => return None,
        }
    }
}

/// A text, or the local that holds it.
fn text_of<'k>(function: &'k Function, expr: &'k Expr) -> Option<&'k str> {
    match &*expr.kind {
        Kind::Text(text) => Some(text),
        Kind::Same(inner) => text_of(function, inner),
        Kind::Path(path) => {
            let [name] = path.as_slice() else { return None };
            let mut found = None;
            visit::bindings(&function.body, &mut |pattern, value| {
                if pattern.names() == [name.as_str()]
                    && value.span.end <= expr.span.start
                    && let Kind::Text(text) = &*value.kind
                {
                    found = Some(text.as_str());
                }
            });
            found
        }
        _ => None,
    }
}

/// `params![a, b]`, `&[&a, &b]`, `(a, b)`
fn listed(given: &Expr) -> Vec<&Expr> {
    match &*given.kind {
        Kind::Array(items) | Kind::Tuple(items) | Kind::Macro { args: items, .. } => items.iter().collect(),
        Kind::Same(inner) | Kind::Borrow { place: inner } => listed(inner),
        _ => Vec::new(),
    }
}

/// `(token.eq(value), user_id.eq(id))`
fn columns_of_row(record: &Expr) -> Vec<Sink<'_>> {
    let mut found = Vec::new();
    visit::expr(record, &mut |inner| {
        if let Kind::Method { receiver, name, args } = &*inner.kind
            && let ("eq", [value]) = (name.as_str(), args.as_slice())
        {
            found.extend(names_of(receiver).pop().and_then(|column| sink(&column, value)));
        }
    });
    found
}

/// What a store of keys and values gets has no column: its own name says what it is.
fn named(value: &Expr) -> Option<Sink<'_>> {
    sink(&names_of(value).pop()?, value)
}

/// `record.token = Set(value)`
fn assigned<'k>(place: &'k Expr, value: &'k Expr) -> Option<Sink<'k>> {
    let Kind::Field { name, .. } = &*place.kind else { return None };
    sink(name, set_to(value)?)
}

/// The content of `Set(value)`.
fn set_to(value: &Expr) -> Option<&Expr> {
    let Kind::Call { callee, args } = &*value.kind else { return None };
    let Kind::Path(path) = &*callee.kind else { return None };
    path.last().filter(|name| stores_by(Storing::Set, name))?;
    args.first()
}
