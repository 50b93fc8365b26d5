//! What is wrong with the writing of a token: each problem with its place, a stable name and a sentence.
//! A message names registered members and sanitised member names, never the text or the values of a token.

use std::ops::Range;

/// A segment of a compact serialisation (RFC 7515 section 3.1, RFC 7516 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Header,
    Payload,
    Signature,
    EncryptedKey,
    InitializationVector,
    Ciphertext,
    AuthenticationTag,
}

/// A problem and its byte range in the token's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    pub range: Range<usize>,
    pub problem: Problem,
}

/// The kinds of problem. Offsets count bytes of the decoded segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Longer than `decode::MAX_LENGTH`; nothing was decoded.
    TooLong {
        length: usize,
    },
    /// Neither three segments of a JWS nor five of a JWE (RFC 7515 section 3.1, RFC 7516 section 9).
    SegmentCount {
        found: usize,
        expected: usize,
    },
    BadCharacter(Which),
    Padding(Which),
    StandardAlphabet(Which),
    TrailingBits(Which),
    DanglingCharacter(Which),
    InvalidUtf8 {
        part: Which,
        offset: usize,
    },
    NotJson {
        part: Which,
        offset: usize,
    },
    NotObject(Which),
    TooDeep(Which),
    Comment(Which),
    TrailingComma(Which),
    TrailingData {
        part: Which,
        offset: usize,
    },
    LoneSurrogate(Which),
    /// RFC 7515 section 5.2 step 4, RFC 7519 section 4; the name is sanitised and cut.
    DuplicateMember {
        part: Which,
        name: String,
    },
    AlgorithmMissing,
    AlgorithmNotText,
    /// Five segments, but no `enc` (RFC 7516 section 4.1.2).
    EncryptionMissing,
    /// A signature or authentication tag of no bytes, although the algorithm is not `none`.
    EmptySignature,
    /// `exp`, `nbf` or `iat` is no number (RFC 7519 section 2, NumericDate).
    DateNotNumeric(&'static str),
    DateNegative(&'static str),
    /// Later than the year 9999.
    DateBeyondRange(&'static str),
}

impl Which {
    pub fn name(self) -> &'static str {
        match self {
            Which::Header => "header",
            Which::Payload => "payload",
            Which::Signature => "signature",
            Which::EncryptedKey => "encrypted key",
            Which::InitializationVector => "initialization vector",
            Which::Ciphertext => "ciphertext",
            Which::AuthenticationTag => "authentication tag",
        }
    }
}

impl Defect {
    /// One sentence for a reader; holds nothing of the token but sanitised member names.
    pub fn message(&self) -> String {
        self.problem.message()
    }
}

impl Problem {
    /// A stable kebab-case name, for sets and counts.
    pub fn name(&self) -> &'static str {
        match self {
            Problem::TooLong { .. } => "too-long",
            Problem::SegmentCount { .. } => "segment-count",
            Problem::BadCharacter(_) => "bad-character",
            Problem::Padding(_) => "padding",
            Problem::StandardAlphabet(_) => "standard-alphabet",
            Problem::TrailingBits(_) => "trailing-bits",
            Problem::DanglingCharacter(_) => "dangling-character",
            Problem::InvalidUtf8 { .. } => "invalid-utf8",
            Problem::NotJson { .. } => "not-json",
            Problem::NotObject(_) => "not-an-object",
            Problem::TooDeep(_) => "too-deep",
            Problem::Comment(_) => "json-comment",
            Problem::TrailingComma(_) => "trailing-comma",
            Problem::TrailingData { .. } => "trailing-data",
            Problem::LoneSurrogate(_) => "lone-surrogate",
            Problem::DuplicateMember { .. } => "duplicate-member",
            Problem::AlgorithmMissing => "algorithm-missing",
            Problem::AlgorithmNotText => "algorithm-not-text",
            Problem::EncryptionMissing => "encryption-missing",
            Problem::EmptySignature => "empty-signature",
            Problem::DateNotNumeric(_) => "date-not-numeric",
            Problem::DateNegative(_) => "date-negative",
            Problem::DateBeyondRange(_) => "date-beyond-range",
        }
    }

    fn message(&self) -> String {
        self.of_encoding().or_else(|| self.of_json()).unwrap_or_else(|| self.of_members())
    }

    fn of_encoding(&self) -> Option<String> {
        Some(match self {
            Problem::TooLong { length } => format!("the token is too long to be read ({length} bytes)"),
            Problem::SegmentCount { found, expected } => {
                format!("{found} segments where {expected} are expected")
            }
            Problem::BadCharacter(part) => format!("a character outside base64url in the {}", part.name()),
            Problem::Padding(part) => format!("base64 padding (`=`) after the {}", part.name()),
            Problem::StandardAlphabet(part) => {
                format!("the {} uses the standard base64 alphabet (`+`, `/`), not base64url", part.name())
            }
            Problem::TrailingBits(part) => {
                format!("unused bits at the end of the {} are not zero", part.name())
            }
            Problem::DanglingCharacter(part) => {
                format!("the {} ends with a single base64 character, which makes no byte", part.name())
            }
            _ => return None,
        })
    }

    fn of_json(&self) -> Option<String> {
        Some(match self {
            Problem::InvalidUtf8 { part, offset } => {
                format!("the {} is not UTF-8 at byte {offset}", part.name())
            }
            Problem::NotJson { part, offset } => format!("the {} is not JSON at byte {offset}", part.name()),
            Problem::NotObject(part) => format!("the {} is not a JSON object", part.name()),
            Problem::TooDeep(part) => format!("the {} is nested too deep", part.name()),
            Problem::Comment(part) => format!("a comment in the JSON of the {}", part.name()),
            Problem::TrailingComma(part) => format!("a trailing comma in the JSON of the {}", part.name()),
            Problem::TrailingData { part, offset } => {
                format!("something follows the JSON of the {} at byte {offset}", part.name())
            }
            Problem::LoneSurrogate(part) => {
                format!("an unpaired surrogate escape in the JSON of the {}", part.name())
            }
            Problem::DuplicateMember { part, name } => {
                format!("the {} has the member `{name}` more than once", part.name())
            }
            _ => return None,
        })
    }

    fn of_members(&self) -> String {
        match self {
            Problem::AlgorithmMissing => "the header has no `alg`".to_owned(),
            Problem::AlgorithmNotText => "`alg` is not a string".to_owned(),
            Problem::EncryptionMissing => "the header of an encrypted token has no `enc`".to_owned(),
            Problem::EmptySignature => "the signature is empty".to_owned(),
            Problem::DateNotNumeric(claim) => format!("`{claim}` is not a number"),
            Problem::DateNegative(claim) => format!("`{claim}` lies before 1970"),
            Problem::DateBeyondRange(claim) => format!("`{claim}` lies beyond the year 9999"),
            other => other.name().replace('-', " "),
        }
    }
}
