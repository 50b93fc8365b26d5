//! From what the evaluator knows to attributes: takes of rows, and slots.

use super::super::claims;
use super::super::value::{Known, ObjectId, Val};
use super::Evaluator;
use super::convert::{convert, provenance};
use super::hints::{is_literal, name_given};
use super::written::Site;
use crate::fact::kinds::{key, password_hash};
use crate::fact::slot::Layout;
use crate::fact::{Attribute, Certainty, Key, Secret, Slot, Step, Type, Value, role};
use crate::model::row::{Base, Through};
use crate::model::rust::Action;
use crate::model::{Form, Row, Take};
use std::collections::BTreeSet;

impl Evaluator<'_> {
    /// The value that a take names.
    pub(super) fn take(&self, take: &Take, site: &Site<'_>) -> Option<Known> {
        let base = match take.base {
            Base::Argument(number) => site.args.get(number)?,
            Base::Assigned => site.args.first()?,
            Base::Receiver => site.receiver?,
            Base::Key(_) | Base::Flag(_) | Base::Text(_) | Base::Name | Base::Result => return None,
        };
        take.path.iter().try_fold(base, |known, name| known.field(name)).cloned()
    }

    /// Sets an attribute from the first of several takes that is there at all.
    pub(super) fn take_into(&mut self, id: ObjectId, key: Key, takes: &[Take], row: &Row, site: &Site<'_>) {
        if let [take] = takes
            && take.through == Through::Named
            && key.ty() == Type::Set
        {
            let names = self.names_given(take, site);
            let given = (!names.is_empty()).then(|| Value::Set(names.into_iter().collect()));
            let attribute = given.map(|names| Attribute::new(names, Certainty::Inferred).at(site.span));
            return self.set_attribute(id, key, attribute);
        }
        if let [take] = takes
            && matches!(
                take.through,
                Through::Kept | Through::Dropped | Through::Carried | Through::Members | Through::Demanded
            )
        {
            let hint = self.hint(take, site);
            let hint = match take.through {
                Through::Members => together(self.objects[id].get(key), hint, |before, now| before | now),
                Through::Demanded => together(self.objects[id].get(key), hint, |before, now| before & now),
                _ => hint,
            };
            if take.through != Through::Carried || hint.is_some() {
                self.set_attribute(id, key, hint);
            }
            return;
        }
        let Some((take, known)) = takes.iter().find_map(|take| Some((take, self.take(take, site)?))) else {
            return self.set_attribute(id, key, None);
        };
        let known = known.called();
        let known = if take.through == Through::Not { negated(&known) } else { known };
        match (take.through, key.ty()) {
            (Through::Claims, _) => self.take_claims(id, &known),
            (Through::Source, _) => self.set_attribute(id, key, source_of(&known)),
            (Through::Named, _) => {
                let name = self.secret_within(key, &known, site).or_else(|| name_given(take, site));
                self.set_attribute(id, key, name);
            }
            (Through::SetCookie, _) => self.take_set_cookie(id, &known),
            (Through::Script, _) => self.take_script(id, &known),
            (Through::Literal, _) => {
                if key == password_hash::static_salt {
                    let of_account = self.names_an_account(take, &known, site);
                    self.set_attribute(id, password_hash::account_salt, of_account);
                }
                self.set_attribute(id, key, is_literal(&known));
            }
            (_, Type::Secret) => self.take_secret(id, key, &known, site),
            _ => {
                let known = read_as(known, &row.assign.read);
                let mut attribute = convert(key, &known, row.assign.unit);
                if let Some(attribute) = &mut attribute {
                    self.complete(attribute, &known, row, site);
                }
                self.set_attribute(id, key, attribute);
            }
        }
    }

    /// Names that a take reads: those of an argument, or of what the call's value goes into.
    pub(super) fn names_given(&self, take: &Take, site: &Site<'_>) -> Vec<String> {
        match take.base {
            Base::Argument(number) => {
                let own = site.written.get(number).map_or(Vec::new(), |arg| arg.names.clone());
                self.with_names_of_caller(own)
            }
            Base::Result if take.path.is_empty() => self.names_of_result(),
            Base::Result => self.name_of_binding().collect(),
            _ => Vec::new(),
        }
    }

    /// A salt that goes by the name of a user's name, here or at the caller's.
    fn names_an_account(&self, take: &Take, known: &Known, site: &Site<'_>) -> Option<Attribute> {
        let names = self.names_given(take, site);
        let own = known.is_unknown() || matches!(known.val, Val::Typed(_));
        let of_account = own && names.iter().any(|name| role::is_user_name(name));
        of_account.then(|| Attribute::inferred(true).at(site.span))
    }

    /// Names of parameters, and those under which the caller knows the same values.
    fn with_names_of_caller(&self, own: Vec<String>) -> Vec<String> {
        let given = self.frame.given.iter().filter(|(parameter, _)| own.contains(parameter));
        let given: Vec<String> = given.map(|(_, name)| name.clone()).collect();
        own.into_iter().chain(given).collect()
    }

    /// The `let` under way, and the function around it.
    fn names_of_result(&self) -> Vec<String> {
        let function = self.frame.function.rsplit("::").next().map(|name| format!("{name}()"));
        self.name_of_binding().chain(function).collect()
    }

    /// What the value under way is called here, or by the caller that it is handed to.
    pub(super) fn name_of_result(&self) -> Option<String> {
        self.name_of_binding().next().or_else(|| self.frame.wanted_as.clone())
    }

    fn name_of_binding(&self) -> impl Iterator<Item = String> {
        self.frame.binding.iter().map(|binding| binding.name.clone())
    }

    /// Adds the use site to the trail, and a slot where the value stands at the call itself.
    fn complete(&self, attribute: &mut Attribute, known: &Known, row: &Row, site: &Site<'_>) {
        let here = site.written.iter().any(|arg| arg.span == known.span);
        let turned =
            row.assign.take.iter().flat_map(|(_, takes)| takes).any(|take| take.through == Through::Not);
        // A length of time carries the span of the number in its unit, which seconds must not replace.
        let timed = matches!(known.val, Val::Duration(_) | Val::Instant(_) | Val::Stamp { .. });
        if here && (turned || timed) {
            return;
        }
        if here && let Action::Edit { spell, .. } = &row.action {
            let closed = !spell.is_empty();
            attribute.slot = Some(Slot { words: spell.clone(), closed, ..Slot::plain(known.span) });
        } else if !here && site.span != known.span {
            attribute.trail.push(Step { span: site.span, text: "takes effect here" });
        }
    }

    fn take_claims(&mut self, id: ObjectId, known: &Known) {
        let function = self.frame.function.rsplit("::").next().unwrap_or_default();
        let names = [function, self.frame.wanted_as.as_deref().unwrap_or_default()];
        for (key, attribute) in claims::attributes(known, self.krate, names) {
            self.set_attribute(id, key, Some(attribute));
        }
    }

    /// A secret, and with it where it comes from.
    fn take_secret(&mut self, id: ObjectId, at: Key, known: &Known, site: &Site<'_>) {
        let (origin, literal, variable) = provenance(known);
        if let Some(literal) = &literal {
            let bytes = match &literal.val {
                Val::Text(text) => text.clone(),
                Val::Bytes(bytes) => bytes.iter().map(|byte| char::from(*byte)).collect(),
                _ => String::new(),
            };
            let mut trail = literal.trail.clone();
            if !site.span.contains(literal.span) {
                trail.push(Step { span: site.span, text: "used as a key here" });
            }
            let certainty = literal.certainty;
            let value = Value::Secret(Secret::new(&bytes));
            let span = Some(literal.span);
            let attribute = Attribute { span, trail, ..Attribute::new(value, certainty) };
            self.set_attribute(id, at, Some(attribute));
        }
        if let Some(origin) = origin {
            let attribute = Attribute::new(origin, known.certainty).at(known.span);
            self.set_attribute(id, key::origin, Some(attribute));
        }
        if let Some(variable) = variable {
            self.set_attribute(id, key::variable, Some(Attribute::stated(variable, known.span)));
        }
    }

    /// How to write an attribute that nothing sets yet, by the model's edit rows read backwards.
    pub(super) fn insertion(&self, id: ObjectId, key: Key) -> Option<Slot> {
        let object = &self.objects[id];
        let model = &self.models.rust[object.model];
        let row = model.rows.iter().find(|row| match &row.action {
            Action::Edit { kind, form, .. } => {
                *kind == object.kind
                    && *form == object.form
                    && row.assign.take.iter().any(|(taken, from)| *taken == key && is_whole_argument(from))
            }
            _ => false,
        })?;
        let Action::Edit { spell, .. } = &row.action else { return None };
        let words = spell.clone();
        let closed = !words.is_empty();
        let after = ")".to_owned();
        match (object.form, &object.binding) {
            (Form::Chain, _) => {
                let before = format!(".{}(", row.call);
                let span = object.head.after();
                Some(Slot { span, before, after, words, closed, layout: Layout::Chain })
            }
            (Form::Setter, Some(binding)) if binding.mutable => {
                let before = format!("{}.{}(", binding.name, row.call);
                let span = binding.statement.after();
                Some(Slot { span, before, after: ");".to_owned(), words, closed, layout: Layout::Statement })
            }
            _ => None,
        }
    }
}

