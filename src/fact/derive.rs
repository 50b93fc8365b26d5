//! What follows from attributes that are known: roles from names, strength from secrets, sets from
//! sets. Surfaces state what they see and call [`complete`] last.

use super::connection;
use super::kinds::{cookie, key, password_hash, random, token_verify, web_storage};
use super::role::{self, Sensitivity};
use super::strength::{self, Class, Encoding};
use super::{Attribute, Certainty, Fact, Key, Kind, Secret, Value};
use std::collections::BTreeSet;

/// Fills in every attribute that follows from others. What is already there stays.
pub fn complete(fact: &mut Fact, encoding: Encoding) {
    match fact.kind {
        Kind::Cookie => complete_cookie(fact),
        Kind::SecretKey => complete_key(fact, encoding),
        Kind::TokenVerify => complete_verify(fact),
        Kind::PasswordHash if role::follows_a_protocol(&fact.function) || role::makes_key(&fact.function) => {
        }
        Kind::PasswordHash => {
            let function = fact.function.clone();
            let summary =
                fact.value(password_hash::results).and_then(Value::as_set).is_some_and(only_tells_changes);
            let is_password =
                |name: &str| !summary && (role::is_password(name) || role::hashes_passwords(&function, name));
            complete_names(fact, password_hash::inputs, password_hash::password, is_password);
            let is_token = |name: &str| role::is_secret_token(name) && !role::is_password(name);
            complete_names(fact, password_hash::results, password_hash::token, is_token);
        }
        Kind::WebStorage => complete_web_storage(fact),
        Kind::Random => complete_names(fact, random::names, random::secret, role::is_secret_token),
        Kind::TokenIssue
        | Kind::Token
        | Kind::Switch
        | Kind::Compare
        | Kind::SessionStore
        | Kind::Cors
        | Kind::PasswordStore
        | Kind::TokenStore
        | Kind::Refresh
        | Kind::TlsClient
        | Kind::Login
        | Kind::Logout
        | Kind::Refusal
        | Kind::HeaderUse
        | Kind::Exchange
        | Kind::Log
        | Kind::OauthClient
        | Kind::OidcVerify
        | Kind::Url
        | Kind::Redirect
        | Kind::WebSocket
        | Kind::Route
        | Kind::Csrf
        | Kind::JwksKey
        | Kind::OidcMetadata
        | Kind::Dependency => {}
    }
}

fn complete_cookie(fact: &mut Fact) {
    // An expiry in the past deletes the cookie (RFC 6265bis section 5.5), and nobody logs in for a second.
    if let Some(lifetime) = fact.get(cookie::lifetime)
        && lifetime.value.as_int().is_some_and(|seconds| seconds <= 1)
    {
        let removal = Attribute { value: true.into(), slot: None, ..lifetime.clone() };
        fact.set(cookie::removal, removal);
    }
    // A browser drops what a script sets with HttpOnly (RFC 6265bis section 5.7): it has no say.
    if fact.value(cookie::script).and_then(Value::as_bool) == Some(true) {
        fact.attributes.remove(&cookie::http_only);
    }
    let Some(name) = fact.get(cookie::name).cloned() else { return };
    let Some(text) = name.value.as_text() else { return };
    let sealed = matches!(fact.text(cookie::protection), Some("signed" | "encrypted"));
    let identity = sealed && role::numbers_somebody(text);
    let said = role::cookie_name_says(text).or(identity.then_some("auth"));
    let role = said.unwrap_or("unknown");
    let prefix = cookie_prefix(text);
    let at = |value: &str, certainty: Certainty| Attribute {
        span: name.span,
        trail: name.trail.clone(),
        ..Attribute::new(value, certainty)
    };
    // A role that the value's name gave is for cookies whose own name says nothing; a yes or no has none to give.
    let guessed = fact.get(cookie::role).filter(|known| known.certainty == Certainty::Inferred).is_some();
    if said.is_some() && guessed {
        fact.set(cookie::role, at(role, Certainty::Inferred));
    }
    fact.set_default(cookie::role, at(role, Certainty::Inferred));
    fact.set_default(cookie::prefix, at(prefix, name.certainty));
}

/// A key that says what it holds counts before the value's name.
fn complete_web_storage(fact: &mut Fact) {
    for key in [web_storage::key_name, web_storage::value_name] {
        let Some(named) = fact.get(key).cloned() else { continue };
        let Some(text) = named.value.as_text() else { continue };
        let role = role::cookie_role(text);
        // A page has sessions of many kinds: `import_session_id` opens nothing by itself.
        if role == "session" && (key != web_storage::key_name || !role::is_plain_session(text)) {
            continue;
        }
        if role != "unknown" {
            // It stands at the call: a key's name alone, in a constant, keeps nothing.
            let role = Attribute { span: Some(fact.span), ..Attribute::inferred(role) };
            return fact.set_default(web_storage::role, role);
        }
    }
}

