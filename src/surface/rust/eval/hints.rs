//! What the way in which code is written says beside its values: where a key comes from, what a `let` throws
//! away, what a script stores.
//!
//! In: expressions, patterns and texts as written. Out: attributes. It must not judge.

use super::super::ir::{Expr, Field, Kind, Note, Pattern, Struct};
use super::super::value::{Known, ObjectId, Val};
use super::Evaluator;
use super::text::partial_text;
use super::written::Site;
use crate::fact::kinds::{key, web_storage};
use crate::fact::{Attribute, Key, Value, role, stored_by_script};
use crate::model::row::{Base, Through};
use crate::model::{Models, Take};
use std::collections::BTreeSet;

/// Values of cookies that say yes or no.
const FLAGS: [&str; 8] = ["true", "false", "yes", "no", "on", "off", "1", "0"];

impl Evaluator<'_> {
    pub(super) fn hint(&self, take: &Take, site: &Site<'_>) -> Option<Attribute> {
        match (take.through, &take.base) {
            (Through::Kept, Base::Argument(number)) => {
                let written = site.written.get(*number)?;
                let variable = || self.variable_of_key(site.args.get(*number)?);
                let name = written.kept.clone().or_else(variable)?;
                Some(Attribute::inferred(name).at(written.span))
            }
            (Through::Dropped, Base::Result) => {
                let part: usize = take.path.first()?.parse().ok()?;
                let dropped = *self.frame.thrown_away.get(part)?;
                Some(Attribute::stated(dropped, site.span))
            }
            (Through::Members, Base::Result) => {
                Some(Attribute::inferred(Value::Set(self.members_of_type()?)).at(site.span))
            }
            (Through::Demanded, Base::Result) => {
                Some(Attribute::inferred(Value::Set(self.demanded_by_type()?)).at(site.span))
            }
            (Through::Carried, Base::Argument(number)) => {
                let part = take.path.first().and_then(|part| part.parse::<usize>().ok());
                self.carried(*number, part, take, site)
            }
            _ => None,
        }
    }

    /// The variable of the environment that a key is made of, by whatever name the code holds it.
    fn variable_of_key(&self, known: &Known) -> Option<String> {
        let Val::Object(id) = &known.val else { return None };
        let variable = self.objects.get(*id)?.get(key::variable)?;
        variable.value.as_text().map(str::to_owned)
    }

    /// What the type holds that the call under evaluation is written with, if nothing else can be in it.
    fn members_of_type(&self) -> Option<BTreeSet<String>> {
        let item = self.type_written()?;
        let names = || item.fields.iter().filter_map(|field| field.wire_name.clone());
        (!item.open && !item.fields.is_empty()).then(|| names().collect())
    }

    /// What must be there for a value of that type to be read: no `Option`, and nothing that stands in for it.
    fn demanded_by_type(&self) -> Option<BTreeSet<String>> {
        demanded(self.models, self.type_written()?)
    }

    fn type_written(&self) -> Option<&Struct> {
        let split = |path: &String| path.split("::").map(str::to_owned).collect::<Vec<_>>();
        self.type_arguments.iter().find_map(|path| self.krate.structure(&split(path)))
    }

    /// What a cookie is for, where its value says so: `true` is no credential, `session_id` is one.
    fn carried(&self, number: usize, part: Option<usize>, take: &Take, site: &Site<'_>) -> Option<Attribute> {
        let written = site.written.get(number)?;
        let known = self.take(take, site)?;
        if known.text().is_some_and(|text| FLAGS.contains(&text)) {
            return Some(Attribute::new("preference", known.certainty).at(written.span));
        }
        let names = match part {
            Some(part) => written.parts.get(part)?,
            None => &written.names,
        };
        let [name] = names.as_slice() else { return None };
        let role = role::cookie_role(name);
        let credential = role::opens(role) || role == "csrf";
        credential.then(|| Attribute::inferred(role).at(written.span))
    }

    /// The member with a token of what goes into a browser's storage as a whole.
    pub(super) fn secret_within(&self, key: Key, known: &Known, site: &Site<'_>) -> Option<Attribute> {
        let Val::Typed(path) = &known.val else { return None };
        let structure = self.krate.structure(path).filter(|_| key == web_storage::value_name)?;
        let opens = |name: &str| role::opens(role::cookie_role(name));
        let member = structure.fields.iter().find(|field| field.wire_name.is_some() && opens(&field.name))?;
        Some(Attribute::inferred(member.name.as_str()).at(site.span))
    }

    /// `localStorage.setItem('token', ..)` inside a text that a browser runs.
    pub(super) fn take_script(&mut self, id: ObjectId, known: &Known) {
        let Some((store, name)) = partial_text(&known.val).and_then(stored_by_script) else { return };
        let at = |value: &str| Some(Attribute::new(value, known.certainty).at(known.span));
        self.set_attribute(id, web_storage::store, at(store));
        self.set_attribute(id, web_storage::key_name, at(name));
    }
}

