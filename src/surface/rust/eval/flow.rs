//! Branches, loops and assignments: what differs between ways through the code becomes "one of
//! several", and what a way that leaves the function did does not count.

use super::super::ir::{Block, Expr, Kind, Op, Pattern};
use super::super::value::{Known, ObjectId, Val, arithmetic};
use super::gate::{build_gate, gate_of, gate_of_match};
use super::{Change, Evaluator};
use crate::fact::role::Gate;
use crate::fact::{Attribute, Certainty, Context, Key};
use crate::source::Span;
use std::collections::BTreeMap;

/// What one branch left behind.
#[derive(Default)]
struct Delta {
    names: BTreeMap<usize, Known>,
    attributes: BTreeMap<(ObjectId, Key), Option<Attribute>>,
    value: Option<Known>,
    diverged: bool,
}

type OwnedWay<'w, 'a> = Box<dyn FnMut(&mut Evaluator<'a>) -> Known + 'w>;
type Way<'w, 'a> = &'w mut dyn FnMut(&mut Evaluator<'a>) -> Known;

impl<'a> Evaluator<'a> {
    pub(super) fn flow(&mut self, expr: &Expr) -> Known {
        let span = expr.span;
        match &*expr.kind {
            Kind::If { cond, then, otherwise } => self.if_else(cond, then, otherwise.as_ref(), span),
            Kind::LetCond { pattern, value } => {
                let known = self.expr(value);
                let fits = self.settled(pattern, &known);
                self.bind(pattern, known);
                fits.map_or(Known::unknown(span), |fits| Known::new(Val::Bool(fits), span))
            }
            Kind::Match { value, arms } => self.match_arms(value, arms, span),
            Kind::Block(block) => self.block(block),
            Kind::Loop(body) => self.repeated(None, body, span),
            Kind::While { cond, body } => {
                let outer = self.frame.names.len();
                self.expr(cond);
                let known = self.repeated(None, body, span);
                self.frame.names.truncate(outer);
                known
            }
            Kind::For { pattern, over, body } => {
                self.expr(over);
                self.repeated(Some(pattern), body, span)
            }
            Kind::Return(value) => {
                let known = value.as_ref().map_or(Known::unknown(span), |value| self.expr(value));
                self.frame.returns.push(known);
                self.diverged = true;
                Known::unknown(span)
            }
            _ => Known::unknown(span),
        }
    }

    fn if_else(&mut self, cond: &Expr, then: &Block, otherwise: Option<&Expr>, span: Span) -> Known {
        let outer = self.frame.names.len();
        let perhaps_empty = otherwise.map_or_else(|| self.asked_if_empty(cond), |_| None);
        let decided = match self.expr(cond) {
            // A flag that a user can set decides nothing.
            Known { val: Val::Bool(flag), certainty, .. } if certainty > Certainty::Guessed => Some(flag),
            _ => None,
        };
        if let (Some(context), Some(false)) = (build_gate(cond), decided) {
            self.gated(context, then);
        }
        let known = match decided {
            Some(true) => self.block(then),
            Some(false) => otherwise.map_or(Known::unknown(span), |otherwise| self.expr(otherwise)),
            None => self.chosen(gate_of(cond), |eval| {
                eval.branches(&mut [&mut |eval: &mut Self| eval.block(then), &mut |eval: &mut Self| {
                    otherwise.map_or(Known::unknown(span), |expr| eval.expr(expr))
                }])
            }),
        };
        self.frame.names.truncate(outer);
        if let Some((name, before)) = perhaps_empty {
            self.filled_if_empty(&name, &before);
        }
        known
    }

    /// Runs ways inside a condition. Where some of them leave the function, what follows in the block stands
    /// inside the condition too: `if !insecure { return checked(); }`.
    fn chosen(&mut self, gate: Gate, run: impl FnOnce(&mut Self) -> Known) -> Known {
        let outer = self.gates.len();
        self.gates.push(gate);
        let known = run(self);
        self.gates.truncate(outer);
        if std::mem::take(&mut self.partly_left) {
            self.gates.push(gate.behind());
        }
        known
    }

    /// Code that other builds compile: its facts count there, its values do not count here.
    fn gated(&mut self, context: Context, body: &Block) {
        let outer = self.frame.context.replace(context);
        self.one_way(&mut |eval: &mut Self| eval.block(body));
        self.frame.context = outer;
    }

