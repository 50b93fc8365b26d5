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
use crate::source::{Encoding, FileId, Source, Span, text_of};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::fs::File;
use std::io::Read;
use std::path::Path;

const KEYS: [&str; 8] = ["der", "cer", "crt", "key", "p8", "pk8", "pkcs8", "spki"];
const FLOWS: [&str; 6] = ["flow", "flows", "mitm", "mitmproxy", "dump", "out"];

/// Keys and certificates are longer and shorter than this, in bytes.
const SHORTEST: u64 = 40;
const LONGEST: u64 = 64 * 1024;

/// A file that may be one of these.
#[derive(Clone, Copy, Debug)]
pub struct Foreign<'f> {
    pub id: FileId,
    /// As reports show it.
    pub path: &'f str,
    pub disk: &'f Path,
    /// Longer files are not read, in bytes.
    pub longest: u64,
}

impl Foreign<'_> {
    /// What the file says; nothing for all others.
    pub fn extract(&self, tools: &Tools<'_>) -> Option<Extracted> {
        let ending = self.path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        match () {
            () if KEYS.contains(&ending.as_str()) => self.key(&ending),
            () if FLOWS.contains(&ending.as_str()) => self.flows(tools),
            () => None,
        }
    }

    fn key(&self, label: &str) -> Option<Extracted> {
        let size = std::fs::metadata(self.disk).ok()?.len();
        let bytes = (SHORTEST..=LONGEST).contains(&size).then(|| std::fs::read(self.disk).ok()).flatten()?;
        let mut out = of_der(self.id, &bytes, label)?;
        out.condensed = Some(self.source(String::new()));
        Some(out)
    }

    fn flows(&self, tools: &Tools<'_>) -> Option<Extracted> {
        const HEAD: u64 = 64;
        let mut file = File::open(self.disk).ok()?;
        let mut bytes = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut bytes).ok()?;
        let fits = file.metadata().is_ok_and(|metadata| metadata.len() <= self.longest);
        if !fits || !mitmproxy::begins(&bytes) {
            return None;
        }
        file.take(self.longest.saturating_sub(HEAD)).read_to_end(&mut bytes).ok()?;
        let source = self.source(text_of(bytes).0);
        let mut out = super::extract(&source, tools);
        out.condensed = Some(source);
        Some(out)
    }

    fn source(&self, text: String) -> Source {
        let (path, disk) = (self.path.into(), self.disk.to_owned());
        Source { id: self.id, path, disk, text, encoding: Encoding::Damaged, gaps: Vec::new() }
    }
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
