//! Which version of a library a package uses: from `Cargo.lock`, else from `Cargo.toml`.

use super::manifest::{self, Manifest, Requirement};
use semver::{Version, VersionReq};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Versions of one package's libraries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Versions {
    known: BTreeMap<String, Version>,
}

impl Versions {
    pub fn of(&self, library: &str) -> Option<&Version> {
        self.known.get(library)
    }

    pub fn with(mut self, library: &str, version: Version) -> Versions {
        self.known.insert(library.to_owned(), version);
        self
    }
}

/// Packages by folder, read when a file of theirs is first met.
#[derive(Debug, Default)]
pub struct Packages {
    manifests: HashMap<PathBuf, Option<Manifest>>,
    /// The package's folder by the folder of a file.
    folders: HashMap<PathBuf, PathBuf>,
    locks: HashMap<PathBuf, Option<Lock>>,
}

/// Versions by library, as locked.
type Lock = BTreeMap<String, Vec<Version>>;

impl Packages {
    /// The folder of the package that holds a file: the nearest one with a `Cargo.toml`.
    pub fn folder_of(&mut self, file: &Path) -> PathBuf {
        let parent = file.parent().unwrap_or(Path::new("")).to_path_buf();
        if let Some(known) = self.folders.get(&parent) {
            return known.clone();
        }
        let ancestors: Vec<PathBuf> = parent.ancestors().map(Path::to_path_buf).collect();
        let package =
            ancestors.into_iter().find(|folder| self.manifest(folder).is_some_and(|m| m.is_package));
        let folder = package.unwrap_or_else(|| parent.clone());
        self.folders.insert(parent, folder.clone());
        folder
    }

    /// Versions of everything that the package in `folder` depends on.
    pub fn versions(&mut self, folder: &Path) -> Versions {
        let ancestors: Vec<PathBuf> = folder.ancestors().map(Path::to_path_buf).collect();
        let lock = ancestors.iter().find_map(|folder| self.lock(folder).cloned());
        let manifests: Vec<Manifest> =
            ancestors.iter().filter_map(|folder| self.manifest(folder).cloned()).collect();
        let mut known = BTreeMap::new();
        for (library, versions) in lock.unwrap_or_default() {
            let range = requirement(&manifests, &library);
            known.extend(choose(&versions, range.as_deref()).map(|version| (library, version)));
        }
        for library in manifests.iter().flat_map(|manifest| manifest.requirements.keys()) {
            if !known.contains_key(library) {
                let newest = requirement(&manifests, library).and_then(|range| newest_of(&range));
                known.extend(newest.map(|version| (library.clone(), version)));
            }
        }
        Versions { known }
    }

    /// What the `Cargo.toml` in a folder says.
    pub fn manifest(&mut self, folder: &Path) -> Option<&Manifest> {
        let read = || manifest::read(&std::fs::read_to_string(folder.join("Cargo.toml")).ok()?);
        self.manifests.entry(folder.to_path_buf()).or_insert_with(read).as_ref()
    }

    fn lock(&mut self, folder: &Path) -> Option<&Lock> {
        let read = || read_lock(&std::fs::read_to_string(folder.join("Cargo.lock")).ok()?);
        self.locks.entry(folder.to_path_buf()).or_insert_with(read).as_ref()
    }
}

/// The version range that the nearest manifest asks for, looked up in the workspace where it says so.
fn requirement(manifests: &[Manifest], library: &str) -> Option<String> {
    manifests.iter().find_map(|manifest| match manifest.requirements.get(library)? {
        Requirement::Range(range) => Some(range.clone()),
        Requirement::Workspace => None,
    })
}

/// The locked version that the range admits; the newest where nothing decides.
fn choose(versions: &[Version], range: Option<&str>) -> Option<Version> {
    let range = range.and_then(|range| VersionReq::parse(range).ok());
    let fits = |version: &&Version| range.as_ref().is_none_or(|range| range.matches(version));
    versions.iter().filter(fits).max().or(versions.iter().max()).cloned()
}

/// The newest version that a range such as `9.2` may resolve to: its own major line's end.
fn newest_of(range: &str) -> Option<Version> {
    const ANY: u64 = 9_999;
    let parsed = VersionReq::parse(range).ok()?;
    let first = parsed.comparators.first()?;
    let minor = first.minor.unwrap_or(ANY);
    Some(match (first.op, first.major, first.patch) {
        (semver::Op::Exact, major, Some(patch)) => Version::new(major, minor, patch),
        (semver::Op::Tilde, major, _) => Version::new(major, minor, ANY),
        (_, 0, _) => Version::new(0, minor, ANY),
        (_, major, _) => Version::new(major, ANY, ANY),
    })
}

fn read_lock(text: &str) -> Option<Lock> {
    #[derive(serde::Deserialize)]
    struct File {
        #[serde(default)]
        package: Vec<Package>,
    }
    #[derive(serde::Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let file: File = toml::from_str(text).ok()?;
    let mut lock = Lock::new();
    for package in file.package {
        if let Ok(version) = Version::parse(&package.version) {
            lock.entry(package.name).or_default().push(version);
        }
    }
    Some(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_picks_among_locked_versions() {
        let versions = [Version::new(0, 16, 2), Version::new(0, 18, 1)];
        assert_eq!(choose(&versions, Some("0.16")), Some(Version::new(0, 16, 2)));
        assert_eq!(choose(&versions, None), Some(Version::new(0, 18, 1)));
    }

    #[test]
    fn a_manifest_alone_gives_the_end_of_its_line() {
        assert_eq!(newest_of("9").map(|version| version.major), Some(9));
        assert_eq!(newest_of("0.17").map(|version| (version.major, version.minor)), Some((0, 17)));
        assert_eq!(newest_of("=10.2.0"), Some(Version::new(10, 2, 0)));
        assert_eq!(newest_of("not a range"), None);
    }

    #[test]
    fn workspace_dependencies_are_looked_up_above() {
        let member = manifest::read("[package]\nname='a'\n[dependencies]\ncookie = { workspace = true }");
        let root = manifest::read("[workspace.dependencies]\ncookie = '0.17'");
        let manifests: Vec<Manifest> = [member, root].into_iter().flatten().collect();
        assert_eq!(requirement(&manifests, "cookie").as_deref(), Some("0.17"));
    }
}
