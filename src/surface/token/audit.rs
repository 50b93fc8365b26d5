//! From one token's text to the fact about it: every attribute of the vocabulary that the text and a clock tell.
//! Text and surroundings come in, a fact comes out; of values it keeps names, shapes and dates.

use super::{proof, purpose, stand_in};
use crate::fact::kinds::token;
use crate::fact::{Attribute, Certainty, Fact, Key, Kind, Value, derive};
use crate::jose::claims::{CritProblem, KidShape, Kind as Personal, SignatureShape};
use crate::jose::{Decoded, Form, Problem, TimestampUnit, Traits, Which};
use crate::source::Span;
use std::collections::BTreeSet;

/// What is known of a token besides its text.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// A value of the attribute `place`.
    pub place: &'static str,
    /// Seconds since 1970, against which expiry is judged.
    pub now: i64,
    /// Whether a word signs the token; nothing when that was not looked for, or cannot be.
    pub weak_secret: Option<bool>,
}

/// A decoded token with its traits.
#[derive(Clone, Debug)]
pub struct Reading {
    pub decoded: Decoded,
    pub traits: Traits,
}

impl Reading {
    pub fn new(text: &str) -> Reading {
        let decoded = crate::jose::decode(text);
        let traits = crate::jose::audit(&decoded);
        Reading { decoded, traits }
    }

    /// A header that can be read, and as many segments as a token has.
    pub fn is_token(&self) -> bool {
        let header = self.decoded.header().is_some_and(|header| header.json.is_object());
        let shape = |problem: &Problem| {
            matches!(
                problem,
                Problem::SegmentCount { .. } | Problem::TooLong { .. } | Problem::NotObject(Which::Header)
            )
        };
        header && !self.decoded.defects.iter().any(|defect| shape(&defect.problem))
    }

    /// What the token is for, as a value of the attribute `role`.
    pub fn role(&self) -> &'static str {
        purpose::role(&self.decoded, &self.traits)
    }

    /// The fact that this token is there. `text` is what was decoded.
    pub fn fact(&self, text: &str, span: Span, around: &Surroundings) -> Fact {
        let mut out = Builder { fact: Fact::new(Kind::Token, "token", span), span };
        out.put(token::place, around.place);
        self.header(&mut out);
        self.dates(&mut out, around.now);
        self.names(&mut out);
        self.signature(&mut out);
        // Whoever hands a sample over wants to hear what is wrong with it.
        let waved = around.place != "given" && stand_in::is_sample(text, &self.decoded);
        out.put(token::sample, waved);
        out.put_known(token::weak_secret, around.weak_secret);
        out.fact
    }

    fn header(&self, out: &mut Builder) {
        let (traits, header) = (&self.traits, &self.traits.header.traits);
        out.put_known(token::algorithm, header.algorithm.clone());
        out.put_known(token::encryption, header.encryption.clone());
        out.put(token::typ, purpose::media_type(traits).unwrap_or_default());
        out.put(token::unsigned, traits.alg_none);
        out.put(token::encrypted, traits.form == Form::Jwe);
        out.put(token::bearer, purpose::is_bearer(traits));
        out.put(token::dpop, header.dpop);
        if header.dpop {
            out.put(token::proof_problems, names(proof::problems(&self.decoded, traits).into_iter()));
        }
        out.put(token::compressed, header.zip);
        out.put_known(token::p2c, header.p2c);
        out.put_known(token::kid_shape, header.kid_shape.map(kid_word));
        out.put(token::crit_problems, names(traits.crit_problems.iter().map(|problem| crit_word(*problem))));
        let urls = traits.header_urls.iter().map(|url| url.member);
        let keys = header.embedded_keys.iter().map(|key| key.member);
        out.put(token::key_headers, names(urls.chain(keys)));
        out.put(token::defects, names(self.decoded.defects.iter().map(|defect| defect.problem.name())));
    }

    fn dates(&self, out: &mut Builder, now: i64) {
        let traits = &self.traits;
        out.put_known(token::has_exp, traits.has_exp);
        out.put_known(token::timestamp_unit, traits.timestamp_unit.map(unit_word));
        let state = self.state(now);
        out.put_known(token::state, state);
        if let (Some("expired"), Some(exp)) = (state, traits.exp) {
            out.put(token::expired_for, now - exp);
        }
        if let Some((lifetime, certainty)) = self.lifetime(now) {
            out.set(token::lifetime, Attribute::new(lifetime, certainty));
        }
    }

    /// The value of the attribute `state`, at this time.
    pub fn state(&self, now: i64) -> Option<&'static str> {
        let traits = &self.traits;
        match (traits.has_exp, traits.exp) {
            (Some(false), _) => Some("never-expires"),
            (_, Some(exp)) => Some(if exp > now { "live" } else { "expired" }),
            // Read as seconds, milliseconds lie thousands of years ahead.
            _ if traits.timestamp_unit == Some(TimestampUnit::Milliseconds) => Some("live"),
            _ => None,
        }
    }

    /// Where `iat` is missing, the token lives at least for what is left of it.
    pub fn lifetime(&self, now: i64) -> Option<(i64, Certainty)> {
        let traits = &self.traits;
        match (traits.lifetime, traits.exp) {
            (Some(lifetime), _) => Some((lifetime, Certainty::Stated)),
            (None, Some(exp)) if traits.iat.is_none() && exp > now => Some((exp - now, Certainty::Inferred)),
            _ => None,
        }
    }

    fn names(&self, out: &mut Builder) {
        let traits = &self.traits;
        if self.decoded.payload.is_none() {
            return;
        }
        out.put(token::role, purpose::role(&self.decoded, traits));
        out.put(token::claims, traits.names.top.clone());
        out.put(token::service_role, traits.service_account.is_some());
        out.put(token::public_by_design, traits.public_by_design);
        let all = traits.names.top.union(&traits.names.inner).map(String::as_str);
        let (personal, mut credentials) = derive::sensitive_names(all);
        let of_kind = |wanted: fn(Personal) -> bool| {
            traits.sensitive.iter().filter(move |one| wanted(one.kind)).map(|one| one.claim.clone())
        };
        credentials.extend(of_kind(is_credential));
        out.set(token::sensitive_claims, Attribute::inferred(personal));
        out.put(token::personal_values, of_kind(|kind| !is_credential(kind)).collect::<BTreeSet<_>>());
        out.set(token::secret_claims, Attribute::inferred(credentials));
    }

    fn signature(&self, out: &mut Builder) {
        let shape = &self.traits.signature;
        if self.traits.alg_none || self.traits.header.traits.algorithm.is_none() {
            return;
        }
        out.put_known(token::signature, signature_word(shape));
        out.put_known(token::rsa_bits, shape.rsa_bits.map(|bits| bits as i64));
    }
}

