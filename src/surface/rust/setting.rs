//! A number that an environment variable holds, followed into a length of time: what one of it is worth.
//!
//! In: values and operations of the evaluator. Out: the variable, and the unit in which code reads it. The
//! number itself stands in a file that other surfaces read.

use super::ir::Op;
use super::value::Val;
use crate::model::Unit;

#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    pub variable: String,
    /// Milliseconds that one of the number stands for; a plain factor while it is a number.
    pub scale: i64,
    pub shape: Shape,
    /// The number that holds when the variable is not set.
    pub fallback: Option<i64>,
}

/// What the number has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Number,
    Duration,
    /// The clock plus the duration.
    Instant,
    /// The same as a number that counts from the epoch.
    Stamp(Unit),
}

impl Setting {
    /// A variable that is used as a number.
    pub fn of(val: &Val) -> Option<Setting> {
        match val {
            Val::Setting(setting) => Some(setting.clone()),
            Val::Env { name: Some(name), fallback } => {
                let fallback = fallback.as_ref().and_then(|known| match &known.val {
                    Val::Text(text) => text.trim().parse().ok(),
                    Val::Int(number) => Some(*number),
                    _ => None,
                });
                Some(Setting { variable: name.clone(), scale: 1, shape: Shape::Number, fallback })
            }
            _ => None,
        }
    }

    /// So many of a unit.
    pub fn lasting(self, unit: Unit) -> Option<Setting> {
        (self.shape == Shape::Number).then_some(self)?.times(unit.milliseconds(), Shape::Duration)
    }

    /// A duration as a plain number of a unit, or a moment as a number that counts from the epoch.
    pub fn counted(self, unit: Unit) -> Option<Setting> {
        match self.shape {
            Shape::Duration if self.scale % unit.milliseconds() == 0 => {
                Some(Setting { scale: self.scale / unit.milliseconds(), shape: Shape::Number, ..self })
            }
            Shape::Instant | Shape::Stamp(_) => Some(Setting { shape: Shape::Stamp(unit), ..self }),
            Shape::Duration | Shape::Number => None,
        }
    }

    fn times(self, factor: i64, shape: Shape) -> Option<Setting> {
        Some(Setting { scale: self.scale.checked_mul(factor)?, shape, ..self })
    }

    /// The unit in which the number is read, where it has a name.
    pub fn unit(&self) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.milliseconds() == self.scale)
    }
}

/// The result of an operation on such a number.
pub fn arithmetic(op: Op, left: &Val, right: &Val) -> Option<Val> {
    let turned = matches!(op, Op::Add | Op::Mul);
    let forward = Setting::of(left).and_then(|setting| with(op, setting, right));
    let result = forward.or_else(|| with(op, Setting::of(right).filter(|_| turned)?, left));
    result.map(Val::Setting)
}

fn with(op: Op, setting: Setting, other: &Val) -> Option<Setting> {
    let shape = setting.shape;
    match (op, shape, other) {
        (Op::Mul, Shape::Number | Shape::Duration, Val::Int(factor)) => setting.times(*factor, shape),
        (Op::Mul, Shape::Number, Val::Duration(length)) => setting.times(*length, Shape::Duration),
        (Op::Add, Shape::Duration, Val::Instant(0)) => setting.times(1, Shape::Instant),
        (Op::Add, Shape::Number, Val::Stamp { offset: 0, unit }) => {
            setting.times(unit.milliseconds(), Shape::Stamp(*unit))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable() -> Val {
        Val::Env { name: Some("TOKEN_MINUTES".to_owned()), fallback: None }
    }

    #[test]
    fn a_number_of_minutes_keeps_its_unit() {
        let lasting = Setting::of(&variable()).and_then(|one| one.lasting(Unit::Minutes));
        let added = arithmetic(Op::Add, &Val::Instant(0), &Val::Setting(lasting.expect("a duration")));
        let Some(Val::Setting(setting)) = added else { panic!("{added:?}") };
        assert_eq!((setting.shape, setting.unit()), (Shape::Instant, Some(Unit::Minutes)));
    }

    #[test]
    fn a_product_added_to_the_clock_in_seconds_is_read_in_minutes() {
        let seconds = arithmetic(Op::Mul, &variable(), &Val::Int(60)).expect("a number");
        let now = Val::Stamp { offset: 0, unit: Unit::Seconds };
        let Some(Val::Setting(setting)) = arithmetic(Op::Add, &now, &seconds) else { panic!() };
        assert_eq!(setting.unit(), Some(Unit::Minutes));
    }

    #[test]
    fn texts_and_sums_of_numbers_are_not_followed() {
        assert_eq!(arithmetic(Op::Add, &variable(), &Val::Text("x".to_owned())), None);
        assert_eq!(arithmetic(Op::Add, &variable(), &Val::Int(1)), None);
        assert_eq!(arithmetic(Op::Sub, &Val::Int(1), &variable()), None);
    }
}
