//! Logins and logouts of a package, as facts: does the session's identifier change when somebody logs in,
//! does the server forget anything when they log out?
//!
//! In: a crate's items and the models' sessions. Names and calls are enough, values are not looked at. What
//! a function's callees do counts as its own. It must not judge.

mod by_hand;
mod checked;
mod demanded;
mod flow;
mod handed;
mod issuer;
mod stateless;
mod steps;

use super::index::Crate;
use super::{ir, start};
use crate::fact::kinds::{login, logout};
use crate::fact::{Attribute, Fact, Kind, role};
use crate::model::Models;
use crate::source::Span;
use flow::Flow;
use steps::Steps;

/// Adds every login that writes who it is into a session, and every logout; reads of tokens that are
/// verified elsewhere are no longer said to be unverified.
pub fn complete(facts: &mut Vec<Fact>, krate: &Crate, models: &Models) {
    issuer::settle(facts, krate);
    by_hand::settle(facts, krate);
    demanded::settle(facts, krate, models);
    handed::settle(facts, krate);
    let long_lived = stateless::any_long_lived(facts);
    let eventful = || krate.own().any(|(_, file)| has_events(file, models));
    if !checked::any_unverified(facts) && !long_lived && !eventful() {
        return;
    }
    let flow = Flow::new(krate, models);
    checked::settle(facts, krate, &flow);
    if long_lived {
        stateless::settle(facts, &flow);
    }
    facts.extend(events(&flow));
}

/// Whether a file imports server sessions, or says that it logs somebody out: most packages do neither.
fn has_events(file: &ir::File, models: &Models) -> bool {
    let with_sessions = models.rust.iter().filter(|model| model.session.is_some());
    let sessions = with_sessions
        .flat_map(|model| &model.aliases)
        .any(|alias| file.imported_crates().any(|root| is_root(root, &alias.path)));
    sessions || file.functions.iter().any(|function| role::logs_out(&function.name))
}

fn is_root(root: &str, path: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn events(flow: &Flow<'_>) -> Vec<Fact> {
    let written = flow.all.iter().any(|steps| steps.write.is_some());
    let whole: Vec<Span> = (0..flow.all.len())
        .filter(|at| written && is_whole(flow, *at))
        .filter_map(|at| Some(flow.all.get(at)?.span))
        .collect();
    let logins = (0..flow.all.len()).filter(|_| written).filter_map(|at| login_fact(flow, at, &whole));
    let logouts = (0..flow.all.len()).filter_map(|at| logout_fact(flow, at));
    logins.chain(logouts).collect()
}

/// Proves who somebody is and writes it into a session: its callers add nothing to that.
fn is_whole(flow: &Flow<'_>, at: usize) -> bool {
    flow.all.get(at).is_some_and(|steps| steps.write.is_some()) && flow.reaches(at, |other| other.proves)
}

/// The function nearest to both: one of the two it does itself, or it says that it logs in.
fn login_fact(flow: &Flow<'_>, at: usize, whole: &[Span]) -> Option<Fact> {
    let steps = flow.all.get(at)?;
    let is_told_there = |other: &Steps<'_>| whole.contains(&other.span);
    if !is_told_there(steps) && flow.reaches(at, is_told_there) {
        return None;
    }
    let place = steps.write.or_else(|| flow.call_that(at, |other| other.write.is_some()))?;
    let proves = flow.reaches(at, |other| other.proves);
    let nearest = steps.write.is_some() || steps.proves || role::logs_in(steps.name);
    if !proves || !nearest {
        return None;
    }
    let renewed = flow.reaches(at, |other| other.renews)
        || flow.callers(at).any(|caller| flow.all.get(caller).is_some_and(|caller| caller.renews));
    let mut fact = started(Kind::Login, steps, place);
    fact.set(login::rotates_session, Attribute::inferred(renewed).at(place));
    if let Some(renewal) = flow.renewal() {
        fact.set(login::renewal, Attribute::inferred(renewal));
    }
    Some(fact)
}

fn logout_fact(flow: &Flow<'_>, at: usize) -> Option<Fact> {
    let steps = flow.all.get(at).filter(|steps| role::logs_out(steps.name))?;
    let server = flow.reaches(at, |other| other.server);
    let mut fact = started(Kind::Logout, steps, steps.span);
    fact.set(logout::revokes_server_side, Attribute::inferred(server).at(steps.span));
    Some(fact)
}

fn started(kind: Kind, steps: &Steps<'_>, place: Span) -> Fact {
    start::at(steps.path.clone(), steps.context, kind, place)
}
