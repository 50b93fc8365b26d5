//! Files that are no text and are read all the same: keys and certificates as bare DER (X.690), and flows of mitmproxy,
//! whose bodies may be anything.
//!
//! In: a file, by its ending and its first bytes. Out: what it says, with the text that its places belong to: nobody can
//! read that again as text. Of DER nothing can be drawn, so that its text is empty.

use super::http::mitmproxy;
use super::token::{private_key, rsa_key};
use super::{Extracted, Tools};
use crate::fact::Secret;
use crate::jose::der;
use crate::source::{Encoding, FileId, Span, Unread, text_of};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::io::Read;

const KEYS: [&str; 8] = ["der", "cer", "crt", "key", "p8", "pk8", "pkcs8", "spki"];
const FLOWS: [&str; 6] = ["flow", "flows", "mitm", "mitmproxy", "dump", "out"];

/// Keys and certificates are longer and shorter than this, in bytes.
const SHORTEST: u64 = 40;
const LONGEST: u64 = 64 * 1024;

/// The first byte of every key and certificate: a sequence (X.690 section 8.9).
const SEQUENCE: [u8; 1] = [0x30];

/// What the file says; nothing for all others.
pub fn extract(file: &Unread<'_>, tools: &Tools<'_>) -> Option<Extracted> {
    let ending = file.ending();
    match ending.as_str() {
        key if KEYS.contains(&key) => of_key(file, key),
        flows if FLOWS.contains(&flows) => of_flows(file, tools),
        _ => None,
    }
}

fn of_key(file: &Unread<'_>, label: &str) -> Option<Extracted> {
    if file.size > LONGEST {
        return None;
    }
    let (mut open, size) = file.open(SHORTEST)?;
    let mut bytes = Vec::new();
    open.by_ref().take(1).read_to_end(&mut bytes).ok()?;
    if size > LONGEST || bytes != SEQUENCE {
        return None;
    }
    open.take(LONGEST).read_to_end(&mut bytes).ok()?;
    let mut out = of_der(file.id, &bytes, label)?;
    out.condensed = Some(file.source(String::new(), Encoding::Damaged, Vec::new()));
    Some(out)
}

fn of_flows(file: &Unread<'_>, tools: &Tools<'_>) -> Option<Extracted> {
    const HEAD: u64 = 64;
    let (mut open, size) = file.open(1)?;
    let mut bytes = Vec::new();
    open.by_ref().take(HEAD).read_to_end(&mut bytes).ok()?;
    if size > file.longest || !mitmproxy::begins(&bytes) {
        return None;
    }
    open.take(file.longest.saturating_sub(HEAD)).read_to_end(&mut bytes).ok()?;
    let source = file.source(text_of(bytes).0, Encoding::Damaged, Vec::new());
    let mut out = super::extract(&source, tools);
    out.condensed = Some(source);
    Some(out)
}

fn of_der(id: FileId, bytes: &[u8], label: &str) -> Option<Extracted> {
    let key = der::key_kind(bytes)?;
    let span = Span::new(id, 0..0);
    let mut out = Extracted { parsed: true, ..Extracted::default() };
    out.facts.extend(rsa_key::of_key(key, span, span, label));
    if der::is_private(bytes) {
        let secret = Secret::new(BASE64_STANDARD.encode(bytes));
        let mut fact = private_key::of_key(secret, span, span, bytes.len());
        fact.anchor = label.to_owned();
        out.facts.push(fact);
    }
    Some(out)
}
