//! Names of values that a function uses as a credential: a mere `token` that goes into a header opens something.
//!
//! In: a function's body. Out: names. It must not judge what is logged.

use super::super::ir::{Block, Expr, Kind};
use super::super::visit;
use crate::fact::role;

pub(super) fn sent_in(body: &Block) -> Vec<String> {
    let mut found = Vec::new();
    visit::block(body, &mut |expr| match &*expr.kind {
        Kind::Method { name, args, .. } if role::sends_credential(name) => {
            found.extend(args.iter().flat_map(super::super::eval::names_of));
        }
        Kind::Macro { path, args } if path.last().is_some_and(|name| name == "format") => {
            found.extend(behind_a_scheme(args));
        }
        _ => {}
    });
    found
}

/// `format!("Bearer {token}")`, `format!("Bearer {}", token)`
fn behind_a_scheme(args: &[Expr]) -> Vec<String> {
    let Some((first, rest)) = args.split_first() else { return Vec::new() };
    let Kind::Text(template) = &*first.kind else { return Vec::new() };
    let scheme = template.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some(inside) = scheme.and_then(|(_, hole)| hole.strip_prefix('{')?.split(['}', ':']).next()) else {
        return Vec::new();
    };
    match inside {
        "" => rest.first().map(super::super::eval::names_of).unwrap_or_default(),
        name => vec![name.to_owned()],
    }
}
