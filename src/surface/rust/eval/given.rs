//! Values that calls and methods of libraries give, as the models' `[[value]]` rows say.
//!
//! In: a row and the call's arguments. Out: what the evaluator goes on with. It makes no fact.

use super::super::ir::Op;
use super::super::setting::{Setting, Shape};
use super::super::template::Joined;
use super::super::value::{Known, Val, combined};
use super::Evaluator;
use super::numbers::numbers;
use super::text::pairs;
use super::written::Site;
use crate::model::rust::{Action, Class};
use crate::model::{Gives, Resolved, Unit};
use crate::source::Span;

impl Evaluator<'_> {
    /// A value that a call by path gives.
    pub(super) fn value_call(&mut self, resolved: &[Resolved], site: &Site<'_>) -> Option<Known> {
        let models = self.models;
        for one in resolved {
            for (_, row) in models.rows(&one.canonical).filter(|(model, _)| *model == one.model) {
                if let Action::Value { on: Class::Path, gives } = &row.action
                    && self.is_met(row, site)
                {
                    return Some(self.given(gives, site));
                }
            }
        }
        None
    }

    /// A constant of a library that a value row covers, such as `std::time::UNIX_EPOCH`.
    pub(super) fn value_rows(
        &mut self,
        candidates: &[Vec<String>],
        args: &[Known],
        span: Span,
    ) -> Option<Known> {
        if candidates.iter().all(|path| path.len() < 2) {
            return None;
        }
        let resolved: Vec<Resolved> = candidates.iter().flat_map(|path| self.models.resolve(path)).collect();
        self.value_call(&resolved, &Site { args, written: &[], receiver: None, span })
    }

    /// A value that a method gives, by the class of its receiver.
    pub(super) fn value_method(&mut self, name: &str, site: &Site<'_>) -> Option<Known> {
        let class = class(site.receiver?);
        let models = self.models;
        let of = |wanted: Class| {
            models.rows(name).find_map(|(_, row)| match &row.action {
                Action::Value { on, gives } if *on == wanted && self.is_met(row, site) => Some(gives),
                _ => None,
            })
        };
        let found = class.and_then(of).or_else(|| of(Class::Any))?;
        if class.is_none()
            && !matches!(
                found,
                Gives::Same(_) | Gives::Generated | Gives::File | Gives::Tag(_) | Gives::Queried
            )
        {
            return None;
        }
        Some(self.given(found, site))
    }

    pub(super) fn value_macro(&mut self, name: &str, site: &Site<'_>) -> Option<Known> {
        let models = self.models;
        let call = format!("{name}!");
        let found = models.rows(&call).find_map(|(_, row)| match &row.action {
            Action::Value { gives, .. } => Some(gives),
            _ => None,
        })?;
        Some(self.given(found, site))
    }

    fn given(&mut self, gives: &Gives, site: &Site<'_>) -> Known {
        let receiver = site.receiver.cloned().unwrap_or_else(|| Known::unknown(site.span));
        let argument = site.args.first().cloned().unwrap_or_else(|| Known::unknown(site.span));
        let argument = self.result_of(argument, site.span);
        let new = |val: Val| Known::new(val, site.span);
        match gives {
            Gives::Same(take) => {
                let known = self.take(take, site).unwrap_or_else(|| Known::unknown(site.span));
                self.result_of(known, site.span)
            }
            Gives::Duration(_) if site.args.is_empty() && site.receiver.is_none() => new(Val::Duration(0)),
            Gives::Duration(unit) => {
                let count = if site.args.is_empty() { receiver } else { argument };
                let known = count.map(|known| match known.val.clone() {
                    Val::Int(count) => {
                        count.checked_mul(unit.milliseconds()).map_or(Val::Unknown, Val::Duration)
                    }
                    other => Setting::of(&other)
                        .and_then(|setting| setting.lasting(*unit))
                        .map_or(Val::Unknown, Val::Setting),
                });
                // `Duration::days(60)` says more than `60`; a constant from elsewhere stands where it is.
                if site.span.contains(known.span) { Known { span: site.span, ..known } } else { known }
            }
            Gives::Scaled(unit, times) => argument.map(|known| match known.val {
                Val::Int(count) => {
                    let one = unit.milliseconds().checked_mul(*times);
                    let length = one.and_then(|one| count.checked_mul(one));
                    length.map_or(Val::Unknown, Val::Duration)
                }
                _ => Val::Unknown,
            }),
            Gives::One(unit) => new(Val::Duration(unit.milliseconds())),
            Gives::Least | Gives::Greatest | Gives::Power => numbers(gives, site),
            Gives::Zero => new(Val::Duration(0)),
            Gives::Now => new(Val::Instant(0)),
            Gives::Stamp(unit) => match site.receiver {
                Some(known) => known.map(|known| stamp(known, *unit)),
                None => new(Val::Stamp { offset: 0, unit: *unit }),
            },
            Gives::Number(unit) => receiver.map(|known| match known.val {
                Val::Duration(length) => Val::Int(length / unit.milliseconds()),
                _ => number_of(known, *unit),
            }),
            Gives::Plus(unit) => {
                combined(Op::Add, &receiver, &counted(&receiver, argument, *unit), site.span)
            }
            Gives::Minus => combined(Op::Sub, &receiver, &argument, site.span),
            Gives::Env => self.env(argument.text().map(str::to_owned), None, site.span),
            Gives::Fallback => self.with_fallback(&receiver, argument, site.span),
            Gives::EmptyFallback => {
                self.with_fallback(&receiver, Known::new(Val::Text(String::new()), site.span), site.span)
            }
            Gives::Generated => new(Val::Generated),
            Gives::File => new(Val::File),
            Gives::Flag(flag) => new(Val::Bool(*flag)),
            Gives::Tag(tag) => new(Val::Tag(tag.clone())),
            Gives::Layers(how) => self.layered(*how, site),
            Gives::Pairs => Known::new(pairs(&argument), site.span),
            Gives::Queried => {
                let known = Known::new(pairs(&argument), site.span);
                self.address(&known.with(Joined::behind("?", &known)));
                Known::unknown(site.span)
            }
            Gives::Cell => Known::unknown(site.span),
        }
    }

    fn with_fallback(&mut self, receiver: &Known, fallback: Known, span: Span) -> Known {
        match &receiver.val {
            Val::Env { fallback: None, .. } if fallback.text() == Some("") && self.refuses_empty(span) => {
                receiver.clone()
            }
            Val::Env { name, fallback: None } => self.env(name.clone(), Some(fallback), span),
            _ => Known::unknown(span),
        }
    }
}

