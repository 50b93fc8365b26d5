//! `Cargo.toml` and `Cargo.lock`. Out: auth libraries with versions and features.
//!
//! Of a lock file, what the project itself asks for counts; what its dependencies ask for is theirs.

use super::{Found, range};
use crate::model::advisories::{Ecosystem, known};
use memchr::memmem;
use semver::Version;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a manifest; what is broken in it is passed over. Development dependencies are no part of what runs.
pub fn manifest(text: &str) -> Vec<Found> {
    let names = known().packages(Ecosystem::Cargo);
    if !names.iter().any(|name| memmem::find(text.as_bytes(), name.as_bytes()).is_some()) {
        return Vec::new();
    }
    let (root, _) = DeTable::parse_recoverable(text);
    let root = root.get_ref();
    let targets = table(root, "target").into_iter().flat_map(|targets| targets.values());
    let of_targets = targets.filter_map(|target| table(target.get_ref().as_table()?, "dependencies"));
    let workspace = table(root, "workspace").and_then(|workspace| table(workspace, "dependencies"));
    let tables = [table(root, "dependencies"), workspace];
    let entries = tables.into_iter().flatten().chain(of_targets).flat_map(|table| table.iter());
    entries.filter_map(|(key, value)| requirement(key.get_ref(), value, &names)).collect()
}

fn table<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    table.get(key)?.get_ref().as_table()
}

fn requirement(key: &str, value: &Spanned<DeValue<'_>>, names: &[&str]) -> Option<Found> {
    let details = value.get_ref().as_table();
    let member = |name: &str| details.and_then(|table| table.get(name));
    let name = member("package").and_then(|name| name.get_ref().as_str()).unwrap_or(key);
    if !names.contains(&name) {
        return None;
    }
    let version = if details.is_some() { member("version") } else { Some(value) };
    let written = version.and_then(|version| version.get_ref().as_str()).unwrap_or("").to_owned();
    let features = member("features").and_then(|list| list.get_ref().as_array());
    let feature = |item: &Spanned<DeValue<'_>>| Some((item.get_ref().as_str()?.to_owned(), item.span()));
    Some(Found {
        ecosystem: Ecosystem::Cargo,
        name: name.to_owned(),
        version: range::newest_of_cargo(&written),
        place: version.unwrap_or(value).span(),
        written,
        locked: false,
        features: features.into_iter().flat_map(|list| list.iter()).filter_map(feature).collect(),
    })
}

/// Reads a lock file: the versions of listed packages that a package of the project itself depends on.
pub fn lock(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for name in known().packages(Ecosystem::Cargo) {
        let entry = format!("name = \"{name}\"");
        for start in memmem::find_iter(text.as_bytes(), &entry) {
            let own = locked(text, start + entry.len()).filter(|(version, _)| is_direct(text, name, version));
            found.extend(own.map(|(written, place)| Found {
                ecosystem: Ecosystem::Cargo,
                name: name.to_owned(),
                version: Version::parse(&written).ok(),
                written,
                place,
                locked: true,
                features: Vec::new(),
            }));
        }
    }
    found
}

/// The version on the line behind a package's name.
fn locked(text: &str, end: usize) -> Option<(String, Range<usize>)> {
    let rest = text.get(end..)?;
    let gap = rest.len() - rest.trim_start().len();
    let value = rest.get(gap..)?.strip_prefix("version = \"")?;
    let version = value.split(['"', '\n']).next()?;
    let start = text.len() - value.len();
    Some((version.to_owned(), start..start + version.len()))
}

/// Whether a package that comes from nowhere else, and so is the project's own, lists it.
fn is_direct(text: &str, name: &str, version: &str) -> bool {
    let (alone, exact) = (format!("\"{name}\""), format!("\"{name} {version}"));
    text.split("[[package]]").skip(1).any(|package| {
        let own = !package.contains("\nsource = ");
        let mut listed = package.lines().map(str::trim);
        own && listed.any(|line| line.trim_end_matches(',') == alone || line.starts_with(&exact))
    })
}
