//! What the evaluator knows of an expression: a value, where it was written, and how it came here.

use super::layers::Layers;
use super::setting::{self, Setting};
use super::template::Template;
use crate::fact::{Certainty, Step};
use crate::model::Unit;
use crate::source::Span;

/// Number of a fact under construction.
pub type ObjectId = usize;

#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    Unknown,
    Bool(bool),
    Int(i64),
    Text(String),
    /// A text of which parts are not known.
    Template(Template),
    /// Bytes that are no text, such as `[0; 64]`.
    Bytes(Vec<u8>),
    /// An enum variant or a constant that is not ours, by its path.
    Path(Vec<String>),
    Tuple(Vec<Known>),
    List(Vec<Known>),
    Struct(Fields),
    /// Nothing known but the type.
    Typed(Vec<String>),
    Object(ObjectId),
    /// A field of a fact under construction: `validation.required_spec_claims`.
    ObjectField(ObjectId, String),
    /// Milliseconds.
    Duration(i64),
    /// The clock plus so many milliseconds.
    Instant(i64),
    /// A number that counts from the epoch: the clock plus so many milliseconds, in a unit.
    Stamp {
        offset: i64,
        unit: Unit,
    },
    Env {
        name: Option<String>,
        fallback: Option<Box<Known>>,
    },
    /// A text that holds where nobody sets another one.
    Unset(Box<Known>),
    /// A number of an environment variable that becomes a length of time.
    Setting(Setting),
    /// Settings that the program gathers, or a part of them.
    Layers(Box<Layers>),
    /// The result of calling a closure.
    Closure(Box<Known>),
    Generated,
    File,
    /// Data that carries a name, such as a token's unverified header.
    Tag(String),
    None,
    OneOf(Vec<Known>),
}

/// Fields of a struct value.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    pub path: Vec<String>,
    pub fields: Vec<(String, Known)>,
    /// There may be more: a functional update from something unknown.
    pub open: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    pub val: Val,
    /// Where the value itself is written.
    pub span: Span,
    pub certainty: Certainty,
    /// Places that it passed on its way.
    pub trail: Vec<Step>,
}

const MAX_BRANCHES: usize = 4;

impl Known {
    pub fn new(val: Val, span: Span) -> Known {
        Known { val, span, certainty: Certainty::Stated, trail: Vec::new() }
    }

    pub fn unknown(span: Span) -> Known {
        Known::new(Val::Unknown, span)
    }

    pub fn is_unknown(&self) -> bool {
        self.val == Val::Unknown
    }

    /// The same place and path, another value.
    pub fn with(&self, val: Val) -> Known {
        Known { val, ..self.clone() }
    }

    /// Notes that the value passed a place.
    pub fn via(mut self, span: Span, text: &'static str) -> Known {
        if self.trail.len() < 8 && self.span != span && !self.trail.iter().any(|step| step.span == span) {
            self.trail.push(Step { span, text });
        }
        self
    }

    /// The value is known through a call of the project's own code.
    pub fn through_call(mut self) -> Known {
        self.certainty = self.certainty.min(Certainty::Inferred);
        self
    }

    /// This or that, where only a branch decides.
    pub fn or(self, other: Known) -> Known {
        if self.val == other.val {
            return Known { certainty: self.certainty.min(other.certainty), ..self };
        }
        let span = self.span;
        let mut all: Vec<Known> = Vec::new();
        for known in [self, other] {
            let parts = match known.val {
                Val::OneOf(parts) => parts,
                _ => vec![known],
            };
            all.extend(parts);
        }
        all.dedup_by(|a, b| a.val == b.val);
        let lost = all.len() > MAX_BRANCHES || all.iter().any(Known::is_unknown);
        if lost { Known::unknown(span) } else { Known::new(Val::OneOf(all), span) }
    }

    /// The values that this may be.
    pub fn possible(&self) -> &[Known] {
        match &self.val {
            Val::OneOf(all) => all,
            _ => std::slice::from_ref(self),
        }
    }

    /// The result of a closure, or the value itself.
    pub fn called(self) -> Known {
        match self.val {
            Val::Closure(result) => *result,
            _ => self,
        }
    }

    /// The same for another evaluation, to which facts under construction mean nothing.
    pub fn without_objects(self) -> Known {
        let all = |parts: Vec<Known>| parts.into_iter().map(Known::without_objects).collect();
        let val = match self.val {
            Val::Object(_) | Val::ObjectField(..) => Val::Unknown,
            Val::Tuple(parts) => Val::Tuple(all(parts)),
            Val::List(parts) => Val::List(all(parts)),
            Val::OneOf(parts) => Val::OneOf(all(parts)),
            Val::Struct(value) => {
                let fields = value.fields.into_iter().map(|(name, known)| (name, known.without_objects()));
                Val::Struct(Fields { fields: fields.collect(), ..value })
            }
            Val::Unset(inner) => Val::Unset(Box::new(inner.without_objects())),
            Val::Closure(inner) => Val::Closure(Box::new(inner.without_objects())),
            Val::Env { name, fallback } => {
                Val::Env { name, fallback: fallback.map(|inner| Box::new(inner.without_objects())) }
            }
            Val::Layers(layers) => Val::Layers(Box::new(layers.without_objects())),
            other => other,
        };
        Known { val, ..self }
    }

