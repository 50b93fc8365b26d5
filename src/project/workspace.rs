//! Packages whose source lies in the scanned folders, and by which names they know each other.
//!
//! In: manifests and files. Out: for each package its modules and the packages beside it. Versions of libraries
//! from elsewhere are another matter.

use super::packages::absolute;
use super::versions::Packages;
use crate::source::FileId;
use crate::surface::rust;
use crate::surface::rust::index::Root;
use crate::walk::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};

/// Number of a package.
pub type PackageId = usize;

/// Packages that one package may lead to.
const MOST: usize = 64;

#[derive(Debug, Default)]
pub struct Workspace {
    packages: Vec<Package>,
}

#[derive(Debug, Default)]
pub struct Package {
    pub folder: PathBuf,
    /// File by module path, from `crate` on.
    pub modules: BTreeMap<Vec<String>, FileId>,
    /// Where its library stands, if the manifest says so: `source/main_lib.rs`.
    library_file: Option<String>,
    /// Packages by the names that this one's code has for them, itself included.
    crates: BTreeMap<String, PackageId>,
    oldest_edition: bool,
}

impl Workspace {
    /// The packages in their order.
    pub fn new(units: &[(PathBuf, Vec<FileId>)], entries: &[Entry], known: &mut Packages) -> Workspace {
        let places: HashMap<PathBuf, PackageId> =
            units.iter().enumerate().map(|(number, (folder, _))| (clean(folder), number)).collect();
        let package = |(folder, files): &(PathBuf, Vec<FileId>)| {
            let manifest = known.manifest(folder).cloned().unwrap_or_default();
            let mut package = Package {
                folder: folder.clone(),
                library_file: manifest.library_file.clone(),
                crates: known.beside(folder, &places),
                oldest_edition: manifest.oldest_edition,
                ..Package::default()
            };
            for (file, entry) in files.iter().filter_map(|file| Some((*file, entries.get(file.0 as usize)?)))
            {
                let module = package.module_of(entry);
                // A library goes before the program of the same package.
                if !entry.path.ends_with("main.rs") || !package.modules.contains_key(&module) {
                    package.modules.insert(module, file);
                }
            }
            package
        };
        Workspace { packages: units.iter().map(package).collect() }
    }

    pub fn package(&self, id: PackageId) -> Option<&Package> {
        self.packages.get(id)
    }

    /// The names that code of a package and of those that it leads to uses, by the root of its module paths.
    pub fn roots(&self, id: PackageId) -> HashMap<String, Root> {
        let mut reached = vec![id];
        let mut at = 0;
        while let Some(package) = reached.get(at).and_then(|id| self.packages.get(*id)) {
            let next: Vec<PackageId> =
                package.crates.values().copied().filter(|next| !reached.contains(next)).collect();
            reached.extend(next.into_iter().take(MOST.saturating_sub(reached.len())));
            at += 1;
        }
        let root = |from: &PackageId| {
            let package = self.packages.get(*from)?;
            let crates = package.crates.iter().map(|(name, to)| (name.clone(), root_name(id, *to)));
            let root = Root { crates: crates.collect(), oldest_edition: package.oldest_edition };
            Some((root_name(id, *from), root))
        };
        reached.iter().filter_map(root).collect()
    }

    /// The file of a module, by a path that begins with a root that package `id` knows.
    pub fn file(&self, id: PackageId, module: &[String]) -> Option<FileId> {
        let (root, rest) = module.split_first()?;
        let of = match root.strip_prefix("crate")? {
            "" => id,
            other => other.trim_start().parse().ok()?,
        };
        let own = [&["crate".to_owned()], rest].concat();
        self.packages.get(of)?.modules.get(&own).copied()
    }
}

/// How module paths of a package begin when package `id` is evaluated: `crate 7`, which no code can say.
fn root_name(id: PackageId, of: PackageId) -> String {
    if id == of { "crate".to_owned() } else { format!("crate {of}") }
}

impl Package {
    /// The module path of one of its files.
    pub fn module_of(&self, entry: &Entry) -> Vec<String> {
        let disk = absolute(entry);
        let below = disk.strip_prefix(&self.folder).unwrap_or(&disk).to_string_lossy().replace('\\', "/");
        let Some(library) = &self.library_file else { return rust::module_path(&below) };
        if below == *library {
            return vec!["crate".to_owned()];
        }
        match library.rsplit_once('/').and_then(|(folder, _)| below.strip_prefix(folder)?.strip_prefix('/')) {
            Some(beside) => rust::module_path(beside),
            None => rust::module_path(&below),
        }
    }
}

impl Packages {
    /// Packages by the names that the code in `folder` has for them.
    fn beside(&mut self, folder: &Path, places: &HashMap<PathBuf, PackageId>) -> BTreeMap<String, PackageId> {
        let Some(manifest) = self.manifest(folder).filter(|manifest| manifest.is_package).cloned() else {
            return BTreeMap::new();
        };
        let mut crates = BTreeMap::new();
        for (name, dependency) in &manifest.folders {
            let told = match &dependency.path {
                Some(path) => Some((folder.join(path), dependency.renamed)),
                None => self.told_by_workspace(folder, name),
            };
            let Some((disk, renamed)) = told else { continue };
            let disk = clean(&disk);
            if let Some(id) = places.get(&disk) {
                let name = if renamed { name.replace('-', "_") } else { self.library_name(&disk, name) };
                crates.insert(name, *id);
            }
        }
        if let Some(id) = places.get(&clean(folder)) {
            crates.entry(self.library_name(folder, &manifest.name)).or_insert(*id);
        }
        crates
    }

    /// The folder of a dependency that the workspace above names, and whether it goes by another name.
    fn told_by_workspace(&mut self, folder: &Path, name: &str) -> Option<(PathBuf, bool)> {
        folder.ancestors().map(Path::to_path_buf).collect::<Vec<_>>().into_iter().find_map(|above| {
            let dependency = self.manifest(&above)?.workspace_folders.get(name)?;
            Some((above.join(dependency.path.as_ref()?), dependency.renamed))
        })
    }

    /// What the library of a package is called in code.
    fn library_name(&mut self, folder: &Path, otherwise: &str) -> String {
        let manifest = self.manifest(folder);
        let named = manifest.map(|manifest| manifest.library.clone().unwrap_or(manifest.name.clone()));
        named.filter(|name| !name.is_empty()).unwrap_or(otherwise.to_owned()).replace('-', "_")
    }
}

/// A path without `.` and `..`, as it reads.
fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_as_they_read() {
        assert_eq!(clean(Path::new("/a/b/../c/./d")), Path::new("/a/c/d"));
        assert_eq!(clean(Path::new("/../a")), Path::new("/a"));
    }
}
