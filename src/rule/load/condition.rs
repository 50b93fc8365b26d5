//! From a `where` table to a checked condition: operators, bounds, patterns.
//!
//! Each operator must fit its attribute's type: a comparison that can never hold is a mistake of its
//! author, not a rule that finds nothing.

use super::{key, scalar, values};
use crate::fact::value::parse_duration;
use crate::fact::{Key, Kind, Type};
use crate::mistake::{At, Pattern, Reading, Table, integer, nearest};
use crate::rule::cond::{Cond, Order, Test};
use crate::rule::policy::Policy;
use toml::Spanned;
use toml::de::DeValue;

/// Reads a `where` table; attributes are those of `kind`.
pub fn cond(table: &Table<'_>, kind: Kind, policy: &Policy) -> Cond {
    let mut out = Cond::default();
    for (name, value) in table.entries() {
        match name.value {
            "any" => out.any = table.tables("any").iter().map(|inner| cond(inner, kind, policy)).collect(),
            "not" => out.not = table.tables("not").iter().map(|inner| cond(inner, kind, policy)).collect(),
            _ => {
                if let Some(key) = key(table.reading, kind, &name) {
                    let tests = tests(table.reading, key, value, policy);
                    out.tests.extend(tests.into_iter().map(|test| (key, test)));
                }
            }
        }
    }
    out
}

fn tests(reading: &Reading, key: Key, value: &Spanned<DeValue<'_>>, policy: &Policy) -> Vec<Test> {
    match value.get_ref() {
        DeValue::Array(list) => {
            if list.is_empty() {
                reading.wrong(value.span(), format!("`{}`: an empty list never holds", key.name()));
            }
            vec![Test::AnyOf(list.iter().filter_map(|item| scalar(reading, key, item)).collect())]
        }
        DeValue::Table(inner) => operators(&Table::new(reading, inner, value.span()), key, policy),
        _ => scalar(reading, key, value).map(Test::Equals).into_iter().collect(),
    }
}

/// Every operator of a table; all of them must hold.
fn operators(table: &Table<'_>, key: Key, policy: &Policy) -> Vec<Test> {
    const ORDERS: [(&str, Order); 4] =
        [("lt", Order::Lt), ("le", Order::Le), ("gt", Order::Gt), ("ge", Order::Ge)];
    if table.entries().next().is_none() {
        table.reading.wrong(table.span.clone(), format!("`{}`: an operator is missing", key.name()));
    }
    let bounds: Vec<(Order, i64)> = ORDERS
        .iter()
        .filter_map(|(name, order)| Some((*order, bound(table.reading, key, table.raw(name)?, policy)?)))
        .collect();
    let has = members(table, key, "has");
    let lacks = members(table, key, "lacks");
    let matches = pattern(table, key);
    let known = table.flag("known");
    table.done();
    let compare = (!bounds.is_empty()).then_some(Test::Compare(bounds));
    let known = known.map(|flag| Test::Known(flag.value));
    [compare, has.map(Test::Has), lacks.map(Test::Lacks), matches.map(Test::Matches), known]
        .into_iter()
        .flatten()
        .collect()
}

/// Members that a set is asked for.
fn members(table: &Table<'_>, key: Key, name: &str) -> Option<Vec<String>> {
    let value = table.raw(name)?;
    if key.ty() != Type::Set {
        table
            .reading
            .wrong(value.span(), format!("`{}` is no set, so it cannot be asked what it {name}", key.name()));
        return None;
    }
    let members = values(table.texts(name));
    if members.is_empty() {
        table.reading.wrong(value.span(), format!("`{name}` names no member"));
    }
    Some(members)
}

fn pattern(table: &Table<'_>, key: Key) -> Option<Pattern> {
    let text = table.text("matches")?;
    if !matches!(key.ty(), Type::Text | Type::Enum(_)) {
        table.reading.wrong(text.span, format!("`{}` is no text and matches nothing", key.name()));
        return None;
    }
    regex(table.reading, &text)
}

fn regex(reading: &Reading, text: &At<String>) -> Option<Pattern> {
    Pattern::new(&text.value).map_err(|error| reading.wrong(text.span.clone(), error)).ok()
}

/// A number, a duration in words, or a reference to a named policy value.
fn bound(reading: &Reading, key: Key, value: &Spanned<DeValue<'_>>, policy: &Policy) -> Option<i64> {
    if !matches!(key.ty(), Type::Int | Type::Duration | Type::Set) {
        reading.wrong(value.span(), format!("`{}` is no number and cannot be compared", key.name()));
        return None;
    }
    let text = value.get_ref().as_str();
    if let Some(name) = text.and_then(|text| text.strip_prefix("policy:")) {
        return policy_value(reading, name, value.span(), policy);
    }
    let number = integer(value.get_ref()).or_else(|| text.and_then(parse_duration));
    if number.is_none() {
        let wanted = "a number, a duration such as \"24h\", or \"policy:<name>\"";
        reading.wrong(value.span(), format!("expected {wanted}"));
    }
    number
}

fn policy_value(reading: &Reading, name: &str, span: std::ops::Range<usize>, policy: &Policy) -> Option<i64> {
    let found = policy.thresholds.get(name).map(|threshold| threshold.value);
    if found.is_none() {
        let help = nearest(name, policy.thresholds.keys().map(String::as_str));
        reading.wrong_with_help(span, format!("unknown policy `{name}`"), help);
    }
    found
}
