//! `package.json` and the lock files of npm, pnpm and yarn. Out: auth libraries with versions.
//!
//! What a project asks for itself and not for development only counts; where a lock file does not tell, all of it.

use super::{Found, range};
use crate::model::advisories::{Ecosystem, known};
use memchr::memmem;
use semver::Version;
use std::ops::Range;

/// Reads a manifest's `dependencies`.
pub fn manifest(text: &str) -> Vec<Found> {
    let Some(wanted) = object_of(text, 0..text.len(), "dependencies") else { return Vec::new() };
    let names = known().packages(Ecosystem::Npm).into_iter();
    let one = |name: &str| {
        let place = text_of(text, wanted.clone(), name)?;
        let written = text.get(place.clone())?.to_owned();
        Some(found(name, range::newest_of_npm(&written), written, place, false))
    };
    names.filter_map(one).collect()
}

/// Reads npm's lock file: version 1 with `dependencies`, later ones with `packages`.
pub fn lock(text: &str) -> Vec<Found> {
    let root = object_of(text, 0..text.len(), "");
    let flat = memmem::find(text.as_bytes(), b"\"node_modules/").is_some();
    let one = |name: &str| {
        let direct = |root: &Range<usize>| text_of(text, root.clone(), name).is_some();
        if flat && !root.as_ref().is_some_and(direct) {
            return None;
        }
        let key = if flat { format!("node_modules/{name}") } else { name.to_owned() };
        let object = object_of(text, 0..text.len(), &key)?;
        let development = text.get(object.clone())?.contains("\"dev\": true");
        let place = text_of(text, object, "version").filter(|_| !development)?;
        Some(locked(name, text.get(place.clone())?, place))
    };
    known().packages(Ecosystem::Npm).into_iter().filter_map(one).collect()
}

/// Reads pnpm's lock file: names below `dependencies:`, with a version on their own line or on one below.
pub fn pnpm(text: &str) -> Vec<Found> {
    let names = known().packages(Ecosystem::Npm);
    let mut out = Vec::new();
    let (mut counts, mut waiting, mut start) = (false, None, 0);
    for line in text.split_inclusive('\n') {
        let (key, value) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
        let value = value.trim();
        match key {
            "packages" | "snapshots" if !line.starts_with(' ') => break,
            "dependencies" => counts = true,
            "devDependencies" | "optionalDependencies" => counts = false,
            "version" => out.extend(waiting.take().map(|name| (name, value, start + offset(line, value)))),
            "specifier" => {}
            _ => {
                let name = names.iter().find(|name| counts && key.trim_matches(['\'', '"']) == **name);
                out.extend(
                    name.filter(|_| !value.is_empty())
                        .map(|name| (*name, value, start + offset(line, value))),
                );
                waiting = name.copied().filter(|_| value.is_empty());
            }
        }
        start += line.len();
    }
    // `8.5.1(peer@1.0.0)` names what it was resolved together with.
    let bare = |value: &'_ str| value.split(['(', '_', ' ']).next().unwrap_or("").to_owned();
    out.into_iter().map(|(name, value, at)| locked(name, &bare(value), at..at + bare(value).len())).collect()
}

fn offset(line: &str, part: &str) -> usize {
    line.rfind(part).unwrap_or(0)
}

/// Reads yarn's lock file, of version 1 or later: a version two spaces in, below a line of requirements.
pub fn yarn(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    for name in known().packages(Ecosystem::Npm) {
        let entries = [format!("\n{name}@"), format!("\n\"{name}@")];
        let starts = entries.iter().flat_map(|entry| memmem::find_iter(text.as_bytes(), entry));
        for start in starts.collect::<Vec<_>>() {
            let Some(body) = text.get(start + 1..).and_then(|rest| rest.split("\n\n").next()) else {
                continue;
            };
            let Some(at) = body.find("\n  version") else { continue };
            let rest = body.get(at + "\n  version".len()..).unwrap_or("");
            let value = rest.trim_start_matches([' ', ':', '"']);
            let version = value.split(['"', '\n', '\r']).next().unwrap_or("");
            let begin = start + 1 + body.len() - value.len();
            out.push(locked(name, version, begin..begin + version.len()));
        }
    }
    out
}

fn locked(name: &str, version: &str, place: Range<usize>) -> Found {
    found(name, Version::parse(version).ok(), version.to_owned(), place, true)
}

fn found(name: &str, version: Option<Version>, written: String, place: Range<usize>, locked: bool) -> Found {
    Found {
        ecosystem: Ecosystem::Npm,
        name: name.to_owned(),
        written,
        place,
        version,
        locked,
        features: Vec::new(),
    }
}

/// The object behind a key, braces included; the first one within the range.
fn object_of(text: &str, within: Range<usize>, key: &str) -> Option<Range<usize>> {
    let part = text.get(within.clone())?;
    let quoted = format!("\"{key}\"");
    for at in memmem::find_iter(part.as_bytes(), &quoted) {
        let rest = part.get(at + quoted.len()..)?;
        let Some(behind) = rest.trim_start().strip_prefix(':') else { continue };
        let value = behind.trim_start();
        if value.starts_with('{') {
            let start = within.start + part.len() - value.len();
            return Some(start..start + closed(value));
        }
    }
    None
}

/// Bytes up to the brace that closes the first one, outside of texts; all of them where it is missing.
fn closed(text: &str) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

/// The place of a key's text within the range.
fn text_of(text: &str, within: Range<usize>, key: &str) -> Option<Range<usize>> {
    let part = text.get(within.clone())?;
    let quoted = format!("\"{key}\"");
    for at in memmem::find_iter(part.as_bytes(), &quoted) {
        let rest = part.get(at + quoted.len()..)?;
        let value =
            rest.trim_start().strip_prefix(':').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'));
        if let Some(value) = value {
            let start = within.start + part.len() - value.len();
            return Some(start..start + value.find(['"', '\n']).unwrap_or(value.len()));
        }
    }
    None
}
