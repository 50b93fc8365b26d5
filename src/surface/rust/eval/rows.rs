//! Model rows at work: which of them a call meets, and what they do.

use super::super::object::Object;
use super::super::value::{Known, ObjectId, Val};
use super::Evaluator;
use super::written::{Site, Written};
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Certainty, Kind, Value, role};
use crate::model::row::Through;
use crate::model::rust::{Action, Class, OnlyFor};
use crate::model::{Form, Gives, Resolved, Row, SetChange};
use crate::source::Span;

impl Evaluator<'_> {
    /// A call of a modelled library by its path: a fact, a value, or a gap in the model.
    pub(super) fn library_call(&mut self, candidates: &[Vec<String>], site: &Site<'_>) -> Option<Known> {
        let resolved = self.resolved(candidates);
        self.without_check(&resolved, site);
        for one in &resolved {
            if let Some(known) = self.make_call(one, site) {
                self.pass_by_path(&resolved, site);
                return Some(known);
            }
        }
        if self.pass_by_path(&resolved, site) {
            return Some(Known::unknown(site.span));
        }
        if let Some(known) = self.value_call(&resolved, site) {
            return Some(known);
        }
        if let Some(gap) = resolved.first().filter(|one| self.is_gap(one)) {
            self.gaps.push((gap.model, gap.canonical.clone()));
        }
        None
    }

    /// A function that a model ought to cover; of the language's own types nobody misses `String::new`.
    fn is_gap(&self, one: &Resolved) -> bool {
        let prelude = self.models.rust[one.model].builtin && one.canonical.matches("::").count() == 1;
        is_function(&one.canonical) && !prelude && !self.covered(one)
    }

    /// Whether any row is about the call, be it by its method's name alone. A model without rows speaks of other things.
    fn covered(&self, one: &Resolved) -> bool {
        if self.models.rust[one.model].rows.is_empty() {
            return true;
        }
        let canonical = one.canonical.as_str();
        let name = canonical.rsplit("::").next().unwrap_or(canonical);
        let by_name = |row: &Row| match row.action {
            Action::Pass { .. } | Action::Value { on: Class::Any, .. } => true,
            Action::Make { .. } => row.condition.words.is_empty(),
            _ => false,
        };
        self.models.rows(canonical).next().is_some() || self.models.rows(name).any(|(_, row)| by_name(row))
    }

    pub(super) fn resolved(&self, candidates: &[Vec<String>]) -> Vec<Resolved> {
        let all = candidates.iter().flat_map(|path| self.models.resolve(path));
        all.filter(|one| self.version_holds(one.model, one.version.clone())).collect()
    }

    fn version_holds(&self, model: usize, behind_alias: Option<semver::Version>) -> bool {
        let model = &self.models.rust[model];
        let version = self.versions.of(&model.library).cloned().or(behind_alias);
        model.builtin || version.is_none_or(|version| model.versions.matches(&version))
    }

    /// Whether the row is for the version in use. Where that is not known, a call that only some versions
    /// have tells by itself; among several rows the newest versions' counts.
    pub(super) fn row_holds(&self, model: usize, row: &Row) -> bool {
        let Some(narrow) = &row.versions else { return true };
        match self.versions.of(&self.models.rust[model].library) {
            Some(version) => narrow.matches(version),
            None => {
                let upper = |comparator: &semver::Comparator| {
                    matches!(comparator.op, semver::Op::Less | semver::Op::LessEq)
                };
                let alike = |other: &Row| same_kind(&other.action, &row.action);
                let rows = self.models.rows(&row.call).filter(|(other, _)| *other == model);
                let same = rows.filter(|(_, other)| alike(other)).count();
                // What all versions have says nothing of the version.
                let everywhere = self.models.rows(&row.call);
                let common =
                    everywhere.into_iter().any(|(other, one)| other == model && one.versions.is_none());
                same == 1 && !common || !narrow.comparators.iter().any(upper)
            }
        }
    }

    /// Defaults are documented for a version that we know; otherwise they are a likely guess.
    fn default_certainty(&self, model: usize) -> Certainty {
        let known = self.versions.of(&self.models.rust[model].library).is_some();
        if known { Certainty::Documented } else { Certainty::Inferred }
    }

    /// One call may bring several facts into being, one of each kind; the first stands for the call.
    fn make_call(&mut self, one: &Resolved, site: &Site<'_>) -> Option<Known> {
        let models = self.models;
        let rows = models.rows(&one.canonical).filter(|(model, _)| *model == one.model);
        self.make_rows(rows, site)
    }

    /// A fact that a method of this name brings into being, whatever the receiver.
    pub(super) fn make_by_name(&mut self, name: &str, site: &Site<'_>) -> Option<Known> {
        let models = self.models;
        self.make_rows(models.rows(name), site)
    }

    fn make_rows<'m>(
        &mut self,
        rows: impl Iterator<Item = (usize, &'m Row)>,
        site: &Site<'_>,
    ) -> Option<Known> {
        let mut made: Vec<(Kind, ObjectId)> = Vec::new();
        for (model, row) in rows {
            let Action::Make { kind, form, only_for } = row.action else { continue };
            let tuple = matches!(site.args.first().map(|arg| &arg.val), Some(Val::Tuple(_)));
            let taken = made.iter().any(|(other, _)| *other == kind);
            let fits = self.row_holds(model, row) && self.is_met(row, site);
            let called = only_for != OnlyFor::Implementation;
            if taken || !fits || !called || (only_for == OnlyFor::Tuple && !tuple) {
                continue;
            }
            let id = self.new_object(model, row, kind, form, site.span);
            self.apply(id, model, row, site);
            if let Some((_, last)) = made.last() {
                self.objects[*last].twin = Some(id);
            }
            made.push((kind, id));
        }
        let (_, first) = made.first()?;
        Some(Known::new(Val::Object(*first), site.span))
    }

    pub(super) fn new_object(
        &mut self,
        model: usize,
        row: &Row,
        kind: Kind,
        form: Form,
        span: Span,
    ) -> ObjectId {
        let encoding = row.assign.encoding.unwrap_or(Encoding::Raw);
        let object = Object {
            model,
            kind,
            form,
            span,
            head: span,
            function: self.function_path().to_owned(),
            context: self.context(),
            binding: self.frame.binding.clone(),
            encoding,
            depth: self.depth,
            of_type: row.call.rsplit_once("::").map_or("", |(path, _)| path).to_owned(),
            twin: None,
            gate: self.gates.iter().fold(role::Gate::default(), |all, gate| all.or(*gate)),
            attributes: Default::default(),
        };
        self.objects.push(object);
        self.objects.len() - 1
    }

    /// A struct literal of a modelled type: `Validation { leeway: 0, ..Default::default() }`.
    pub(super) fn make_struct(
        &mut self,
        candidates: &[Vec<String>],
        fields: &[(String, Known)],
        base: Option<&Known>,
        span: Span,
    ) -> Option<Known> {
        let resolved = self.resolved(candidates);
        let models = self.models;
        let found = resolved.iter().find_map(|one| {
            let mut rows = models.rows(&one.canonical).filter(|(model, _)| *model == one.model);
            rows.find_map(|(model, row)| match row.action {
                Action::Make { kind, .. } if self.row_holds(model, row) => Some((model, kind, row)),
                _ => None,
            })
        });
        let (model, kind, row) = found?;
        let id = self.new_object(model, row, kind, Form::Field, span);
        match base.map(|base| &base.val) {
            Some(Val::Object(other)) => self.objects[id].attributes = self.objects[*other].attributes.clone(),
            Some(_) => {}
            None => {
                let site = Site { args: &[], written: &[], receiver: None, span };
                self.apply(id, model, row, &site);
            }
        }
        for (name, value) in fields {
            self.edit_field(id, name, value, value.span);
        }
        Some(Known::new(Val::Object(id), span))
    }

    /// `object.name = value`, or a member of a struct literal.
    pub(super) fn edit_field(&mut self, id: ObjectId, name: &str, value: &Known, span: Span) {
        let site = Site {
            args: std::slice::from_ref(value),
            written: &[Written::at(value.span)],
            receiver: None,
            span,
        };
        if !self.edit(id, name, Some(Form::Field), &site) {
            self.gap_on(id, name);
        }
    }

    /// A fact that a method of another fact's own type brings into being: `JWT::new(..).generate_token(..)`.
    fn make_by_type(&mut self, id: ObjectId, name: &str, site: &Site<'_>) -> Option<Known> {
        let models = self.models;
        let object = &self.objects[id];
        let path = format!("{}::{name}", object.of_type);
        let (model, own) = (object.model, object.kind);
        // A builder's `build` is not the `build` that began it.
        let further = |row: &Row| matches!(row.action, Action::Make { kind, .. } if kind != own);
        self.make_rows(models.rows(&path).filter(|(other, row)| *other == model && further(row)), site)
    }

    fn gap_on(&mut self, id: ObjectId, name: &str) {
        let model = self.objects[id].model;
        self.gaps.push((model, format!("{}.{name}", self.objects[id].kind.name())));
    }

    /// Applies the edit row for a method or field, if the model has one.
    fn edit(&mut self, id: ObjectId, name: &str, form: Option<Form>, site: &Site<'_>) -> bool {
        let (object_model, object_kind) = (self.objects[id].model, self.objects[id].kind);
        let models = self.models;
        for (model, row) in models.rows(name) {
            let Action::Edit { kind, form: row_form, .. } = &row.action else { continue };
            let fits = form.map_or(*row_form != Form::Field, |form| form == *row_form);
            let meant = model == object_model && *kind == object_kind && fits;
            if meant && self.row_holds(model, row) && self.is_met(row, site) {
                self.apply(id, model, row, site);
                if let Some(twin) = self.objects[id].twin {
                    self.edit(twin, name, form, site);
                }
                return true;
            }
        }
        self.objects[id].twin.is_some_and(|twin| self.edit(twin, name, form, site))
    }

    /// A method called on a fact under construction, or on a field of one.
    pub(super) fn method_on_object(
        &mut self,
        target: &Known,
        name: &str,
        site: &Site<'_>,
        chained: bool,
    ) -> Option<Known> {
        match &target.val {
            Val::Object(id) => {
                let edited = self.edit(*id, name, None, site);
                if let Some(made) = self.make_by_type(*id, name, site) {
                    return Some(made);
                }
                if !edited && !self.is_plain(name) {
                    let passed = self.pass_by_name(name, site);
                    if let Some(made) = self.make_by_name(name, site) {
                        return Some(made);
                    }
                    if !passed {
                        self.gap_on(*id, name);
                    }
                }
                if chained && self.objects[*id].span.file == site.span.file {
                    self.objects[*id].span.end = self.objects[*id].span.end.max(site.span.end);
                }
                Some(target.clone())
            }
            Val::ObjectField(id, field) => {
                let full = format!("{field}.{name}");
                if !self.edit(*id, &full, None, site) {
                    self.gap_on(*id, &full);
                }
                Some(Known::unknown(site.span))
            }
            _ => None,
        }
    }

    /// A method that hands its receiver on unchanged, whatever it is: `clone`, `into`, `unwrap`.
    fn is_plain(&self, name: &str) -> bool {
        self.models
            .rows(name)
            .any(|(_, row)| matches!(&row.action, Action::Value { on: Class::Any, gives: Gives::Same(_) }))
    }

    /// A fact is handed to a method of this name, whatever the receiver.
    pub(super) fn pass_by_name(&mut self, name: &str, site: &Site<'_>) -> bool {
        let models = self.models;
        let rows: Vec<(usize, &Row)> = models.rows(name).collect();
        rows.into_iter().fold(false, |passed, (model, row)| self.pass(model, row, site) || passed)
    }

    fn pass_by_path(&mut self, resolved: &[Resolved], site: &Site<'_>) -> bool {
        let models = self.models;
        let mut passed = false;
        for one in resolved {
            for (model, row) in models.rows(&one.canonical) {
                passed |= self.pass(model, row, site);
            }
        }
        passed
    }

    fn pass(&mut self, model: usize, row: &Row, site: &Site<'_>) -> bool {
        let Action::Pass { kind, argument } = row.action else { return false };
        let Some(handed) = site.args.get(argument) else { return false };
        let facts = handed.objects().filter(|id| self.objects[*id].kind == kind);
        let facts: Vec<ObjectId> = facts.collect();
        if facts.is_empty() || !self.row_holds(model, row) {
            return false;
        }
        facts.into_iter().for_each(|id| self.apply(id, model, row, site));
        true
    }

    /// What a row does to a fact: fixed values, taken values, changes of sets, defaults.
    pub(super) fn apply(&mut self, id: ObjectId, model: usize, row: &Row, site: &Site<'_>) {
        for (key, value) in &row.assign.set {
            let attribute = Attribute::new(value.clone(), Certainty::Stated).at(site.span);
            self.set_attribute(id, *key, Some(attribute));
        }
        for (key, takes) in &row.assign.take {
            self.take_into(id, *key, takes, row, site);
        }
        for (key, change) in &row.assign.change {
            self.change_set(id, *key, change, site);
        }
        self.note_loose_origins(id, site);
        let certainty = self.default_certainty(model);
        for (key, value) in &row.assign.default {
            if !self.objects[id].attributes.contains_key(key) {
                let mut attribute = Attribute::new(value.clone(), certainty);
                attribute.slot = self.insertion(id, *key);
                attribute.left_at = Some(site.span);
                self.set_attribute(id, *key, Some(attribute));
            }
        }
    }

    fn change_set(&mut self, id: ObjectId, key: crate::fact::Key, change: &SetChange, site: &Site<'_>) {
        let current = self.objects[id].attributes.get(&key).map(|attribute| attribute.value.clone());
        let mut set = match current {
            Some(Value::Set(set)) => set,
            None if adds_known(change) => Default::default(),
            _ if *change == SetChange::Clear => Default::default(),
            _ => return self.set_attribute(id, key, None),
        };
        match change {
            SetChange::Clear => set.clear(),
            SetChange::Add(members) => set.extend(members.iter().cloned()),
            // What is handed over without a name adds none.
            SetChange::Insert(take) if take.through == Through::Named => {
                set.extend(self.names_given(take, site));
            }
            SetChange::Insert(take) | SetChange::Remove(take) => {
                let member = self.take(take, site).and_then(|known| known.text().map(str::to_owned));
                let Some(member) = member else { return self.set_attribute(id, key, None) };
                if matches!(change, SetChange::Insert(_)) {
                    set.insert(member)
                } else {
                    set.remove(&member)
                };
            }
        }
        self.set_attribute(id, key, Some(Attribute::stated(set, site.span)));
    }
}

/// Members that are certain even where nothing is known of the set before.
fn adds_known(change: &SetChange) -> bool {
    match change {
        SetChange::Add(_) => true,
        SetChange::Insert(take) => take.through == Through::Named,
        _ => false,
    }
}

/// Whether two rows of one call stand for each other, as those of different versions do.
fn same_kind(one: &Action, other: &Action) -> bool {
    match (one, other) {
        (Action::Make { kind, .. }, Action::Make { kind: other, .. }) => kind == other,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// A tuple variant such as `Tls::Required(..)` wraps its content and calls nothing.
fn is_function(canonical: &str) -> bool {
    let last = canonical.rsplit("::").next().unwrap_or(canonical);
    !last.starts_with(|c: char| c.is_ascii_uppercase())
}
