//! Who calls whom in a package, by name and number of arguments.
//!
//! In: a crate's functions. Out: the function behind a call, and what calls hand over for a parameter. A name that
//! several functions have leads nowhere. It must not look at values.

use super::super::index::{At, Crate};
use super::super::ir::{Expr, Function, Kind};
use super::super::visit;
use std::collections::HashMap;

/// A name that more functions have leads nowhere in particular: a trait, its implementation and a stand-in for tests.
const MOST_OF_A_NAME: usize = 3;

pub struct Calls<'k> {
    /// All functions that no test holds.
    pub functions: Vec<At>,
    by_name: HashMap<&'k str, Vec<At>>,
    sites: HashMap<&'k str, Vec<Site<'k>>>,
}

struct Site<'k> {
    at: At,
    /// The segment before the name, where it is a path of several.
    of: Option<&'k str>,
    method: bool,
    args: &'k [Expr],
}

impl<'k> Calls<'k> {
    pub fn of(krate: &'k Crate) -> Calls<'k> {
        let mut calls = Calls { functions: Vec::new(), by_name: HashMap::new(), sites: HashMap::new() };
        for (file, items) in krate.own() {
            for (number, function) in items.functions.iter().enumerate() {
                let scope = items.scopes.get(function.scope).and_then(|scope| scope.context);
                if function.context.or(scope).is_some_and(|context| context.is_aside()) {
                    continue;
                }
                calls.functions.push((file, number));
                calls.by_name.entry(&function.name).or_default().push((file, number));
                calls.collect((file, number), function);
            }
        }
        calls
    }

    fn collect(&mut self, at: At, function: &'k Function) {
        visit::block(&function.body, &mut |expr| {
            let (name, site) = match &*expr.kind {
                Kind::Method { name, args, .. } => (name, Site { at, of: None, method: true, args }),
                Kind::Call { callee, args } => {
                    let Kind::Path(path) = &*callee.kind else { return };
                    let Some(name) = path.last() else { return };
                    let of = path.len().checked_sub(2).and_then(|before| path.get(before));
                    (name, Site { at, of: of.map(String::as_str), method: false, args })
                }
                _ => return,
            };
            self.sites.entry(name).or_default().push(site);
        });
    }

    /// The package's own function that a path or a method leads to.
    pub fn target(&self, krate: &Crate, at: At, path: &[String]) -> Option<At> {
        let (last, before) = path.split_last()?;
        let all = self.by_name.get(last.as_str())?;
        let of = match before.last().map(String::as_str) {
            Some("Self") => krate.function_at(at).self_type.as_deref(),
            other => other,
        };
        let of = of.filter(|name| name.starts_with(char::is_uppercase));
        let fits = |at: &&At| of.is_none() || krate.function_at(**at).self_type.as_deref() == of;
        let mut fitting = all.iter().filter(fits);
        let found = *fitting.next()?;
        fitting.next().is_none().then_some(found)
    }

    /// Functions that call one.
    pub fn callers(&self, krate: &Crate, at: At) -> Vec<At> {
        let function = krate.function_at(at);
        let common = self.by_name.get(function.name.as_str()).is_some_and(|all| all.len() > MOST_OF_A_NAME);
        let sites = self.sites.get(function.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        sites.iter().filter(|site| site.leads_to(function, common)).map(|site| site.at).collect()
    }

    /// What all calls of a function hand over for one of its parameters; nothing where the name is a common one.
    pub fn given(&self, krate: &Crate, at: At, parameter: usize) -> Vec<(At, &'k Expr)> {
        let function = krate.function_at(at);
        let alike = |other: &&At| {
            let other = krate.function_at(**other);
            other.params.len() == function.params.len()
        };
        let all = self.by_name.get(function.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        let common = all.iter().filter(alike).count() > MOST_OF_A_NAME;
        let sites = self.sites.get(function.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        let handed = |site: &Site<'k>| site.leads_to(function, common).then(|| site.handed(parameter))?;
        sites.iter().filter_map(|site| Some((site.at, handed(site)?))).collect()
    }
}

impl<'k> Site<'k> {
    fn leads_to(&self, function: &Function, common: bool) -> bool {
        let takes_self = function.params.first().is_some_and(|param| param.is_self());
        let count = self.args.len() + usize::from(self.method);
        let typed = match (self.of, function.self_type.as_deref()) {
            (Some(of), Some(own)) => of == own || of == "Self" && !common,
            (Some(of), None) => !of.starts_with(char::is_uppercase) && !common,
            (None, _) => !common,
        };
        typed && self.method == (takes_self && self.method) && count == function.params.len()
    }

    fn handed(&self, parameter: usize) -> Option<&'k Expr> {
        self.args.get(parameter.checked_sub(usize::from(self.method))?)
    }
}

/// Paths of everything that a function calls or names.
pub fn names(function: &Function) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    visit::block(&function.body, &mut |expr| match &*expr.kind {
        Kind::Method { name, .. } => found.push(vec![name.clone()]),
        Kind::Path(path) | Kind::Macro { path, .. } => found.push(path.clone()),
        _ => {}
    });
    found
}