    fn match_arms(&mut self, value: &Expr, arms: &[(Pattern, Expr)], span: Span) -> Known {
        let subject = self.expr(value);
        if let Some(known) = self.match_result(&subject, arms) {
            return known;
        }
        let reachable = self.reachable(&subject, arms);
        if let [(pattern, body)] = reachable.as_slice() {
            return self.only_arm(pattern, body, subject);
        }
        let mut ways: Vec<OwnedWay<'_, 'a>> = Vec::new();
        for (pattern, body) in reachable {
            let subject = subject.clone();
            ways.push(Box::new(move |eval: &mut Self| {
                let outer = eval.frame.names.len();
                eval.bind(pattern, subject.clone());
                let known = eval.expr(body);
                eval.frame.names.truncate(outer);
                known
            }));
        }
        let mut borrowed: Vec<Way<'_, 'a>> = ways.iter_mut().map(|way| way.as_mut() as Way<'_, 'a>).collect();
        if borrowed.is_empty() {
            return Known::unknown(span);
        }
        self.chosen(gate_of_match(value, arms), |eval| eval.branches(&mut borrowed))
    }

    fn only_arm(&mut self, pattern: &Pattern, body: &Expr, subject: Known) -> Known {
        let outer = self.frame.names.len();
        self.bind(pattern, subject);
        let known = self.expr(body);
        self.frame.names.truncate(outer);
        known
    }

    /// `match env::var("X") { Ok(value) => value, Err(_) => "fallback" }`
    fn match_result(&mut self, subject: &Known, arms: &[(Pattern, Expr)]) -> Option<Known> {
        let Val::Env { name, fallback: None } = &subject.val else { return None };
        let [(first, a), (second, b)] = arms else { return None };
        let failing = |pattern: &Pattern| {
            matches!(pattern, Pattern::TupleStruct { name, .. } if name == "Err")
                || matches!(pattern, Pattern::Constant(_) | Pattern::Wild | Pattern::Other)
        };
        let (good, bad) = match (failing(first), failing(second)) {
            (false, true) => ((first, a), b),
            (true, false) => ((second, b), a),
            _ => return None,
        };
        let outer = self.frame.names.len();
        self.bind(good.0, subject.clone());
        let value = self.expr(good.1);
        self.frame.names.truncate(outer);
        let (returns, diverged) = (self.frame.returns.len(), std::mem::take(&mut self.diverged));
        let fallback = self.expr(bad);
        let left = std::mem::replace(&mut self.diverged, diverged);
        self.frame.returns.truncate(returns);
        if left || value.val != subject.val {
            return Some(value);
        }
        Some(self.env(name.clone(), Some(fallback), subject.span))
    }

    /// A body that runs any number of times: as if it ran once or never.
    fn repeated(&mut self, pattern: Option<&Pattern>, body: &Block, span: Span) -> Known {
        let outer = self.frame.names.len();
        self.branches(&mut [
            &mut |eval: &mut Self| {
                if let Some(pattern) = pattern {
                    eval.bind(pattern, Known::unknown(span));
                }
                eval.block(body)
            },
            &mut |_: &mut Self| Known::unknown(span),
        ]);
        self.frame.names.truncate(outer);
        Known::unknown(span)
    }

    /// Runs every way from the same state and joins what they leave.
    pub(super) fn branches(&mut self, ways: &mut [Way<'_, 'a>]) -> Known {
        let deltas: Vec<Delta> = ways.iter_mut().map(|way| self.one_way(way)).collect();
        let living: Vec<&Delta> = deltas.iter().filter(|delta| !delta.diverged).collect();
        self.diverged = living.is_empty();
        self.partly_left = !living.is_empty() && living.len() < deltas.len();
        self.join_names(&living);
        self.join_attributes(&living);
        let values = living.iter().filter_map(|delta| delta.value.clone());
        values.reduce(Known::or).unwrap_or_else(|| Known::unknown(Span::new(crate::source::FileId(0), 0..0)))
    }

