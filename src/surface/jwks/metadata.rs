//! Facts about the metadata of a provider: what it offers, and over which transport.
//!
//! What a provider offers need not be what its clients use, so that only what is unsafe to offer is stated.

use super::File;
use crate::fact::kinds::{oauth_client, oidc_metadata};
use crate::fact::{Attribute, Certainty, Fact, Key, Kind, Value};
use crate::jose::Json;
use crate::source::Span;
use std::collections::BTreeSet;

/// Hosts that are reached without a network, or within one only.
const NEAR: [&str; 8] = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "0.0.0.0",
    "host.docker.internal",
    ".local",
    ".localhost",
    ".internal",
];

/// Facts of a provider's metadata; nothing where the document is none.
pub(super) fn facts(file: &File<'_>, json: &Json) -> Option<Vec<Fact>> {
    let issuer = json.text_of("issuer")?;
    json.text_of("jwks_uri")?;
    let mut facts = vec![document(file, json, issuer)];
    facts.extend(grants(file, json));
    facts.extend(pkce(file, json));
    Some(facts)
}

fn document(file: &File<'_>, json: &Json, issuer: &str) -> Fact {
    let mut fact = blank(file, json, Kind::OidcMetadata);
    let at = json.get("issuer").map_or(fact.head, |member| file.span(member));
    fact.set(oidc_metadata::issuer, Attribute::stated(issuer, at));
    let plain = json.members().iter().filter(|member| member.value.text().is_some_and(is_plain));
    let plain: Vec<_> = plain.filter(|member| is_endpoint(&member.name)).collect();
    let names: BTreeSet<String> = plain.iter().map(|member| member.name.clone()).collect();
    let place = plain.first().map_or(fact.head, |member| file.span(&member.value));
    fact.set(oidc_metadata::plain_http, Attribute::stated(names, place));
    let algorithms = json.get("id_token_signing_alg_values_supported");
    let unsigned =
        algorithms.and_then(|listed| listed.elements().iter().find(|one| one.text() == Some("none")));
    let place = unsigned.map_or(fact.head, |one| file.span(one));
    fact.set(oidc_metadata::unsigned_id_tokens, Attribute::stated(unsigned.is_some(), place));
    fact
}

fn blank(file: &File<'_>, json: &Json, kind: Kind) -> Fact {
    let whole = file.span(json);
    let mut fact = Fact::new(kind, "jwks", whole);
    fact.head = Span { end: whole.start + 1, ..whole };
    fact.anchor = "issuer".to_owned();
    fact
}

/// The password grant, where it is offered (RFC 9700 section 2.4).
fn grants(file: &File<'_>, json: &Json) -> Option<Fact> {
    const SETTING: &str = "grant_types_supported";
    let one = json.get(SETTING)?.elements().iter().find(|one| one.text() == Some("password"))?;
    Some(offered(file, json, SETTING, one, oauth_client::grant, "password"))
}

/// Challenges that are the verifier itself, where nothing else is offered (RFC 7636 section 4.2).
fn pkce(file: &File<'_>, json: &Json) -> Option<Fact> {
    const SETTING: &str = "code_challenge_methods_supported";
    match json.get(SETTING)?.elements() {
        [one] if one.text() == Some("plain") => {
            Some(offered(file, json, SETTING, one, oauth_client::pkce, "plain"))
        }
        _ => None,
    }
}

fn offered(file: &File<'_>, json: &Json, setting: &str, one: &Json, key: Key, word: &str) -> Fact {
    let mut fact = blank(file, json, Kind::OauthClient);
    fact.anchor = setting.to_owned();
    fact.span = file.span(one);
    fact.head = fact.span;
    fact.set(key, Attribute::stated(word, fact.span));
    fact.set(oauth_client::setting, Attribute::new(Value::from(setting), Certainty::Documented));
    fact
}

fn is_endpoint(name: &str) -> bool {
    name == "issuer" || name == "jwks_uri" || name.ends_with("_endpoint")
}

/// An address without TLS, of a host on the network. One word without dots is a service of a compose file.
fn is_plain(address: &str) -> bool {
    let Some(rest) =
        address.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://")).and(address.get(7..))
    else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("").to_ascii_lowercase();
    let name = if host.starts_with('[') { host.as_str() } else { host.split(':').next().unwrap_or("") };
    let near = NEAR.iter().any(|near| name.starts_with(near) || name.ends_with(near));
    name.contains('.') && !near && !name.contains(['{', '$', '<']) && !is_reserved(name)
}

/// Names of documentation (RFC 2606) and addresses of private networks (RFC 1918).
fn is_reserved(host: &str) -> bool {
    let inside = ["10.", "192.168.", "172.16.", "127."].iter().any(|start| host.starts_with(start));
    inside || host.ends_with(".svc") || host.ends_with(".test") || host.ends_with(".cluster.local")
}
