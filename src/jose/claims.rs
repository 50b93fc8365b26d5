//! What an auditor sees in a decoded token, as plain data: algorithms, lifetimes, names of claims, risky header
//! parameters. A `Decoded` comes in, `Traits` come out. It knows no rule and no clock, and holds no claim value
//! besides dates; names are sanitised and cut.

use super::decode::{Decoded, Form, is_unsecured};
use super::head::Head;
pub use super::header::{CritProblem, EmbeddedKey, HeaderUrl, Host, KidShape, Scheme};
use super::header::{crit_problems, header_urls};
use super::json::{Json, Value};
use super::kind;
use super::names::{self, ClaimNames};
use super::personal::sensitive;
pub use super::personal::{Kind, Sensitive};
pub use super::signature::SignatureShape;
use super::signature::{inspect, inspect_tag};
use super::time::{DATE_CLAIMS, Date, date};
use std::sync::Arc;

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
    /// What the header alone shows.
    pub header: Arc<Head>,
    /// `alg` is `none` in any spelling, or missing, null or empty on a token of three segments.
    pub alg_none: bool,
    pub names: Arc<ClaimNames>,
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
    pub header_urls: Vec<HeaderUrl>,
    pub crit_problems: Vec<CritProblem>,
    /// The signature, or the authentication tag of a JWE.
    pub signature: SignatureShape,
    /// Has claims that only an ID token has (OpenID Connect Core 2, 3.1.3.6, 3.3.2.11).
    pub id_token: bool,
    pub service_account: Option<ServiceAccount>,
    /// Meant to be public, such as the anonymous key of a Supabase project.
    pub public_by_design: bool,
    pub sensitive: Vec<Sensitive>,
    pub detached: bool,
    pub nested: bool,
}

static NOTHING: Json = Json { range: 0..0, value: Value::Null };

/// Computes the traits of a token.
pub fn audit(decoded: &Decoded) -> Traits {
    let header = decoded.header().map_or(&NOTHING, |part| &part.json);
    let claims = decoded.payload.as_ref().map_or(&NOTHING, |part| &part.json);
    let dates = Dates::read(claims);
    let dpop = decoded.head.traits.dpop;
    Traits {
        form: decoded.form,
        header: decoded.head.clone(),
        alg_none: decoded.form != Form::Jwe && is_unsecured(header),
        names: names::gather(claims),
        has_exp: claims.is_object().then(|| claims.get("exp").is_some()),
        exp: dates.exp,
        nbf: dates.nbf,
        iat: dates.iat,
        lifetime: dates.lifetime(),
        timestamp_unit: dates.unit,
        header_urls: header_urls(header, claims.text_of("iss")),
        crit_problems: crit_problems(header, claims.is_object()),
        signature: signature(decoded, header),
        id_token: !dpop && ["nonce", "at_hash", "c_hash"].iter().any(|name| claims.get(name).is_some()),
        service_account: service_account(claims),
        public_by_design: kind::is(claims, "public"),
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
        let [exp, nbf, iat] = DATE_CLAIMS.map(|name| claims.get(name).map(date));
        let unit = [exp, nbf, iat].into_iter().flatten().map(unit).max();
        let seconds = |date: Option<Date>| date.and_then(Date::seconds);
        Dates { exp: seconds(exp), nbf: seconds(nbf), iat: seconds(iat), unit }
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

fn service_account(claims: &Json) -> Option<ServiceAccount> {
    let kinds = [("service-role", ServiceAccount::ServiceRole), ("kubernetes", ServiceAccount::Kubernetes)];
    kinds.into_iter().find(|(word, _)| kind::is(claims, word)).map(|(_, account)| account)
}
