//! Variables that are read while a program for browsers is built: their values lie in what every browser loads.
//!
//! In: a crate's items and the models' macros that read the environment. Out: facts, for packages that run in a
//! browser and hold no server. It must not judge.

use super::index::Crate;
use super::ir::{Expr, Kind};
use super::{start, visit};
use crate::fact::kinds::key;
use crate::fact::{Attribute, Context, Fact, Kind as FactKind, role};
use crate::model::Models;

pub fn facts(krate: &Crate, models: &Models) -> Vec<Fact> {
    let imports: Vec<&str> = krate.own().flat_map(|(_, file)| file.imported_crates()).collect();
    if !role::runs_in_browser(imports.iter().copied()) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (number, file) in krate.own() {
        let context = |scope: usize| file.scopes.get(scope).and_then(|scope| scope.context);
        for function in &file.functions {
            let place = (krate.path_of(number, function), function.context.or(context(function.scope)));
            visit::block(&function.body, &mut |expr| all.extend(fact(expr, models, &place)));
        }
        for constant in &file.constants {
            let place = (constant.name.clone(), constant.context.or(context(constant.scope)));
            visit::expr(&constant.value, &mut |expr| all.extend(fact(expr, models, &place)));
        }
    }
    all
}

/// `env!("CLIENT_SECRET")`
fn fact(expr: &Expr, models: &Models, (path, context): &(String, Option<Context>)) -> Option<Fact> {
    let Kind::Macro { path: called, args } = &*expr.kind else { return None };
    let Kind::Text(variable) = &*args.first()?.kind else { return None };
    let purpose = role::secret_role(variable)?;
    let called = [called.last()?.clone(), called.join("::")];
    called.into_iter().any(|name| models.reads_environment(&format!("{name}!"))).then_some(())?;
    let mut fact = start::at(path.clone(), *context, FactKind::SecretKey, expr.span);
    fact.set(key::variable, Attribute::stated(variable.as_str(), expr.span));
    fact.set(key::origin, Attribute::stated("env", expr.span));
    fact.set(key::purpose, Attribute::inferred(purpose));
    fact.set(key::bundled, Attribute::inferred(true).at(expr.span));
    Some(fact)
}