/// RFC 6265bis section 4.1.3 compares prefixes without regard to case.
fn cookie_prefix(name: &str) -> &'static str {
    let starts =
        |prefix: &str| name.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    match () {
        () if starts("__Host-") => "host",
        () if starts("__Secure-") => "secure",
        () => "none",
    }
}

fn complete_verify(fact: &mut Fact) {
    let set = |fact: &Fact, key| fact.value(key).and_then(Value::as_set).cloned();
    let span = |fact: &Fact, key| fact.get(key).and_then(|attribute| attribute.span);
    // Who reads no more than where a token comes from and when it ends learns of nobody to let in.
    if set(fact, token_verify::claims_read)
        .is_some_and(|read| read.iter().all(|name| role::only_routes(name)))
    {
        fact.attributes.remove(&token_verify::signature_checked);
    }
    if let (Some(checked), Some(required)) =
        (set(fact, token_verify::checked_claims), set(fact, token_verify::required_claims))
    {
        let demanded = set(fact, token_verify::claims_demanded).unwrap_or_default();
        let skipped: BTreeSet<String> =
            checked.difference(&required).filter(|name| !demanded.contains(*name)).cloned().collect();
        let mut attribute = Attribute::new(skipped, Certainty::Documented);
        attribute.span = span(fact, token_verify::checked_claims);
        fact.set_default(token_verify::skipped_claims, attribute);
    }
    if let Some(algorithms) = set(fact, token_verify::algorithms) {
        let hmac = algorithms.iter().any(|name| name.starts_with("HS"));
        let public = algorithms.iter().any(|name| !name.starts_with("HS"));
        let mut attribute = Attribute::new(hmac && public, Certainty::Stated);
        attribute.span = span(fact, token_verify::algorithms);
        fact.set_default(token_verify::mixed_families, attribute);
    }
}

/// Whether one of the names in a set says what its value is.
/// Whether every result, functions aside, is an `etag` or the like.
fn only_tells_changes(results: &BTreeSet<String>) -> bool {
    let mut variables = results.iter().filter(|name| !name.ends_with("()")).peekable();
    variables.peek().is_some() && variables.all(|name| role::tells_changes(name))
}

fn complete_names(fact: &mut Fact, names: Key, says: Key, role: impl Fn(&str) -> bool) {
    let Some(found) = fact.get(names).cloned() else { return };
    let Some(set) = found.value.as_set() else { return };
    let value = set.iter().any(|name| role(name)).into();
    fact.set_default(says, Attribute { value, slot: None, certainty: Certainty::Inferred, ..found.clone() });
}

