//! What a payload's value says about the token: its claims and its lifetime.

use super::index::Crate;
use super::ir::Struct;
use super::setting::Setting;
use super::value::{Known, Val};
use crate::fact::derive;
use crate::fact::kinds::token_issue;
use crate::fact::{Attribute, Certainty, Key, Step};
use crate::model::Unit;

/// The first second of 2020: a smaller number is no moment of a token of today.
const EARLIEST: i64 = 1_577_836_800;
/// The first second of 2026. A moment that is written down does not move, so a token's lifetime is counted from a
/// day that does not move either: whoever issues one before the end gets this or less, and the old ones got more.
const REFERENCE: i64 = 1_767_225_600;

/// A payload as far as it is known.
struct Payload<'k> {
    /// Claim name and value, where the value is there to be seen.
    claims: Vec<(String, Option<&'k Known>)>,
    /// There may be claims that we don't see.
    open: bool,
    type_name: String,
    certainty: Certainty,
}

/// Attributes of a `token-issue` fact that follow from the payload, and from the names of the function that makes the
/// token and of what its caller keeps it as.
pub fn attributes(known: &Known, krate: &Crate, names: [&str; 2]) -> Vec<(Key, Attribute)> {
    let mut out = Vec::new();
    let payload = payload(known, krate);
    let type_name = payload.as_ref().map_or("", |payload| payload.type_name.as_str());
    if let Some(role) = role_of([type_name, names[0]], names[1]) {
        out.push((token_issue::role, Attribute::inferred(role)));
    }
    let Some(payload) = payload else { return out };
    out.extend(expiry(&payload, known));
    if !payload.open {
        let names = payload.claims.iter().map(|(name, _)| name.clone());
        out.push((
            token_issue::claims,
            Attribute::new(names.collect::<std::collections::BTreeSet<_>>(), payload.certainty)
                .at(known.span),
        ));
    }
    let names = payload.claims.iter().map(|(name, _)| name.as_str());
    let (personal, credentials) = derive::sensitive_names(names);
    for (key, set) in [(token_issue::sensitive_claims, personal), (token_issue::secret_claims, credentials)] {
        out.push((key, Attribute::new(set, Certainty::Inferred).at(known.span)));
    }
    out
}

/// What the token is for. A caller's name for it tells two kinds of logins apart, and says nothing of links: those are
/// often told apart by what their claims hold.
fn role_of(own: [&str; 2], kept_as: &str) -> Option<&'static str> {
    let known = derive::token_role(own);
    derive::token_role(own.into_iter().chain([kept_as])).filter(|role| *role != "reset").or(known)
}

fn payload<'k>(known: &'k Known, krate: &Crate) -> Option<Payload<'k>> {
    match &known.val {
        Val::Struct(value) => {
            let definition = krate.structure(&value.path);
            let is_json = value.path.last().is_some_and(|last| last == "json");
            let claims = value.fields.iter().filter_map(|(field, known)| {
                let name = match definition {
                    Some(definition) => wire_name(definition, field)?,
                    None => field.clone(),
                };
                Some((name, Some(known)))
            });
            Some(Payload {
                claims: claims.collect(),
                open: value.open || definition.map_or(!is_json, |definition| definition.open),
                type_name: value.path.last().cloned().unwrap_or_default(),
                certainty: known.certainty,
            })
        }
        Val::Typed(path) => krate.structure(path).map(|definition| declared(definition, path)),
        _ => None,
    }
}

/// Only the type is known: its fields are its claims, their values are not to be seen.
fn declared<'k>(definition: &Struct, path: &[String]) -> Payload<'k> {
    let claims = definition.fields.iter().filter_map(|field| Some((field.wire_name.clone()?, None)));
    Payload {
        claims: claims.collect(),
        open: definition.open,
        type_name: path.last().cloned().unwrap_or_default(),
        certainty: Certainty::Inferred,
    }
}

fn wire_name(definition: &Struct, field: &str) -> Option<String> {
    let found = definition.fields.iter().find(|known| known.name == field)?;
    found.wire_name.clone()
}

fn expiry(payload: &Payload<'_>, known: &Known) -> Vec<(Key, Attribute)> {
    let Some((_, value)) = payload.claims.iter().find(|(name, _)| name == "exp") else {
        let absent = Attribute::new(false, payload.certainty).at(known.span);
        return if payload.open { Vec::new() } else { vec![(token_issue::has_exp, absent)] };
    };
    let Some(value) = value else {
        return vec![(token_issue::has_exp, Attribute::new(true, Certainty::Inferred))];
    };
    let here = |value: &Known| {
        let mut trail = value.trail.clone();
        trail.push(Step { span: known.span, text: "becomes the claim `exp` here" });
        trail
    };
    match value.val {
        Val::None => vec![(token_issue::has_exp, Attribute::new(false, value.certainty).at(value.span))],
        Val::Stamp { offset, unit } => {
            let unit_name = if unit == Unit::Milliseconds { "milliseconds" } else { "seconds" };
            let at = |value_of: crate::fact::Value| Attribute {
                trail: here(value),
                ..Attribute::new(value_of, value.certainty).at(value.span)
            };
            vec![
                (token_issue::has_exp, at(true.into())),
                (token_issue::lifetime, at((offset / 1_000).into())),
                (token_issue::timestamp_unit, at(unit_name.into())),
            ]
        }
        Val::Instant(offset) => vec![
            (token_issue::has_exp, Attribute::new(true, value.certainty).at(value.span)),
            (
                token_issue::lifetime,
                Attribute {
                    trail: here(value),
                    ..Attribute::new(offset / 1_000, value.certainty).at(value.span)
                },
            ),
        ],
        Val::Setting(ref setting) => of_setting(setting, value),
        Val::Int(moment) if moment > EARLIEST => {
            let at = |value_of: crate::fact::Value| Attribute {
                trail: here(value),
                ..Attribute::new(value_of, value.certainty).at(value.span)
            };
            let lifetime = moment.saturating_sub(REFERENCE).max(0);
            vec![(token_issue::has_exp, at(true.into())), (token_issue::lifetime, at(lifetime.into()))]
        }
        Val::Typed(_) | Val::OneOf(_) => Vec::new(),
        _ => vec![(token_issue::has_exp, Attribute::new(true, value.certainty).at(value.span))],
    }
}

/// An expiry that a setting decides: which one, and in what unit the code reads its number.
fn of_setting(setting: &Setting, value: &Known) -> Vec<(Key, Attribute)> {
    let at = |value_of: crate::fact::Value| Attribute {
        trail: value.trail.clone(),
        ..Attribute::new(value_of, value.certainty).at(value.span)
    };
    let unit = setting.unit().map(|unit| (token_issue::variable_unit, at(unit.name().into())));
    let fallback = setting.fallback.and_then(|number| number.checked_mul(setting.scale));
    let lifetime = fallback.map(|length| (token_issue::lifetime, at((length / 1_000).into())));
    let told = [
        (token_issue::has_exp, at(true.into())),
        (token_issue::variable, at(setting.variable.as_str().into())),
    ];
    told.into_iter().chain(unit).chain(lifetime).collect()
}
