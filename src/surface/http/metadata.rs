//! Metadata of a provider that was fetched in a capture, as facts: whether the document names the issuer whose address it
//! was fetched from (OpenID Connect Discovery 1.0 section 4.3, RFC 8414 section 3.3). What stands in it besides is read
//! from files that hold such a document.

use super::cookies::span;
use super::{Met, address};
use crate::fact::kinds::oidc_metadata;
use crate::fact::{Attribute, Fact, Kind};
use crate::jose::read;
use crate::source::Source;

const PLACES: [&str; 2] = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

/// The fact of a document that an answer is.
pub fn fact(source: &Source, met: &Met<'_>) -> Option<Fact> {
    let fetched_as = implied(&met.url)?;
    let body = met.exchange.response.body.as_ref().filter(|_| met.exchange.status == Some(200))?;
    let json = read::json(body.text.as_bytes()).json?;
    let named = json.get("issuer")?;
    let issuer = named.text()?;
    json.text_of("jwks_uri").or(json.text_of("token_endpoint"))?;
    let url = met.exchange.url.as_ref()?;
    let at = span(source, body.place(&source.text, named.range.clone()));
    let mut fact = Fact::new(Kind::OidcMetadata, "http", at);
    fact.anchor = format!("metadata {fetched_as}");
    fact.set(oidc_metadata::issuer, Attribute::stated(issuer, at));
    let place = span(source, url.range.clone());
    fact.set(oidc_metadata::fetched_as, Attribute::stated(fetched_as.as_str(), place));
    if is_comparable(issuer, met) {
        fact.set(oidc_metadata::issuer_differs, Attribute::stated(issuer != fetched_as, at));
    }
    Some(fact)
}

/// The issuer whose metadata an address is: OpenID Connect puts the place behind the issuer's path, RFC 8414 before it.
fn implied(url: &str) -> Option<String> {
    let bare = url.split(['?', '#']).next()?;
    let place = PLACES.iter().find(|place| bare.contains(**place))?;
    let (host, path) = bare.split_once(*place)?;
    (path.is_empty() || path.starts_with('/')).then(|| format!("{host}{path}"))
}

/// Templates of many tenants stand for any; a machine behind a proxy is called by another name within.
fn is_comparable(issuer: &str, met: &Met<'_>) -> bool {
    let template = issuer.contains(['{', '$', '<']);
    let own = address::parse(issuer).host;
    let near = |host: &str| host.is_empty() || address::is_local(host) || !host.contains('.');
    !template && !near(own) && !near(&met.host)
}

#[cfg(test)]
mod tests {
    use super::implied;

    #[test]
    fn addresses_name_their_issuer() {
        let cases = [
            ("https://a.example/.well-known/openid-configuration", Some("https://a.example")),
            ("https://a.example/t/.well-known/openid-configuration?x=1", Some("https://a.example/t")),
            ("https://a.example/.well-known/oauth-authorization-server/t", Some("https://a.example/t")),
            ("https://a.example/.well-known/openid-configurations", None),
            ("https://a.example/", None),
        ];
        for (url, issuer) in cases {
            assert_eq!(implied(url).as_deref(), issuer, "{url}");
        }
    }
}
