//! The newest version that a requirement may resolve to. A requirement that has no end, or that cannot be read,
//! has none.

use semver::{Comparator, Op, Version, VersionReq};

/// Higher than any version of a line.
const ANY: u64 = 999_999;

/// Of a requirement in `Cargo.toml`: `9`, `0.17.2`, `>=1, <3`.
pub fn newest_of_cargo(requirement: &str) -> Option<Version> {
    let parsed = VersionReq::parse(requirement).ok()?;
    parsed.comparators.iter().filter_map(end).min()
}

/// Of a requirement in `package.json`: `^8.5.1`, `8.x`, `1.2.3`, `^7 || ^8`.
pub fn newest_of_npm(requirement: &str) -> Option<Version> {
    let ends: Option<Vec<Version>> =
        requirement.split("||").map(|one| newest_of_cargo(&in_cargo(one)?)).collect();
    ends?.into_iter().max()
}

/// One alternative in Cargo's spelling: a bare version is exact, and conditions are parted by white space.
fn in_cargo(range: &str) -> Option<String> {
    let range = range.trim();
    if range.contains(" - ") || range.is_empty() {
        return None;
    }
    let spaced = range.replace(">= ", ">=").replace("<= ", "<=").replace("> ", ">").replace("< ", "<");
    let parts = spaced.split_whitespace().map(|part| {
        let bare = part.trim_start_matches('v');
        match (bare.starts_with(|c: char| c.is_ascii_digit()), bare.split('.').count()) {
            (true, 3) if !bare.contains(['x', 'X', '*']) => format!("={bare}"),
            (true, 2) if !bare.contains(['x', 'X', '*']) => format!("{bare}.*"),
            _ => bare.to_owned(),
        }
    });
    Some(parts.collect::<Vec<_>>().join(", "))
}

/// The newest version that one condition admits, if it has an upper end.
fn end(comparator: &Comparator) -> Option<Version> {
    let Comparator { op, major, minor, patch, .. } = comparator;
    let line = |minor: Option<u64>, patch: Option<u64>| {
        Version::new(*major, minor.unwrap_or(ANY), patch.unwrap_or(ANY))
    };
    match op {
        Op::Exact | Op::LessEq => Some(line(*minor, *patch)),
        Op::Tilde | Op::Wildcard => Some(line(*minor, None)),
        Op::Caret => Some(match (*major, *minor, *patch) {
            (0, Some(0), patch) => line(Some(0), patch),
            (0, minor, _) => line(minor, None),
            _ => line(None, None),
        }),
        Op::Less => below(*major, minor.unwrap_or(0), patch.unwrap_or(0)),
        _ => None,
    }
}

fn below(major: u64, minor: u64, patch: u64) -> Option<Version> {
    match (major, minor, patch) {
        (_, _, 1..) => Some(Version::new(major, minor, patch - 1)),
        (_, 1.., 0) => Some(Version::new(major, minor - 1, ANY)),
        (1.., 0, 0) => Some(Version::new(major - 1, ANY, ANY)),
        _ => None,
    }
}
