//! The header segment of a token, read once for all tokens that share it: its text comes in; its tree, what departs
//! from the standards in it, and its traits come out. It does not know the rest of the token.

use super::decode::is_unsecured;
use super::defect::{Defect, Which};
use super::header::{EmbeddedKey, KidShape, embedded_keys, kid_shape};
use super::json::{Json, shown};
use super::memo::Memo;
use super::segment::{Part, Segment};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A header segment, which begins at byte 0 of its token.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Nothing where it is not JSON.
    pub part: Option<Part>,
    /// Problems of this segment.
    pub defects: Vec<Defect>,
    pub traits: HeaderTraits,
}

/// What an auditor sees in a header alone.
#[derive(Clone, Debug, Default)]
pub struct HeaderTraits {
    /// `alg` as written, fit to be shown.
    pub algorithm: Option<String>,
    /// `enc` as written, fit to be shown.
    pub encryption: Option<String>,
    /// `alg` is `none` in any spelling, or missing, null or empty.
    pub unsecured: bool,
    /// `typ` as written, fit to be shown.
    pub typ: Option<String>,
    /// Names of the parameters, fit to be shown.
    pub names: BTreeSet<String>,
    pub kid_shape: Option<KidShape>,
    pub embedded_keys: Vec<EmbeddedKey>,
    /// The content is compressed (RFC 7516 section 4.1.3).
    pub zip: bool,
    /// Iterations of PBES2 (RFC 7518 section 4.8.1.2).
    pub p2c: Option<i64>,
    /// A DPoP proof (RFC 9449 section 4.2), which must carry its key.
    pub dpop: bool,
}

thread_local! {
    static READ: RefCell<Memo<Arc<Head>>> = RefCell::new(Memo::new());
}

/// Reads a header segment.
pub fn read(text: &[u8]) -> Arc<Head> {
    READ.with_borrow_mut(|read| read.answer(text, || Arc::new(head(text))))
}

fn head(text: &[u8]) -> Head {
    let mut defects = Vec::new();
    let segment = Segment { text, range: 0..text.len(), which: Which::Header };
    let bytes = segment.bytes(&mut defects);
    let part = segment.json(&bytes, &mut defects);
    let traits = part.as_ref().map(|part| traits(&part.json)).unwrap_or_default();
    Head { part, defects, traits }
}

fn traits(header: &Json) -> HeaderTraits {
    HeaderTraits {
        algorithm: header.text_of("alg").map(shown),
        encryption: header.text_of("enc").map(shown),
        unsecured: is_unsecured(header),
        typ: header.text_of("typ").map(shown),
        names: header.members().iter().map(|member| shown(&member.name)).collect(),
        kid_shape: header.get("kid").map(kid_shape),
        embedded_keys: embedded_keys(header),
        zip: header.get("zip").is_some(),
        p2c: header.get("p2c").and_then(Json::integer),
        dpop: is_dpop(header),
    }
}

/// RFC 9449 section 4.2; media types are compared without case, and may carry their prefix (RFC 7515 section 4.1.9).
fn is_dpop(header: &Json) -> bool {
    header.text_of("typ").is_some_and(|typ| {
        typ.eq_ignore_ascii_case("dpop+jwt") || typ.eq_ignore_ascii_case("application/dpop+jwt")
    })
}
