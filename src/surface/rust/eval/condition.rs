//! Whether a call meets what a row asks of its arguments. What is not known does not.

use super::super::value::{Known, Val};
use super::Evaluator;
use super::written::Site;
use crate::model::Row;
use crate::model::condition::spells;

impl Evaluator<'_> {
    pub(super) fn is_met(&self, row: &Row, site: &Site<'_>) -> bool {
        let condition = &row.condition;
        let known = |take| self.take(take, site).map(Known::called);
        condition.arguments.is_none_or(|count| site.args.len() == count)
            && condition.of.as_ref().is_none_or(|of| self.type_arguments.contains(of))
            && condition
                .when
                .as_ref()
                .is_none_or(|take| known(take).is_some_and(|known| says_yes(&known.val)))
            && !condition.filled.as_ref().and_then(known).is_some_and(|known| is_empty(&known.val))
            && condition.words.iter().all(|(take, words)| {
                known(take).is_some_and(|known| words.iter().any(|word| is_word(&known.val, word)))
            })
    }
}

/// True, or `Ok(())` of a check that passes.
fn says_yes(val: &Val) -> bool {
    match val {
        Val::Bool(flag) => *flag,
        Val::Tuple(parts) => parts.is_empty(),
        _ => false,
    }
}

fn is_empty(val: &Val) -> bool {
    matches!(val, Val::List(parts) if parts.is_empty()) || matches!(val, Val::None)
}

fn is_word(val: &Val, word: &str) -> bool {
    match val {
        Val::Text(text) | Val::Tag(text) => spells(text, word),
        Val::Path(path) => path.last().is_some_and(|last| spells(last, word)),
        Val::Int(number) => *word == number.to_string(),
        Val::None => word == "none",
        _ => false,
    }
}
