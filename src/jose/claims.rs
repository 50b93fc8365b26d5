//! What an auditor sees in a decoded token, as plain data: algorithms, lifetimes, names of claims, risky header
//! parameters. A `Decoded` comes in, `Traits` come out. It knows no rule and no clock, and holds no claim value
//! besides dates; names are sanitised and cut.

use super::decode::{Decoded, Form, is_unsecured};
pub use super::header::{CritProblem, EmbeddedKey, HeaderUrl, Host, KidShape, Scheme};
use super::header::{crit_problems, embedded_keys, header_urls, kid_shape};
use super::json::{Json, Value, shown};
use super::personal::sensitive;
pub use super::personal::{Kind, Sensitive};
pub use super::signature::SignatureShape;
use super::signature::{inspect, inspect_tag};
use super::time::{DATE_CLAIMS, Date, date};
use std::collections::BTreeSet;

/// The unit in which the dates of a token are written; the worst of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimestampUnit {
    Seconds,
    /// 10^11 or more (RFC 7519 section 2 wants seconds).
    Milliseconds,
    /// A string, another type, a negative number, or a number that is no date.
    NotANumber,
}

/// A token of a service, with the rights of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceAccount {
    /// `role` is `service_role`: passes every row policy (Supabase, PostgREST).
    ServiceRole,
    /// A Kubernetes service account.
    Kubernetes,
}

/// The traits of one token. Claims are nothing or empty when the payload could not be read.
#[derive(Clone, Debug)]
pub struct Traits {
    pub form: Form,
    /// `alg` as written, fit to be shown.
    pub algorithm: Option<String>,
    /// `enc` as written, fit to be shown.
    pub encryption: Option<String>,
    /// `alg` is `none` in any spelling, or missing, null or empty on a token of three segments.
    pub alg_none: bool,
    /// `typ` as written, fit to be shown.
    pub typ: Option<String>,
    /// Names of the header parameters, fit to be shown.
    pub header_names: BTreeSet<String>,
    /// Names of the top-level claims, fit to be shown.
    pub claim_names: BTreeSet<String>,
    /// Names of the members within claims that are objects, at any depth.
    pub inner_names: BTreeSet<String>,
    /// Nothing when the claims cannot be read (encrypted, detached, not JSON).
    pub has_exp: Option<bool>,
    /// Seconds since 1970; nothing unless it is a date before the year 5138.
    pub exp: Option<i64>,
    pub nbf: Option<i64>,
    pub iat: Option<i64>,
    /// `exp` minus `iat`, in seconds; may be negative.
    pub lifetime: Option<i64>,
    /// Nothing when the token has no dates.
    pub timestamp_unit: Option<TimestampUnit>,
    pub kid_shape: Option<KidShape>,
    pub header_urls: Vec<HeaderUrl>,
    pub embedded_keys: Vec<EmbeddedKey>,
    pub crit_problems: Vec<CritProblem>,
    /// The content is compressed (RFC 7516 section 4.1.3).
    pub zip: bool,
    /// Iterations of PBES2 (RFC 7518 section 4.8.1.2).
    pub p2c: Option<i64>,
    /// The signature, or the authentication tag of a JWE.
    pub signature: SignatureShape,
    /// A DPoP proof (RFC 9449 section 4.2), which must carry its key.
    pub dpop: bool,
    /// Has claims that only an ID token has (OpenID Connect Core 2, 3.1.3.6, 3.3.2.11).
    pub id_token: bool,
    pub service_account: Option<ServiceAccount>,
    /// An anonymous key of a Supabase project, which is meant to be public.
    pub public_by_design: bool,
    pub sensitive: Vec<Sensitive>,
    pub detached: bool,
    pub nested: bool,
}

