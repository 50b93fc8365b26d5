//! Decodes a compact JWS or JWE (RFC 7515 section 5.2, RFC 7516 section 5.2) without trusting it: the text comes
//! in; header, payload, signature and every departure from the standards come out. Nothing is verified here.
//! `Debug` shows shapes only.

use super::base64url::is_base64url;
use super::defect::{Defect, Problem, Which};
use super::head::{self, Head};
use super::json::{Json, Value};
pub use super::segment::Part;
use super::segment::Segment;
use super::time::{DATE_CLAIMS, Date, date};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Longer texts are not decoded.
pub const MAX_LENGTH: usize = 1 << 20;

/// What a compact text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Signed, or meant to be.
    Jws,
    /// Encrypted.
    Jwe,
    /// A JWS without protection: `alg` is `none`, empty or missing.
    UnsecuredJws,
}

/// What could be read of a token.
#[derive(Clone)]
pub struct Decoded {
    pub form: Form,
    pub head: Arc<Head>,
    /// The claims. Nothing when encrypted, detached, nested or not JSON.
    pub payload: Option<Part>,
    /// The signature, or the authentication tag of a JWE.
    pub signature: Vec<u8>,
    /// Length in bytes of what is signed: the text up to the last dot.
    pub signing_length: usize,
    /// The payload segment of a JWS is empty: its content travels elsewhere (RFC 7515 appendix F).
    pub detached: bool,
    /// The payload is itself a token (RFC 7519 section 5.2).
    pub nested: bool,
    /// Problems, in the order of the segments.
    pub defects: Vec<Defect>,
}

impl Decoded {
    /// The header; nothing where it is not JSON.
    pub fn header(&self) -> Option<&Part> {
        self.head.part.as_ref()
    }

    /// A header parameter.
    pub fn parameter(&self, name: &str) -> Option<&Json> {
        self.header()?.json.get(name)
    }

    /// A top-level claim.
    pub fn claim(&self, name: &str) -> Option<&Json> {
        self.payload.as_ref()?.json.get(name)
    }

    fn empty(length: usize) -> Decoded {
        Decoded {
            form: Form::Jws,
            head: Arc::default(),
            payload: None,
            signature: Vec::new(),
            signing_length: length,
            detached: false,
            nested: false,
            defects: Vec::new(),
        }
    }

    fn defect(&mut self, range: Range<usize>, problem: Problem) {
        self.defects.push(Defect { range, problem });
    }
}

impl fmt::Debug for Decoded {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Decoded")
            .field("form", &self.form)
            .field("header", &self.head.part)
            .field("payload", &self.payload)
            .field("signature_length", &self.signature.len())
            .field("defects", &self.defects)
            .finish_non_exhaustive()
    }
}

/// Decodes one token; white space around it is a defect, so trim what comes from a file.
pub fn decode(text: &str) -> Decoded {
    let bytes = text.as_bytes();
    let mut decoded = Decoded::empty(memchr::memrchr(b'.', bytes).unwrap_or(bytes.len()));
    if bytes.len() > MAX_LENGTH {
        decoded.defect(0..bytes.len(), Problem::TooLong { length: bytes.len() });
        return decoded;
    }
    let segments = Segments::split(bytes);
    decoded.head =
        head::read(segments.ranges.first().and_then(|range| bytes.get(range.clone())).unwrap_or_default());
    decoded.defects.extend_from_slice(&decoded.head.defects);
    decoded.form = form(decoded.header().map(|part| &part.json), segments.count);
    check_shape(&mut decoded, &segments, bytes.len());
    check_algorithm(&mut decoded);
    match decoded.form {
        Form::Jwe => read_encrypted(&mut decoded, &segments),
        Form::Jws | Form::UnsecuredJws => read_signed(&mut decoded, &segments),
    }
    decoded
}

/// The first five segments; a text of a million dots has as many more, which are only counted.
struct Segments<'a> {
    text: &'a [u8],
    ranges: [Range<usize>; 5],
    count: usize,
}

impl<'a> Segments<'a> {
    fn split(text: &'a [u8]) -> Self {
        let (mut ranges, mut start) = ([const { 0..0 }; 5], 0);
        let ends = memchr::memchr_iter(b'.', text).chain(std::iter::once(text.len()));
        for (range, end) in ranges.iter_mut().zip(ends) {
            *range = start..end;
            start = end + 1;
        }
        Segments { text, ranges, count: memchr::memchr_iter(b'.', text).count() + 1 }
    }

    fn get(&self, index: usize, which: Which) -> Option<Segment<'a>> {
        let range = self.ranges.get(index).filter(|_| index < self.count)?.clone();
        Some(Segment { text: self.text.get(range.clone())?, range, which })
    }

    fn read_bytes(&self, index: usize, which: Which, defects: &mut Vec<Defect>) -> Vec<u8> {
        self.get(index, which).map(|segment| segment.bytes(defects)).unwrap_or_default()
    }
}

