//! Verifications of tokens that look nothing up: nobody can end such a login before the token ends.
//!
//! In: facts of a package and what its functions reach. Out: what verifications say of it. A package that names
//! anything about revoking is left alone, and so is a verification that nothing calls.

use super::flow::Flow;
use crate::fact::kinds::{token_issue, token_verify};
use crate::fact::{Attribute, Fact, Kind, Value, role};

/// Seconds from which on it matters that a token cannot be revoked (NIST SP 800-63B-4 section 2.2.3).
const LONG: i64 = 60 * 60;

/// Whether the package issues tokens that live for long.
pub fn any_long_lived(facts: &[Fact]) -> bool {
    facts.iter().any(|fact| {
        fact.kind == Kind::TokenIssue
            && fact.value(token_issue::lifetime).and_then(Value::as_int).is_some_and(|seconds| seconds > LONG)
    })
}

/// Says of every verification whether the token alone decides.
pub fn settle(facts: &mut [Fact], flow: &Flow<'_>) {
    let names = |name: &str| role::speaks_of_revoking(name);
    if flow.all.iter().any(|steps| names(steps.name) || steps.calls.iter().any(|(name, _)| names(name))) {
        return;
    }
    for fact in facts.iter_mut().filter(|fact| fact.kind == Kind::TokenVerify) {
        let Some(at) = flow.all.iter().position(|steps| steps.path == fact.function) else { continue };
        if let Some(looks_up) = looks_up(flow, at) {
            fact.set(token_verify::stateless, Attribute::inferred(!looks_up).at(fact.span));
        }
    }
}

/// Whether a function, its callers or theirs touch anything that the server keeps; `None` where nothing calls it.
fn looks_up(flow: &Flow<'_>, at: usize) -> Option<bool> {
    let touches = |at: usize| flow.reaches(at, |steps| steps.server);
    let callers: Vec<usize> = flow.callers(at).filter(|caller| *caller != at).collect();
    let extractor = flow.all.get(at).is_some_and(|steps| steps.name.starts_with("from_request"));
    if callers.is_empty() && !extractor {
        return None;
    }
    let above = callers.iter().flat_map(|caller| flow.callers(*caller)).any(touches);
    Some(above || touches(at) || callers.iter().any(|caller| touches(*caller)))
}