/// A text that stands for a word of the vocabulary: `*` for any origin.
fn read_as(known: Known, words: &[(String, String)]) -> Known {
    if words.is_empty() {
        return known;
    }
    let word = |text: &str| words.iter().find(|(written, _)| written == text).map(|(_, word)| word.clone());
    known.map(|one| match &one.val {
        Val::Text(text) => word(text).map_or(one.val.clone(), Val::Text),
        other => other.clone(),
    })
}

fn negated(known: &Known) -> Known {
    known.map(|known| match known.val {
        Val::Bool(flag) => Val::Bool(!flag),
        _ => Val::Unknown,
    })
}

fn is_whole_argument(takes: &[Take]) -> bool {
    takes.iter().any(|take| {
        matches!(take.base, Base::Argument(0) | Base::Assigned)
            && take.path.is_empty()
            && take.through == Through::Value
    })
}

/// What is read at one place and at another, with one and the same validation.
fn together(
    known: Option<&Attribute>,
    hint: Option<Attribute>,
    join: fn(&BTreeSet<String>, &BTreeSet<String>) -> BTreeSet<String>,
) -> Option<Attribute> {
    let (Some(known), Some(mut hint)) = (known, hint.clone()) else { return hint };
    if let (Value::Set(before), Value::Set(now)) = (&known.value, &mut hint.value) {
        *now = join(before, now);
    }
    Some(hint)
}

/// Who decides about a value: a constant of the code, or data of the token.
fn source_of(known: &Known) -> Option<Attribute> {
    let word = |known: &Known| match &known.val {
        Val::Tag(tag) => Some(tag.clone()),
        Val::Path(_) | Val::Text(_) => Some("pinned".to_owned()),
        Val::List(parts) if parts.iter().any(|part| matches!(part.val, Val::Tag(_))) => {
            Some("header".to_owned())
        }
        Val::List(parts) if parts.iter().all(|part| matches!(part.val, Val::Path(_))) => {
            Some("pinned".to_owned())
        }
        _ => None,
    };
    let words: Option<Vec<String>> = known.possible().iter().map(word).collect();
    let value = words?.into_iter().map(Value::from).reduce(Value::or)?;
    Some(Attribute { trail: known.trail.clone(), ..Attribute::new(value, known.certainty).at(known.span) })
}
