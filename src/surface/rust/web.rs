//! What handlers of web frameworks do with requests: credentials and addresses that they take from a
//! query, WebSockets that they open, routes that change something, and defences against forged requests.
//!
//! In: a crate's items and the models' `[web]` tables. Out: facts. Names and calls are enough, values are not
//! looked at. It must not judge.

mod changes;
mod forgery;
mod inputs;
mod onward;
mod paths;
mod routes;
mod sockets;

use super::index::Crate;
use super::ir::{Function, Type};
use super::start;
use crate::fact::{Fact, Kind};
use crate::model::Models;
use crate::model::rust::WebModel;
use crate::source::Span;

/// Everything that handlers of a crate show.
pub fn facts(krate: &Crate, models: &Models) -> Vec<Fact> {
    let mut all = Vec::new();
    for (file, items) in krate.own().filter(|(_, items)| items.judged) {
        for function in &items.functions {
            let handler = Handler { krate, models, file, function };
            let inputs = inputs::of(&handler);
            all.extend(inputs.credentials(&handler));
            all.extend(onward::facts(&handler, &inputs));
            all.extend(paths::facts(&handler));
            all.extend(sockets::fact(&handler));
            all.extend(routes::facts(&handler));
        }
    }
    all.extend(forgery::fact(krate, models));
    all
}

/// One function, and the place that gives its paths a meaning.
struct Handler<'k> {
    krate: &'k Crate,
    models: &'k Models,
    file: usize,
    function: &'k Function,
}

impl Handler<'_> {
    /// Whether a path leads to one of those that a model lists.
    fn leads_to(&self, path: &[String], listed: impl Fn(&WebModel) -> &Vec<String>) -> bool {
        let Some(last) = path.last() else { return false };
        let ends = |one: &String| one.rsplit("::").next().is_some_and(|end| end == last);
        if !self.models.rust.iter().any(|model| listed(&model.web).iter().any(ends)) {
            return false;
        }
        let full = self.krate.resolve(self.file, self.function.scope, path);
        let mut readings = full.iter().flat_map(|path| self.models.resolve(path));
        readings.any(|one| listed(&self.models.rust[one.model].web).contains(&one.canonical))
    }

    /// Types of parameters, with what may stand around them taken off.
    fn parameter_types(&self) -> impl Iterator<Item = &Type> {
        let types = self.function.params.iter().filter_map(|param| param.ty.as_ref());
        types.flat_map(|ty| [Some(ty), ty.arguments.first()]).flatten()
    }

    fn started(&self, kind: Kind, place: Span) -> Fact {
        start::in_function(self.krate, self.file, self.function, kind, place)
    }
}
