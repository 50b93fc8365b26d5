//! From what the evaluator knows to values of the vocabulary.

use super::super::value::{Known, Val};
use crate::fact::{Attribute, Certainty, Key, Type, Value};
use crate::model::Unit;

/// Origin, the literal if there is one, and the variable's name.
pub(super) fn provenance(known: &Known) -> (Option<&'static str>, Option<Known>, Option<String>) {
    match &known.val {
        Val::Text(_) | Val::Bytes(_) => (Some("literal"), Some(known.clone()), None),
        Val::Env { name, fallback: None } => (Some("env"), None, name.clone()),
        Val::Env { name, fallback: Some(fallback) } => match &fallback.val {
            Val::Text(_) | Val::Bytes(_) => {
                (Some("env-with-fallback"), Some((**fallback).clone()), name.clone())
            }
            _ => (Some("env"), None, name.clone()),
        },
        Val::Unset(text) => (Some("default"), Some((**text).clone()), None),
        Val::Generated => (Some("generated"), None, None),
        Val::File => (Some("file"), None, None),
        Val::OneOf(all) => {
            let literal = all.iter().find(|one| matches!(one.val, Val::Text(_) | Val::Bytes(_)));
            let env = all.iter().find_map(|one| match &one.val {
                Val::Env { name, fallback: None } => Some(name.clone()),
                _ => None,
            });
            match (literal, env) {
                (Some(literal), Some(name)) => (Some("env-with-fallback"), Some(literal.clone()), name),
                (Some(literal), None)
                    if all.iter().all(|one| matches!(one.val, Val::Text(_) | Val::Bytes(_))) =>
                {
                    (Some("literal"), Some(literal.clone()), None)
                }
                _ => (None, None, None),
            }
        }
        _ => (None, None, None),
    }
}

/// A value as an attribute of the key's type; unknown where it does not fit.
pub(super) fn convert(key: Key, known: &Known, unit: Option<Unit>) -> Option<Attribute> {
    let values: Option<Vec<Value>> =
        known.possible().iter().map(|one| value(key.ty(), &one.val, unit)).collect();
    let certainty = known.possible().iter().map(|one| one.certainty).min().unwrap_or(Certainty::Stated);
    let joined = values?.into_iter().reduce(Value::or)?;
    Some(Attribute { trail: known.trail.clone(), ..Attribute::new(joined, certainty).at(known.span) })
}

fn value(ty: Type, val: &Val, unit: Option<Unit>) -> Option<Value> {
    match (ty, val) {
        (Type::Bool, Val::Bool(flag)) => Some(Value::Bool(*flag)),
        (Type::Int, Val::Int(number)) => Some(Value::Int(*number)),
        (
            Type::Duration,
            Val::Duration(length) | Val::Instant(length) | Val::Stamp { offset: length, .. },
        ) => Some(Value::Int(length / 1_000)),
        (Type::Duration, Val::Int(number)) => number
            .checked_mul(unit.unwrap_or(Unit::Seconds).milliseconds())
            .map(|length| Value::Int(length / 1_000)),
        (Type::Enum(words), Val::Path(path)) => {
            let last = path.last()?.to_ascii_lowercase();
            words.iter().find(|word| word.replace('-', "") == last).map(|word| Value::from(*word))
        }
        (Type::Enum(words), Val::Text(text) | Val::Tag(text)) => {
            words.iter().find(|word| word.eq_ignore_ascii_case(text)).map(|word| Value::from(*word))
        }
        (Type::Text, Val::Text(text)) => Some(Value::from(text.as_str())),
        (Type::Set, Val::List(parts)) => {
            parts.iter().map(|part| member(&part.val)).collect::<Option<_>>().map(Value::Set)
        }
        (Type::Set, single) => member(single).map(|one| Value::Set([one].into())),
        _ => None,
    }
}

fn member(val: &Val) -> Option<String> {
    match val {
        Val::Text(text) => Some(text.clone()),
        Val::Path(path) => path.last().cloned(),
        _ => None,
    }
}
