//! What the text of a configuration value means: switches, durations, lists, words of a closed list.
//!
//! In: decoded text, and a unit where key or product tells one. Out: a value, or nothing where the text
//! is a reference or could be read in several ways. Knows no format.

use crate::fact::strength::{self, Class, Encoding};
use crate::fact::{Type, Value};
use crate::model::Unit;

/// Words for yes and no, each pair in one style, so that a fix keeps to it.
pub(super) const SWITCHES: [(&str, &str); 6] =
    [("true", "false"), ("1", "0"), ("yes", "no"), ("on", "off"), ("enabled", "disabled"), ("y", "n")];

/// Reads a text as a value of that type.
pub(in crate::surface) fn value(text: &str, ty: Type, unit: Option<Unit>) -> Option<Value> {
    match ty {
        Type::Secret => Some(crate::fact::Secret::new(text).into()),
        Type::Bool => switch(text).map(Value::Bool),
        Type::Int => text.trim().replace('_', "").parse().ok().map(Value::Int),
        Type::Duration => seconds(text, unit).map(Value::Int),
        Type::Enum(words) => word(text, words).map(Value::from),
        Type::Text | Type::Phrase => stated(text).map(Value::from),
        Type::Set => stated(text).map(|text| Value::Set(list(text).collect())),
    }
}

/// A text that stands for itself and is not empty.
fn stated(text: &str) -> Option<&str> {
    let class = strength::judge(text, Encoding::Raw).class;
    (!matches!(class, Class::Reference | Class::Empty)).then_some(text)
}

fn list(text: &str) -> impl Iterator<Item = String> {
    text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty())
}

/// Reads yes and no in the words that configuration files use.
pub(super) fn switch(text: &str) -> Option<bool> {
    let text = text.trim();
    SWITCHES.iter().find_map(|(yes, no)| match () {
        () if text.eq_ignore_ascii_case(yes) => Some(true),
        () if text.eq_ignore_ascii_case(no) => Some(false),
        () => None,
    })
}

/// A word of the list, whatever its case and its joints: `SameSite=None`, `none`.
fn word(text: &str, words: &[&'static str]) -> Option<&'static str> {
    let plain = text.trim().to_ascii_lowercase().replace('_', "-");
    words.iter().find(|word| **word == plain).copied()
}

/// Reads `15m`, `1h30m`, `7 days`, or a bare number in the known unit, as seconds. A bare number
/// without a unit is not guessed.
pub(in crate::surface) fn seconds(text: &str, unit: Option<Unit>) -> Option<i64> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = text.parse::<i64>().ok()?;
        let unit = unit.or_else(|| can_only_be_milliseconds(number).then_some(Unit::Milliseconds))?;
        return Some(number.checked_mul(unit.milliseconds())? / 1_000);
    }
    let mut rest = text;
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, tail) = rest.split_at_checked(digits)?;
        let tail = tail.trim_start();
        let letters = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (unit, tail) = tail.split_at_checked(letters)?;
        let part = number.parse::<i64>().ok()?.checked_mul(suffix(unit)?)?;
        total = total.checked_add(part)?;
        rest = tail.trim_start_matches([' ', ',']);
    }
    (!text.is_empty()).then_some(total / 1_000)
}

/// From here on a number of seconds is more than three years.
const MANY: i64 = 100_000_000;

/// Whole minutes in milliseconds, and too many for seconds: `2592000000` is a month. Moments since 1970 are no whole
/// minutes in that unit.
fn can_only_be_milliseconds(number: i64) -> bool {
    (MANY..MANY * 1_000).contains(&number) && number % Unit::Minutes.milliseconds() == 0
}

/// Milliseconds of a unit behind a number. A capital `M` means month to some and minute to others.
fn suffix(unit: &str) -> Option<i64> {
    if unit == "M" {
        return None;
    }
    let unit = match unit.to_ascii_lowercase().as_str() {
        "ms" | "millis" | "millisecond" | "milliseconds" => Unit::Milliseconds,
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Seconds,
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minutes,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hours,
        "d" | "day" | "days" => Unit::Days,
        "w" | "week" | "weeks" => Unit::Weeks,
        "month" | "months" => return Some(30 * Unit::Days.milliseconds()),
        "y" | "year" | "years" => return Some(365 * Unit::Days.milliseconds()),
        _ => return None,
    };
    Some(unit.milliseconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_read_in_every_style() {
        for text in ["true", "TRUE", "1", "yes", "On", " enabled "] {
            assert_eq!(switch(text), Some(true), "{text}");
        }
        for text in ["false", "0", "no", "OFF", "Disabled"] {
            assert_eq!(switch(text), Some(false), "{text}");
        }
        for text in ["", "maybe", "${FLAG}", "10"] {
            assert_eq!(switch(text), None, "{text}");
        }
    }

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(seconds("15m", None), Some(900));
        assert_eq!(seconds("1h30m", None), Some(5_400));
        assert_eq!(seconds("7 days", None), Some(604_800));
        assert_eq!(seconds("1 hour, 30 minutes", None), Some(5_400));
        assert_eq!(seconds("1800", Some(Unit::Seconds)), Some(1_800));
        assert_eq!((seconds("1y", None), seconds("2 months", None)), (Some(31_536_000), Some(5_184_000)));
        assert_eq!((seconds("2592000000", None), seconds("1735689600", None)), (Some(2_592_000), None));
        assert_eq!(seconds("2592000000", Some(Unit::Seconds)), Some(2_592_000_000));
        assert_eq!(seconds("86400000", Some(Unit::Milliseconds)), Some(86_400));
        for text in ["60", "", "m", "1M", "7 fortnights", "-1", "999999999999999999d", "15m x", "1.5h"] {
            assert_eq!(seconds(text, None), None, "{text}");
        }
    }

    #[test]
    fn words_and_lists_are_read_loosely() {
        let words: &[&str] = &["strict", "lax", "none", "unset"];
        assert_eq!(value("None", Type::Enum(words), None), Some("none".into()));
        assert_eq!(value("sideways", Type::Enum(words), None), None);
        let set = value("HS256, RS256,", Type::Set, None);
        assert_eq!(set.map(|set| set.to_string()), Some("HS256, RS256".to_owned()));
    }
}