/// Members of a type that must be there for a value of it to be read.
pub(in crate::surface::rust) fn demanded(models: &Models, item: &Struct) -> Option<BTreeSet<String>> {
    let lets = |note: &Note| models.field_rows(&note.attribute).any(|row| row.absent.contains(&note.name));
    let stands_in = |notes: &[Note]| notes.iter().any(lets);
    let optional = |field: &Field| {
        field.ty.as_ref().is_none_or(|ty| ty.path.last().is_some_and(|last| last == "Option"))
            || stands_in(&field.notes)
    };
    let demanded = item.fields.iter().filter(|field| !optional(field));
    (!stands_in(&item.notes)).then(|| demanded.filter_map(|field| field.wire_name.clone()).collect())
}

/// Which parts of a tuple a pattern gives no name that is used.
pub(super) fn thrown_away(pattern: &Pattern) -> Vec<bool> {
    let thrown = |part: &Pattern| match part {
        Pattern::Wild => true,
        Pattern::Bind { name, .. } => name.starts_with('_'),
        _ => false,
    };
    match pattern {
        Pattern::Tuple(parts) => parts.iter().map(thrown).collect(),
        _ => Vec::new(),
    }
}

/// `JWT_SECRET`, `config.jwt_secret`: what an expression is made of, where that is no parameter and no local.
pub(super) fn kept_name(expr: &Expr) -> Option<String> {
    match &*expr.kind {
        Kind::Path(path) => {
            let last = path.last()?;
            let constant = last.len() > 1
                && last.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
            constant.then(|| last.clone())
        }
        Kind::Field { base, name } if name.starts_with(|c: char| c.is_ascii_digit()) => kept_name(base),
        Kind::Field { base, name } => {
            Some(kept_name(base).map_or(name.clone(), |base| format!("{base}.{name}")))
        }
        Kind::Same(inner) | Kind::Borrow { place: inner } => kept_name(inner),
        Kind::Method { receiver, args, .. } if args.is_empty() => kept_name(receiver),
        Kind::Call { args, .. } => match args.as_slice() {
            [only] => kept_name(only),
            _ => None,
        },
        _ => None,
    }
}

/// True for a constant of the code, false for fresh random material.
pub(super) fn is_literal(known: &Known) -> Option<Attribute> {
    let literal = |known: &Known| match &known.val {
        Val::Text(_) | Val::Bytes(_) | Val::Int(_) => Some(true),
        Val::Generated => Some(false),
        _ => None,
    };
    let flags: Option<Vec<bool>> = known.possible().iter().map(literal).collect();
    let value = flags?.into_iter().map(Value::from).reduce(Value::or)?;
    Some(Attribute { trail: known.trail.clone(), ..Attribute::new(value, known.certainty).at(known.span) })
}

/// The name under which an argument is handed over: a strong hint at what it is.
pub(super) fn name_given(take: &Take, site: &Site<'_>) -> Option<Attribute> {
    let Base::Argument(number) = take.base else { return None };
    let written = site.written.get(number)?;
    let [name] = written.names.as_slice() else { return None };
    Some(Attribute::inferred(name.as_str()).at(written.span))
}