    /// Applies `f` to every value that this may be.
    pub fn map(&self, f: impl Fn(&Known) -> Val) -> Known {
        match &self.val {
            Val::OneOf(all) => {
                let mapped = all.iter().map(|one| one.with(f(one)));
                mapped.reduce(Known::or).unwrap_or_else(|| Known::unknown(self.span))
            }
            _ => self.with(f(self)),
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.val {
            Val::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A field of a tuple or struct value.
    pub fn field(&self, name: &str) -> Option<&Known> {
        match &self.val {
            Val::Tuple(parts) | Val::List(parts) => name.parse::<usize>().ok().and_then(|at| parts.get(at)),
            Val::Struct(value) => {
                value.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The fact under construction that the value is, or those that a list holds.
    pub fn objects(&self) -> impl Iterator<Item = ObjectId> + '_ {
        let parts = match &self.val {
            Val::List(parts) => parts.as_slice(),
            _ => std::slice::from_ref(self),
        };
        parts.iter().filter_map(|part| match part.val {
            Val::Object(id) => Some(id),
            _ => None,
        })
    }
}

/// The result of an operation. What is added to the bare clock decides, so it stands where that stands.
pub fn combined(op: super::ir::Op, left: &Known, right: &Known, span: Span) -> Known {
    let val = arithmetic(op, &left.val, &right.val);
    let certainty = left.certainty.min(right.certainty);
    let decides = match (is_clock(&left.val), is_clock(&right.val)) {
        (true, false) => Some(right),
        (false, true) => Some(left),
        _ => None,
    };
    match decides.filter(|_| val != Val::Unknown) {
        Some(known) => Known { certainty, ..known.with(val) }.via(span, "added to the clock here"),
        None => Known { certainty, ..Known::new(val, span) },
    }
}

fn is_clock(val: &Val) -> bool {
    matches!(val, Val::Instant(0) | Val::Stamp { offset: 0, .. })
}

/// Arithmetic on numbers, durations and times; everything else is unknown.
pub fn arithmetic(op: super::ir::Op, left: &Val, right: &Val) -> Val {
    use super::ir::Op;
    let signed = |offset: i64, change: i64| match op {
        Op::Add => offset.checked_add(change),
        Op::Sub => offset.checked_sub(change),
        _ => None,
    };
    let result = match (left, right) {
        (Val::Int(a), Val::Int(b)) => match op {
            Op::Add => a.checked_add(*b),
            Op::Sub => a.checked_sub(*b),
            Op::Mul => a.checked_mul(*b),
            Op::Div => a.checked_div(*b),
            Op::Rem => a.checked_rem(*b),
            Op::Shift => shifted(*a, *b),
            _ => None,
        }
        .map(Val::Int),
        (Val::Duration(a), Val::Duration(b)) => signed(*a, *b).map(Val::Duration),
        (Val::Duration(a), Val::Int(b)) | (Val::Int(b), Val::Duration(a)) => match op {
            Op::Mul => a.checked_mul(*b),
            Op::Div => a.checked_div(*b),
            _ => None,
        }
        .map(Val::Duration),
        (Val::Instant(a), Val::Duration(b)) => signed(*a, *b).map(Val::Instant),
        (Val::Stamp { offset, unit }, Val::Int(number)) if matches!(op, Op::Add | Op::Sub) => number
            .checked_mul(unit.milliseconds())
            .and_then(|change| signed(*offset, change))
            .map(|offset| Val::Stamp { offset, unit: *unit }),
        (Val::Int(number), Val::Stamp { offset, unit }) if op == Op::Add => number
            .checked_mul(unit.milliseconds())
            .and_then(|change| offset.checked_add(change))
            .map(|offset| Val::Stamp { offset, unit: *unit }),
        (Val::Stamp { offset, unit: Unit::Milliseconds }, Val::Int(1_000)) if op == Op::Div => {
            Some(Val::Stamp { offset: *offset, unit: Unit::Seconds })
        }
        (Val::Stamp { offset, unit: Unit::Seconds }, Val::Int(1_000)) if op == Op::Mul => {
            Some(Val::Stamp { offset: *offset, unit: Unit::Milliseconds })
        }
        (Val::Text(a), Val::Text(b)) if op == Op::Add => Some(Val::Text(format!("{a}{b}"))),
        _ => None,
    };
    result.or_else(|| setting::arithmetic(op, left, right)).unwrap_or(Val::Unknown)
}

/// `1 << 10`; bits that would be lost make it unknown.
fn shifted(number: i64, by: i64) -> Option<i64> {
    let factor = u32::try_from(by).ok().and_then(|by| 2_i64.checked_pow(by))?;
    number.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::super::ir::Op;
    use super::*;

    #[test]
    fn times_keep_their_units() {
        let now = Val::Stamp { offset: 0, unit: Unit::Seconds };
        let week = arithmetic(Op::Mul, &Val::Int(7), &Val::Int(86_400));
        assert_eq!(arithmetic(Op::Add, &now, &week), Val::Stamp { offset: 604_800_000, unit: Unit::Seconds });
        let millis = Val::Stamp { offset: 0, unit: Unit::Milliseconds };
        assert_eq!(
            arithmetic(Op::Add, &millis, &Val::Int(3_600)),
            Val::Stamp { offset: 3_600, unit: Unit::Milliseconds }
        );
    }

    #[test]
    fn overflow_is_unknown() {
        assert_eq!(arithmetic(Op::Mul, &Val::Int(i64::MAX), &Val::Int(2)), Val::Unknown);
        assert_eq!(arithmetic(Op::Div, &Val::Int(1), &Val::Int(0)), Val::Unknown);
    }
}