/// RFC 7516 section 9: five segments or an `enc` parameter tell a JWE from a JWS.
fn form(header: Option<&Json>, count: usize) -> Form {
    let has_enc = header.is_some_and(|header| header.get("enc").is_some());
    if count == 5 || (has_enc && count != 3) {
        Form::Jwe
    } else if header.is_some_and(is_unsecured) {
        Form::UnsecuredJws
    } else {
        Form::Jws
    }
}

/// Does this header ask for no protection? Any `alg` of a duplicated one counts, and an absent, null or empty one.
pub fn is_unsecured(header: &Json) -> bool {
    header.is_object() && (header.get("alg").is_none() || header.all("alg").any(names_none))
}

/// Libraries have compared `none` without its case, and C code stops at a NUL (RFC 8725 section 2.1 and successor).
fn names_none(algorithm: &Json) -> bool {
    match &algorithm.value {
        Value::Null => true,
        Value::Text(text) => {
            let bare = text.replace('\0', "");
            bare.trim().is_empty() || bare.trim().eq_ignore_ascii_case("none")
        }
        _ => false,
    }
}

fn check_shape(decoded: &mut Decoded, segments: &Segments, length: usize) {
    let expected = if decoded.form == Form::Jwe { 5 } else { 3 };
    if segments.count != expected {
        decoded.defect(0..length, Problem::SegmentCount { found: segments.count, expected });
    }
}

fn check_algorithm(decoded: &mut Decoded) {
    let head = decoded.head.clone();
    let Some(header) = head.part.as_ref().filter(|part| part.json.is_object()) else { return };
    let range = header.range.clone();
    let algorithm = match header.json.get("alg") {
        None => Some(Problem::AlgorithmMissing),
        Some(alg) if alg.text().is_none() => Some(Problem::AlgorithmNotText),
        Some(_) => None,
    };
    let unnamed = decoded.form == Form::Jwe && header.json.get("enc").is_none();
    let encryption = unnamed.then_some(Problem::EncryptionMissing);
    for problem in algorithm.into_iter().chain(encryption) {
        decoded.defect(range.clone(), problem);
    }
}

fn read_encrypted(decoded: &mut Decoded, segments: &Segments) {
    let between = [Which::EncryptedKey, Which::InitializationVector, Which::Ciphertext];
    for (index, which) in between.into_iter().enumerate() {
        segments.read_bytes(index + 1, which, &mut decoded.defects);
    }
    read_signature(decoded, segments, 4, Which::AuthenticationTag);
}

fn read_signed(decoded: &mut Decoded, segments: &Segments) {
    if let Some(segment) = segments.get(1, Which::Payload) {
        read_payload(decoded, &segment);
    }
    read_signature(decoded, segments, 2, Which::Signature);
}

fn read_payload(decoded: &mut Decoded, segment: &Segment) {
    decoded.detached = segment.text.is_empty();
    if decoded.detached {
        return;
    }
    let unencoded = decoded.parameter("b64").is_some_and(|b64| b64.value == Value::Bool(false));
    let bytes = if unencoded { segment.text.to_vec() } else { segment.bytes(&mut decoded.defects) };
    decoded.nested = is_nested(decoded, &bytes);
    if decoded.nested {
        return;
    }
    decoded.payload = segment.json(&bytes, &mut decoded.defects);
    check_dates(decoded, segment);
}

fn is_nested(decoded: &Decoded, bytes: &[u8]) -> bool {
    let declared = decoded.parameter("cty").and_then(Json::text).is_some_and(|cty| {
        let bare = cty.get(..12).filter(|start| start.eq_ignore_ascii_case("application/"));
        cty.get(bare.map_or(0, str::len)..).is_some_and(|kind| kind.eq_ignore_ascii_case("JWT"))
    });
    let dots = memchr::memchr_iter(b'.', bytes).count();
    let compact = (dots == 2 || dots == 4) && bytes.iter().all(|&b| is_base64url(b) || b == b'.');
    compact && (declared || bytes.starts_with(b"eyJ"))
}

fn check_dates(decoded: &mut Decoded, segment: &Segment) {
    for claim in DATE_CLAIMS {
        let Some(json) = decoded.claim(claim) else { continue };
        let problem = match date(json) {
            Date::NotANumber => Problem::DateNotNumeric(claim),
            Date::Negative => Problem::DateNegative(claim),
            Date::Beyond | Date::Milliseconds { beyond: true } => Problem::DateBeyondRange(claim),
            Date::Seconds(_) | Date::Milliseconds { beyond: false } => continue,
        };
        let range = segment.place(&json.range);
        decoded.defect(range, problem);
    }
}

fn read_signature(decoded: &mut Decoded, segments: &Segments, index: usize, which: Which) {
    let Some(segment) = segments.get(index, which) else { return };
    decoded.signature = segment.bytes(&mut decoded.defects);
    if decoded.signature.is_empty() && decoded.form != Form::UnsecuredJws {
        decoded.defect(segment.range, Problem::EmptySignature);
    }
}