/// A plain number that is added to a length of time, in the unit that the call names.
fn counted(receiver: &Known, argument: Known, unit: Unit) -> Known {
    argument.map(|known| match (&receiver.val, &known.val) {
        (Val::Duration(_), Val::Int(count)) => {
            count.checked_mul(unit.milliseconds()).map_or(Val::Unknown, Val::Duration)
        }
        _ => known.val.clone(),
    })
}

fn class(known: &Known) -> Option<Class> {
    match known.possible().first()?.val {
        Val::Instant(_) => Some(Class::Instant),
        Val::Duration(_) => Some(Class::Duration),
        Val::Stamp { .. } => Some(Class::Stamp),
        Val::Env { .. } => Some(Class::Env),
        Val::Setting(ref setting) => match setting.shape {
            Shape::Number => Some(Class::Number),
            Shape::Duration => Some(Class::Duration),
            Shape::Instant => Some(Class::Instant),
            Shape::Stamp(_) => Some(Class::Stamp),
        },
        Val::Int(_) => Some(Class::Number),
        Val::Layers(_) => Some(Class::Layers),
        _ => None,
    }
}

fn stamp(known: &Known, unit: Unit) -> Val {
    match known.val {
        Val::Instant(offset) => Val::Stamp { offset, unit },
        Val::Stamp { offset, .. } => Val::Stamp { offset, unit },
        Val::Duration(length) => Val::Int(length / unit.milliseconds()),
        _ => number_of(known, unit),
    }
}

/// A setting as a plain number of a unit.
fn number_of(known: &Known, unit: Unit) -> Val {
    let setting = Setting::of(&known.val).and_then(|setting| setting.counted(unit));
    setting.map_or(Val::Unknown, Val::Setting)
}