/// Strength and standing of a secret, from its text and the way it becomes key bytes.
fn complete_key(fact: &mut Fact, encoding: Encoding) {
    if let Some(named) = fact.get(key::variable).cloned()
        && let Some(name) = named.value.as_text()
    {
        let value = role::subject(name).into();
        fact.set_default(
            key::subject,
            Attribute { value, slot: None, certainty: Certainty::Inferred, ..named },
        );
    }
    let Some(mut found) = fact.get(key::secret).cloned() else { return };
    let Value::Secret(whole) = &found.value else { return };
    let mut secret = whole.clone();
    if fact.text(key::purpose) == Some("database-url")
        && strength::judge(secret.expose(), encoding).class != Class::Reference
        && let Some(login) = connection::login(secret.expose())
    {
        // The address is no secret: what it is worth depends on the password in it.
        secret = Secret::new(secret.expose().get(login.password).unwrap_or(""));
        found = Attribute { value: secret.clone().into(), slot: None, ..found };
        fact.set(key::secret, found.clone());
        fact.set_default(key::host, Attribute { value: login.host.into(), ..found.clone() });
    }
    let mut judged = strength::judge(secret.expose(), encoding);
    if let Some(fallback) = judged.fallback.clone() {
        let literal = secret.expose().get(fallback).unwrap_or("").to_owned();
        judged = strength::judge(&literal, encoding);
        let attribute = Attribute { value: Secret::new(&literal).into(), ..found.clone() };
        fact.set(key::secret, attribute);
        fact.set(key::origin, Attribute { value: "env-with-fallback".into(), ..found.clone() });
        fact.set_default(key::fallback, Attribute { value: true.into(), ..found.clone() });
    }
    if is_left_to_a_vendor(fact, &judged) {
        judged =
            strength::Judgement { class: Class::Placeholder, published: None, dictionary: false, ..judged };
    }
    let public = matches!(fact.value(key::secret), Some(Value::Secret(secret)) if is_public_key(secret));
    let at = |value: Value| Attribute { value, slot: None, ..found.clone() };
    let class = match judged.class {
        Class::Empty => "empty",
        Class::Reference => "reference",
        Class::Placeholder => "placeholder",
        Class::Verifier => "verifier",
        Class::Literal => "literal",
    };
    fact.set_default(key::class, at(class.into()));
    fact.set_default(key::fallback, at(false.into()));
    fact.set_default(key::public_key, at(public.into()));
    if judged.published.is_some() {
        fact.set_default(key::published_default, at(true.into()));
    }
    fact.set_default(key::published_default, at(judged.published.is_some().into()));
    if !matches!(judged.class, Class::Literal | Class::Placeholder) {
        return;
    }
    fact.set_default(key::length_bytes, at(i64::from(judged.length_bytes).into()));
    if judged.class == Class::Placeholder {
        // Words that ask for a change pass a check of the length, and work when nobody heeds them.
        return fact.set_default(key::dictionary, at(judged.dictionary.into()));
    }
    fact.set_default(key::strength_bits, at(i64::from(judged.strength_bits).into()));
    fact.set_default(key::dictionary, at(judged.dictionary.into()));
    fact.set_default(key::low_diversity, at(judged.low_diversity.into()));
    let digits = matches!(fact.value(key::secret), Some(Value::Secret(secret)) if is_digits(secret));
    fact.set_default(key::digits, at(digits.into()));
    if let Some(required) = fact.value(key::required_bytes).and_then(Value::as_int) {
        fact.set_default(key::too_short, at((i64::from(judged.length_bytes) < required).into()));
    }
}

fn is_digits(secret: &Secret) -> bool {
    secret.expose().trim().bytes().all(|byte| byte.is_ascii_digit())
}

/// Shorter texts are no keys of a vendor.
const SHORTEST_ISSUED: u32 = 12;

/// A vendor's key that no vendor would issue: it stands for one.
fn is_left_to_a_vendor(fact: &Fact, judged: &strength::Judgement) -> bool {
    let issued = matches!(fact.text(key::purpose), Some("api-key" | "client-secret" | "generic"))
        && fact.text(key::variable).is_some_and(role::is_issued);
    let easy = judged.dictionary || judged.low_diversity || judged.published.is_some();
    issued && judged.class == Class::Literal && (easy || judged.length_bytes < SHORTEST_ISSUED)
}

/// Whether a text is the half of a key pair, or the certificate, that everybody may know.
pub fn is_public_key(secret: &Secret) -> bool {
    let text = secret.expose().trim_start();
    text.starts_with("-----BEGIN PUBLIC KEY")
        || text.starts_with("-----BEGIN RSA PUBLIC")
        || text.starts_with("-----BEGIN CERT")
}

/// What a token is for, judged by the names of its type and of the function that makes it.
pub fn token_role<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<&'static str> {
    let words: Vec<String> = names.into_iter().flat_map(|name| role::words::of(name).to_vec()).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    match () {
        // A device that is remembered proves one factor of two, for as long as a refresh token does.
        () if has(&["refresh", "remember"]) => Some("refresh"),
        () if has(&[
            "reset",
            "verify",
            "verification",
            "activation",
            "activate",
            "confirm",
            "confirmation",
            "invite",
            "invitation",
            "magic",
            "recovery",
            "unsubscribe",
        ]) =>
        {
            Some("reset")
        }
        () if has(&["access", "session", "login", "auth", "signin", "jwt"]) => Some("access"),
        () => None,
    }
}

/// A package that speaks a protocol of others hashes passwords as that protocol asks.
pub fn settle_protocol(fact: &mut Fact, package: &str) {
    if fact.kind == Kind::PasswordHash && role::is_protocol_package(package) {
        fact.attributes.remove(&password_hash::password);
    }
}

/// Names of claims that carry personal data, and of those that carry credentials.
pub fn sensitive_names<'n>(names: impl Iterator<Item = &'n str>) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut personal = BTreeSet::new();
    let mut credentials = BTreeSet::new();
    for name in names {
        match role::claim_sensitivity(name) {
            Some(Sensitivity::Personal) => personal.insert(name.to_owned()),
            Some(Sensitivity::Credential) => credentials.insert(name.to_owned()),
            None => false,
        };
    }
    (personal, credentials)
}