fn is_credential(kind: Personal) -> bool {
    matches!(kind, Personal::PasswordHash | Personal::PrivateKey)
}

fn names<'n>(names: impl Iterator<Item = &'n str>) -> BTreeSet<String> {
    names.map(str::to_owned).collect()
}

/// A fact whose attributes all stand in the token.
struct Builder {
    fact: Fact,
    span: Span,
}

impl Builder {
    fn put(&mut self, key: Key, value: impl Into<Value>) {
        self.set(key, Attribute::new(value, Certainty::Stated));
    }

    fn put_known<V: Into<Value>>(&mut self, key: Key, value: Option<V>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    fn set(&mut self, key: Key, attribute: Attribute) {
        self.fact.set(key, attribute.at(self.span));
    }
}

fn kid_word(shape: KidShape) -> &'static str {
    match shape {
        KidShape::Plain => "plain",
        KidShape::Path => "path",
        KidShape::Sql => "sql",
        KidShape::Command => "command",
        KidShape::NonString => "not-text",
        KidShape::Long => "long",
    }
}

fn unit_word(unit: TimestampUnit) -> &'static str {
    match unit {
        TimestampUnit::Seconds => "seconds",
        TimestampUnit::Milliseconds => "milliseconds",
        TimestampUnit::NotANumber => "not-a-number",
    }
}

/// Nothing where the algorithm is not known: any bytes may be its signature.
fn signature_word(shape: &SignatureShape) -> Option<&'static str> {
    match shape {
        SignatureShape { length: 0, .. } => Some("empty"),
        SignatureShape { all_zero: true, .. } => Some("zero"),
        SignatureShape { out_of_range: true, .. } => Some("out-of-range"),
        SignatureShape { fits: Some(false), .. } => Some("wrong-length"),
        SignatureShape { fits: Some(true), .. } => Some("plausible"),
        SignatureShape { fits: None, .. } => None,
    }
}

fn crit_word(problem: CritProblem) -> &'static str {
    match problem {
        CritProblem::NotArray => "not-an-array",
        CritProblem::Empty => "empty",
        CritProblem::NotText => "not-text",
        CritProblem::Duplicate => "duplicate",
        CritProblem::Registered => "standard-parameter",
        CritProblem::Absent => "absent-parameter",
        CritProblem::B64NotCritical => "b64-not-critical",
        CritProblem::B64InJwt => "b64-in-jwt",
    }
}
