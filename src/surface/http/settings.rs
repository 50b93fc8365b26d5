//! Variables of Postman's environments and collections as facts, where their names say that they hold a secret: what
//! Postman calls secret is exported in clear all the same.

use super::cookies::span;
use super::exchange::Variable;
use crate::fact::kinds::key;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Context, Fact, Kind, Secret, derive, role};
use crate::source::Source;

/// A signed token is found as such in any text.
const TOKEN_START: &str = "ey";

pub fn fact(source: &Source, variable: &Variable) -> Option<Fact> {
    let name = variable.name.text.as_str();
    let purpose = role::secret_role(name)?;
    if variable.value.text.starts_with(TOKEN_START) {
        return None;
    }
    let at = span(source, variable.value.range.clone());
    let mut fact = Fact::new(Kind::SecretKey, "http", at);
    fact.head = span(source, variable.name.range.clone());
    // A developer's copy: what the service takes stands elsewhere.
    fact.context = Context::Development;
    fact.anchor = name.to_owned();
    fact.set(key::variable, Attribute::stated(name, fact.head));
    fact.set(key::origin, Attribute::stated("config", at));
    fact.set(key::purpose, Attribute::inferred(purpose).at(fact.head));
    fact.set(key::secret, Attribute::stated(Secret::new(&variable.value.text), at));
    derive::complete(&mut fact, Encoding::Unknown);
    Some(fact)
}