    fn one_way(&mut self, way: &mut dyn FnMut(&mut Evaluator<'a>) -> Known) -> Delta {
        let mark = self.journal.len();
        let names = self.frame.names.len();
        let objects = self.objects.len();
        let outer = std::mem::take(&mut self.diverged);
        let value = way(self);
        let mut delta = Delta { value: Some(value), diverged: self.diverged, ..Delta::default() };
        self.diverged = outer;
        for change in self.journal.split_off(mark).into_iter().rev() {
            match change {
                Change::Name(at, old) if at < names => {
                    if let Some(new) = self.frame.names.swap(at, old) {
                        delta.names.entry(at).or_insert(new);
                    }
                }
                Change::Name(..) => {}
                // What the branch itself made is not there on other ways: it stays as it is.
                Change::Attribute(id, ..) if id >= objects => {}
                Change::Attribute(id, key, old) => {
                    let new = self.objects[id].swap(key, old);
                    delta.attributes.entry((id, key)).or_insert(new);
                }
            }
        }
        self.frame.names.truncate(names);
        delta
    }

    /// Code that runs or doesn't.
    pub(super) fn maybe(&mut self, code: &Expr, span: Span) {
        let mut runs = |eval: &mut Self| eval.expr(code);
        let mut runs_not = |_: &mut Self| Known::unknown(span);
        self.branches(&mut [&mut runs, &mut runs_not]);
    }

    fn join_names(&mut self, living: &[&Delta]) {
        let touched: std::collections::BTreeSet<usize> =
            living.iter().flat_map(|delta| delta.names.keys().copied()).collect();
        for at in touched {
            let Some(current) = self.frame.names.at(at).cloned() else { continue };
            let values = living.iter().map(|delta| delta.names.get(&at).unwrap_or(&current).clone());
            if let Some(joined) = values.reduce(Known::or) {
                self.journal.push(Change::Name(at, current));
                self.frame.names.swap(at, joined);
            }
        }
    }

    fn join_attributes(&mut self, living: &[&Delta]) {
        let touched: std::collections::BTreeSet<(ObjectId, Key)> =
            living.iter().flat_map(|delta| delta.attributes.keys().copied()).collect();
        for (id, key) in touched {
            let current = self.objects[id].get(key).cloned();
            let values = living.iter().map(|delta| match delta.attributes.get(&(id, key)) {
                Some(changed) => changed.clone(),
                None => current.clone(),
            });
            let joined = values.reduce(join_attribute).flatten();
            self.set_attribute(id, key, joined);
        }
    }

    pub(super) fn set_attribute(&mut self, id: ObjectId, key: Key, attribute: Option<Attribute>) {
        let old = self.objects[id].swap(key, attribute);
        self.journal.push(Change::Attribute(id, key, old));
    }

    pub(super) fn assign(&mut self, place: &Expr, value: &Expr, span: Span) -> Known {
        let known = self.expr(value);
        match &*place.kind {
            Kind::Path(path) if path.len() == 1 => self.assign_name(&path[0], known),
            Kind::Same(inner) => return self.assign(&inner.clone(), value, span),
            Kind::Index { .. } => self.changed_text(place),
            Kind::Field { base, name } => {
                let of = self.expr(base);
                let base = self.adopted(base, of, name);
                if !self.typed_by_a_user(&base) {
                    self.put_into_record(None, name, value);
                }
                match base.val {
                    Val::Object(id) => self.edit_field(id, name, &known, span),
                    Val::ObjectField(id, of) => self.edit_field(id, &format!("{of}.{name}"), &known, span),
                    _ => self.assign_field(place, name, known),
                }
            }
            _ => {}
        }
        Known::unknown(span)
    }

    /// `claims.exp = value` on a struct value that a local holds.
    fn assign_field(&mut self, place: &Expr, name: &str, known: Known) {
        let Kind::Field { base, .. } = &*place.kind else { return };
        let Kind::Path(path) = &*base.kind else { return };
        let [variable] = path.as_slice() else { return };
        let Some(current) = self.name(variable).cloned() else { return };
        if let Val::Struct(mut value) = current.val.clone() {
            match value.fields.iter_mut().find(|(field, _)| field == name) {
                Some((_, old)) => *old = known,
                None => value.fields.push((name.to_owned(), known)),
            }
            self.assign_name(variable, current.with(Val::Struct(value)));
        }
    }

    pub(super) fn update(&mut self, op: Op, place: &Expr, value: &Expr, span: Span) -> Known {
        let change = self.expr(value);
        let old = self.expr(place);
        if let Kind::Path(path) = &*place.kind
            && let [name] = path.as_slice()
        {
            let val = arithmetic(op, &old.val, &change.val);
            self.assign_name(name, Known::new(val, span));
        }
        Known::unknown(span)
    }
}

/// Both ways know it: one of the two values. One of them doesn't: unknown.
fn join_attribute(a: Option<Attribute>, b: Option<Attribute>) -> Option<Attribute> {
    let (a, b) = (a?, b?);
    let certainty = a.certainty.min(b.certainty);
    if a.value == b.value {
        return Some(Attribute { certainty, ..a });
    }
    let span = a.span.or(b.span);
    let trail = [a.trail, b.trail].concat();
    Some(Attribute { value: a.value.or(b.value), certainty, span, trail, slot: None, left_at: None })
}
