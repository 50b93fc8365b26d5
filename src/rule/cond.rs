//! Conditions over a fact's attributes, in Kleene's three-valued logic.
//!
//! A condition says yes, no or unknown; unknown is never a finding. With a yes come the attributes
//! that decided and the weakest certainty among them.

use crate::fact::{Attribute, Certainty, Fact, Key, Value};
use crate::mistake::Pattern;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    No,
    Unknown,
    Yes,
}

/// All parts must hold.
#[derive(Clone, Debug, Default)]
pub struct Cond {
    pub tests: Vec<(Key, Test)>,
    /// At least one must hold.
    pub any: Vec<Cond>,
    /// Must not hold.
    pub not: Vec<Cond>,
}

/// One comparison of one attribute.
#[derive(Clone, Debug)]
pub enum Test {
    Equals(Value),
    AnyOf(Vec<Value>),
    Compare(Vec<(Order, i64)>),
    Has(Vec<String>),
    Lacks(Vec<String>),
    Matches(Pattern),
    Known(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Lt,
    Le,
    Gt,
    Ge,
}

impl Order {
    pub fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Order::Lt => left < right,
            Order::Le => left <= right,
            Order::Gt => left > right,
            Order::Ge => left >= right,
        }
    }
}

/// A condition's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub truth: Truth,
    /// Weakest certainty among the attributes that decided.
    pub certainty: Certainty,
}

impl Answer {
    const YES: Answer = Answer { truth: Truth::Yes, certainty: Certainty::Stated };

    fn and(self, other: Answer) -> Answer {
        let truth = match (self.truth, other.truth) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            _ => Truth::Unknown,
        };
        Answer { truth, certainty: self.certainty.min(other.certainty) }
    }

    /// The stronger of two answers, the surer one where both agree.
    fn or(self, other: Answer) -> Answer {
        let rank = |answer: &Answer| match answer.truth {
            Truth::No => 0,
            Truth::Unknown => 1,
            Truth::Yes => 2,
        };
        match rank(&self).cmp(&rank(&other)) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Equal => {
                Answer { truth: self.truth, certainty: self.certainty.max(other.certainty) }
            }
        }
    }

    fn negated(self) -> Answer {
        let truth = match self.truth {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        };
        Answer { truth, ..self }
    }
}

impl Cond {
    pub fn ask(&self, fact: &Fact) -> Answer {
        let tests = self.tests.iter().map(|(key, test)| test.ask(fact.get(*key)));
        let nots = self.not.iter().map(|cond| cond.ask(fact).negated());
        let all = tests.chain(nots).fold(Answer::YES, Answer::and);
        match self.any.iter().map(|cond| cond.ask(fact)).reduce(Answer::or) {
            Some(any) => all.and(any),
            None => all,
        }
    }

    /// Every attribute that the condition reads.
    pub fn keys(&self) -> Vec<Key> {
        let own = self.tests.iter().map(|(key, _)| *key);
        own.chain(self.any.iter().chain(&self.not).flat_map(Cond::keys)).collect()
    }
}

impl Test {
    fn ask(&self, attribute: Option<&Attribute>) -> Answer {
        if let Test::Known(wanted) = self {
            let truth = if attribute.is_some() == *wanted { Truth::Yes } else { Truth::No };
            return Answer { truth, certainty: Certainty::Stated };
        }
        let Some(attribute) = attribute else {
            return Answer { truth: Truth::Unknown, certainty: Certainty::Stated };
        };
        let answers: Vec<Option<bool>> =
            attribute.value.possible().iter().map(|value| self.holds(value)).collect();
        let truth =
            match (answers.iter().all(|a| *a == Some(true)), answers.iter().all(|a| *a == Some(false))) {
                (true, _) => Truth::Yes,
                (_, true) => Truth::No,
                _ => Truth::Unknown,
            };
        Answer { truth, certainty: attribute.certainty }
    }

