//! Versions of libraries that are known for a flaw, and features that switch a protection off.
//!
//! In: `rules/advisories.toml`. Out: rows by ecosystem and package, with ranges checked when they are first
//! needed. Knows no lock file and no rule.

use semver::{Version, VersionReq};
use serde::Deserialize;
use std::sync::OnceLock;

/// Everything that is known, with the day on which it was.
#[derive(Debug, Default, Deserialize)]
pub struct Advisories {
    /// As `2026-08-21`.
    pub snapshot: String,
    #[serde(rename = "advisory")]
    pub advisories: Vec<Advisory>,
    #[serde(rename = "feature")]
    pub features: Vec<Feature>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ecosystem {
    Cargo,
    Npm,
}

/// What a flaw leads to, the graver first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    Bypass,
    Weakness,
}

#[derive(Debug, Deserialize)]
pub struct Advisory {
    pub ecosystem: Ecosystem,
    pub package: String,
    pub affected: Vec<VersionReq>,
    /// The first version without the flaw on each line that has one.
    pub fixed: Vec<Version>,
    pub id: String,
    pub impact: Impact,
    /// Which uses it is about, where that is not all.
    #[serde(default)]
    pub concerns: Concerns,
    pub what: String,
}

/// Which uses of a library an advisory is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concerns {
    #[default]
    EveryUse,
    /// Verification that checks `exp` or `nbf` and lets tokens pass that have none.
    UnrequiredTimes,
}

/// A feature that nobody should switch on in production.
#[derive(Debug, Deserialize)]
pub struct Feature {
    pub ecosystem: Ecosystem,
    pub package: String,
    pub feature: String,
    pub what: String,
}

impl Ecosystem {
    pub fn name(self) -> &'static str {
        match self {
            Ecosystem::Cargo => "cargo",
            Ecosystem::Npm => "npm",
        }
    }
}

impl Concerns {
    pub fn name(self) -> &'static str {
        match self {
            Concerns::EveryUse => "every-use",
            Concerns::UnrequiredTimes => "unrequired-times",
        }
    }
}

impl Impact {
    pub fn name(self) -> &'static str {
        match self {
            Impact::Bypass => "bypass",
            Impact::Weakness => "weakness",
        }
    }
}

impl Advisory {
    pub fn affects(&self, version: &Version) -> bool {
        self.affected.iter().any(|range| range.matches(version))
    }

    /// The nearest version above this one that has the fix.
    pub fn fixed_after(&self, version: &Version) -> Option<&Version> {
        self.fixed.iter().filter(|fixed| *fixed > version).min()
    }
}

impl Advisories {
    /// Advisories about one package that hold for a version, the gravest first.
    pub fn about(&self, ecosystem: Ecosystem, package: &str, version: &Version) -> Vec<&Advisory> {
        let own = |row: &&Advisory| row.ecosystem == ecosystem && row.package == package;
        let mut rows: Vec<&Advisory> =
            self.advisories.iter().filter(own).filter(|row| row.affects(version)).collect();
        rows.sort_by_key(|row| row.impact);
        rows
    }

    /// Packages of one ecosystem that rows speak of, each once.
    pub fn packages(&self, ecosystem: Ecosystem) -> Vec<&str> {
        let versions = self.advisories.iter().map(|row| (row.ecosystem, row.package.as_str()));
        let features = self.features.iter().map(|row| (row.ecosystem, row.package.as_str()));
        let mut names: Vec<&str> =
            versions.chain(features).filter(|(own, _)| *own == ecosystem).map(|(_, name)| name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The rows of the binary.
pub fn known() -> &'static Advisories {
    static KNOWN: OnceLock<Advisories> = OnceLock::new();
    KNOWN.get_or_init(|| toml::from_str(include_str!("../../rules/advisories.toml")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read_and_its_fix_is_none_of_its_victims() {
        let all: Advisories =
            toml::from_str(include_str!("../../rules/advisories.toml")).expect("the rows are sound");
        assert!(all.advisories.len() > 10);
        for row in &all.advisories {
            assert!(row.fixed.iter().all(|fixed| !row.affects(fixed)), "{}", row.id);
            assert!(!row.what.ends_with('.') && row.what.len() > 20, "{}", row.id);
        }
        let date = all.snapshot.split('-').map(str::len).collect::<Vec<_>>();
        assert_eq!(date, [4, 2, 2]);
    }

    #[test]
    fn rows_are_found_by_package_and_version() {
        let ids = |ecosystem, package: &str, version: &str| -> Vec<&str> {
            let version = Version::parse(version).expect("a version");
            known().about(ecosystem, package, &version).into_iter().map(|row| row.id.as_str()).collect()
        };
        assert_eq!(ids(Ecosystem::Cargo, "jsonwebtoken", "9.3.1"), ["GHSA-h395-gr6q-cpjc"]);
        assert_eq!(ids(Ecosystem::Cargo, "jsonwebtoken", "10.3.0"), Vec::<&str>::new());
        assert_eq!(ids(Ecosystem::Npm, "jsonwebtoken", "8.5.1").len(), 3);
        assert_eq!(ids(Ecosystem::Npm, "next", "12.3.4"), ["CVE-2025-29927"]);
        assert_eq!(ids(Ecosystem::Npm, "next", "12.3.5"), Vec::<&str>::new());
    }
}
