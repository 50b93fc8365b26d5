//! Values that an attribute can have, and how they read in messages.

use super::secret::Secret;
use std::collections::BTreeSet;

/// A known value. Unknown is the absence of an attribute, never a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Bool(bool),
    /// Whole numbers; durations are seconds.
    Int(i64),
    Text(String),
    Set(BTreeSet<String>),
    Secret(Secret),
    /// One of several, depending on a branch that we don't follow. Never nested, never fewer than two.
    OneOf(Vec<Value>),
}

impl Value {
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_set(&self) -> Option<&BTreeSet<String>> {
        match self {
            Value::Set(set) => Some(set),
            _ => None,
        }
    }

    /// The values that this one may be: itself, or the branches.
    pub fn possible(&self) -> &[Value] {
        match self {
            Value::OneOf(values) => values,
            single => std::slice::from_ref(single),
        }
    }

    /// This value or that one, where only a branch decides.
    pub fn or(self, other: Value) -> Value {
        let mut all: Vec<Value> = Vec::new();
        for value in self.possible().iter().chain(other.possible()) {
            if !all.contains(value) {
                all.push(value.clone());
            }
        }
        match <[Value; 1]>::try_from(all) {
            Ok([single]) => single,
            Err(all) => Value::OneOf(all),
        }
    }
}

/// How a value reads in a message or listing; secrets show their length and class only.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Bool(flag) => write!(f, "{flag}"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Text(text) => f.write_str(text),
            Value::Secret(secret) => write!(f, "{secret}"),
            Value::Set(set) => {
                let all: Vec<&str> = set.iter().map(String::as_str).collect();
                f.write_str(&all.join(", "))
            }
            Value::OneOf(values) => {
                let all: Vec<String> = values.iter().map(Value::to_string).collect();
                f.write_str(&all.join(" or "))
            }
        }
    }
}

/// Seconds as people say them: `7 days`, `90 minutes`.
pub fn duration_words(seconds: i64) -> String {
    const UNITS: &[(i64, &str)] = &[(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    // 90 minutes, but about 20 days rather than 500 hours.
    const MOST: u64 = 120;
    let exact = UNITS.iter().find(|(size, unit)| {
        let count = (seconds / size).unsigned_abs();
        *size > 1 && seconds % size == 0 && count > 0 && (count <= MOST || *unit == "day")
    });
    let rough = || UNITS.iter().find(|(size, _)| seconds.unsigned_abs() >= 2 * size.unsigned_abs());
    let (size, unit) = exact.or_else(rough).unwrap_or(&(1, "second"));
    let count = seconds / size;
    let about = if seconds % size == 0 { "" } else { "about " };
    let plural = if count == 1 { "" } else { "s" };
    format!("{about}{count} {unit}{plural}")
}

/// Reads `90`, `15m`, `24h`, `7d`, `400d` as seconds.
pub fn parse_duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    digits.trim().parse::<i64>().ok()?.checked_mul(factor)
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Bool(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<BTreeSet<String>> for Value {
    fn from(set: BTreeSet<String>) -> Value {
        Value::Set(set)
    }
}

impl From<Secret> for Value {
    fn from(secret: Secret) -> Value {
        Value::Secret(secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_and_speak() {
        assert_eq!(parse_duration("7d"), Some(604_800));
        assert_eq!(parse_duration("15m"), Some(900));
        assert_eq!(parse_duration("7 fortnights"), None);
        assert_eq!(parse_duration("9999999999999999d"), None);
        assert_eq!(duration_words(604_800), "7 days");
        assert_eq!(duration_words(3_600), "1 hour");
        assert_eq!(duration_words(1_800_000), "about 20 days");
        assert_eq!(duration_words(0), "0 seconds");
        assert_eq!(duration_words(100_001), "about 27 hours");
    }

    #[test]
    fn branches_join_without_nesting() {
        let joined = Value::from(true).or(Value::from(false)).or(Value::from(true));
        assert_eq!(joined, Value::OneOf(vec![Value::Bool(true), Value::Bool(false)]));
        assert_eq!(Value::from(1).or(Value::from(1)), Value::Int(1));
    }
}