/// Computes the traits of a token.
pub fn audit(decoded: &Decoded) -> Traits {
    let nothing = Json { range: 0..0, value: Value::Null };
    let header = decoded.header.as_ref().map_or(&nothing, |part| &part.json);
    let claims = decoded.payload.as_ref().map_or(&nothing, |part| &part.json);
    let dates = Dates::read(claims);
    let dpop = is_dpop(header);
    Traits {
        form: decoded.form,
        algorithm: header.text_of("alg").map(shown),
        encryption: header.text_of("enc").map(shown),
        alg_none: decoded.form != Form::Jwe && is_unsecured(header),
        typ: header.text_of("typ").map(shown),
        header_names: names(header),
        claim_names: names(claims),
        inner_names: inner_names(claims),
        has_exp: claims.is_object().then(|| claims.get("exp").is_some()),
        exp: dates.exp,
        nbf: dates.nbf,
        iat: dates.iat,
        lifetime: dates.lifetime(),
        timestamp_unit: dates.unit,
        kid_shape: header.get("kid").map(kid_shape),
        header_urls: header_urls(header, claims.text_of("iss")),
        embedded_keys: embedded_keys(header),
        crit_problems: crit_problems(header, claims.is_object()),
        zip: header.get("zip").is_some(),
        p2c: header.get("p2c").and_then(Json::integer),
        signature: signature(decoded, header),
        dpop,
        id_token: !dpop && ["nonce", "at_hash", "c_hash"].iter().any(|name| claims.get(name).is_some()),
        service_account: service_account(claims),
        public_by_design: is_public_by_design(claims),
        sensitive: sensitive(claims),
        detached: decoded.detached,
        nested: decoded.nested,
    }
}

fn signature(decoded: &Decoded, header: &Json) -> SignatureShape {
    match decoded.form {
        Form::Jwe => inspect_tag(header.text_of("enc"), &decoded.signature),
        Form::UnsecuredJws => inspect(Some("none"), &decoded.signature),
        Form::Jws => inspect(header.text_of("alg"), &decoded.signature),
    }
}

fn names(object: &Json) -> BTreeSet<String> {
    object.members().iter().map(|member| shown(&member.name)).collect()
}

fn inner_names(claims: &Json) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Json> = claims.members().iter().map(|member| &member.value).collect();
    while let Some(json) = open.pop() {
        found.extend(names(json));
        open.extend(json.members().iter().map(|member| &member.value));
        open.extend(json.elements());
    }
    found
}

/// The dates of RFC 7519 section 4.1.
#[derive(Default)]
struct Dates {
    exp: Option<i64>,
    nbf: Option<i64>,
    iat: Option<i64>,
    unit: Option<TimestampUnit>,
}

impl Dates {
    fn read(claims: &Json) -> Dates {
        let read = |name: &str| claims.get(name).map(date);
        let seconds = |name: &str| read(name).and_then(Date::seconds);
        let unit = DATE_CLAIMS.iter().filter_map(|name| read(name)).map(unit).max();
        Dates { exp: seconds("exp"), nbf: seconds("nbf"), iat: seconds("iat"), unit }
    }

    fn lifetime(&self) -> Option<i64> {
        Some(self.exp? - self.iat?)
    }
}

fn unit(date: Date) -> TimestampUnit {
    match date {
        Date::Seconds(_) => TimestampUnit::Seconds,
        Date::Milliseconds { .. } => TimestampUnit::Milliseconds,
        Date::Beyond | Date::Negative | Date::NotANumber => TimestampUnit::NotANumber,
    }
}

/// RFC 9449 section 4.2; media types are compared without case, and may carry their prefix (RFC 7515 section 4.1.9).
fn is_dpop(header: &Json) -> bool {
    header.text_of("typ").is_some_and(|typ| {
        typ.eq_ignore_ascii_case("dpop+jwt") || typ.eq_ignore_ascii_case("application/dpop+jwt")
    })
}

fn service_account(claims: &Json) -> Option<ServiceAccount> {
    let starts = |name: &str, start: &str| claims.text_of(name).is_some_and(|text| text.starts_with(start));
    if claims.text_of("role") == Some("service_role") {
        return Some(ServiceAccount::ServiceRole);
    }
    let kubernetes = starts("iss", "kubernetes/serviceaccount")
        || starts("sub", "system:serviceaccount:")
        || claims.get("kubernetes.io").is_some();
    kubernetes.then_some(ServiceAccount::Kubernetes)
}

fn is_public_by_design(claims: &Json) -> bool {
    let issuer = claims.text_of("iss").is_some_and(|iss| iss == "supabase" || iss == "supabase-demo");
    issuer && claims.text_of("role") == Some("anon")
}