    /// Whether one value passes; nothing where the test does not apply to such a value.
    fn holds(&self, value: &Value) -> Option<bool> {
        match self {
            Test::Equals(wanted) => Some(value == wanted),
            Test::AnyOf(wanted) => Some(any_of(value, wanted)),
            Test::Compare(bounds) => {
                let number = magnitude(value)?;
                Some(bounds.iter().all(|(order, bound)| order.holds(number, *bound)))
            }
            Test::Has(wanted) => value.as_set().map(|set| wanted.iter().all(|item| set.contains(item))),
            Test::Lacks(wanted) => value.as_set().map(|set| !wanted.iter().any(|item| set.contains(item))),
            Test::Matches(regex) => value.as_text().map(|text| regex.is_match(text)),
            Test::Known(_) => None,
        }
    }
}

/// An array is "any of"; for a set it asks whether the two share a member.
fn any_of(value: &Value, wanted: &[Value]) -> bool {
    match value.as_set() {
        Some(set) => wanted.iter().any(|item| item.as_text().is_some_and(|text| set.contains(text))),
        None => wanted.contains(value),
    }
}

/// A number, or the number of members of a set.
fn magnitude(value: &Value) -> Option<i64> {
    value.as_int().or_else(|| value.as_set().map(|set| set.len() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Kind;
    use crate::fact::kinds::cookie;
    use crate::source::{FileId, Span};

    fn fact(http_only: Option<(Value, Certainty)>) -> Fact {
        let mut fact = Fact::new(Kind::Cookie, "test", Span::new(FileId(0), 0..1));
        fact.set(cookie::role, Attribute::inferred("session"));
        if let Some((value, certainty)) = http_only {
            fact.set(cookie::http_only, Attribute::new(value, certainty));
        }
        fact
    }

    fn cond() -> Cond {
        let tests = vec![
            (cookie::role, Test::AnyOf(vec!["session".into(), "auth".into()])),
            (cookie::http_only, Test::Equals(false.into())),
        ];
        Cond { tests, ..Cond::default() }
    }

    #[test]
    fn unknown_is_never_yes() {
        assert_eq!(cond().ask(&fact(None)).truth, Truth::Unknown);
        let either = Value::from(true).or(Value::from(false));
        assert_eq!(cond().ask(&fact(Some((either, Certainty::Stated)))).truth, Truth::Unknown);
    }

    #[test]
    fn a_no_beats_an_unknown() {
        let mut with_name = cond();
        with_name.tests.push((cookie::name, Test::Equals("sid".into())));
        let known = fact(Some((true.into(), Certainty::Stated)));
        assert_eq!(with_name.ask(&known).truth, Truth::No);
    }

    #[test]
    fn certainty_is_the_weakest_that_decided() {
        let answer = cond().ask(&fact(Some((false.into(), Certainty::Documented))));
        assert_eq!(answer, Answer { truth: Truth::Yes, certainty: Certainty::Inferred });
    }

    #[test]
    fn an_alternative_takes_the_surest_branch() {
        let alternatives = Cond {
            any: vec![
                Cond { tests: vec![(cookie::role, Test::Equals("session".into()))], ..Cond::default() },
                Cond { tests: vec![(cookie::http_only, Test::Equals(false.into()))], ..Cond::default() },
            ],
            ..Cond::default()
        };
        let answer = alternatives.ask(&fact(Some((false.into(), Certainty::Stated))));
        assert_eq!(answer, Answer { truth: Truth::Yes, certainty: Certainty::Stated });
        assert_eq!(alternatives.ask(&fact(None)).truth, Truth::Yes);
    }

    #[test]
    fn negation_of_unknown_stays_unknown() {
        let negated = Cond { not: vec![cond()], ..Cond::default() };
        assert_eq!(negated.ask(&fact(None)).truth, Truth::Unknown);
        assert_eq!(negated.ask(&fact(Some((true.into(), Certainty::Stated)))).truth, Truth::Yes);
    }
}
