//! Rust files by package: modules that the judged code leads to are loaded, and each package is
//! evaluated as a whole.

use super::scan::read;
use super::versions::{Packages, Versions};
use crate::model::Models;
use crate::source::FileId;
use crate::surface::rust::{self, Evaluated, ir};
use crate::walk::Entry;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Modules loaded because judged code names them, and modules that those name.
const ROUNDS: usize = 2;
/// Modules loaded on demand for one package.
const MOST: usize = 400;

/// One package's files, by module path.
type Modules = Vec<(Vec<String>, ir::File)>;

/// Evaluates the packages of all parsed files.
pub fn evaluate(files: Vec<ir::File>, entries: &[Entry], models: &Models) -> Evaluated {
    let mut known = Packages::default();
    let groups = grouped(files, entries, &mut known);
    let work: Vec<(Versions, PathBuf, Modules)> =
        groups.into_iter().map(|(folder, files)| (known.versions(&folder), folder, files)).collect();
    let evaluated: Vec<Evaluated> = work
        .into_par_iter()
        .map(|(versions, folder, mut files)| {
            load_named(&folder, &mut files, entries);
            rust::evaluate(&rust::index::Crate::new(files), models, &versions)
        })
        .collect();
    let mut all = Evaluated::default();
    for one in evaluated {
        all.facts.extend(one.facts);
        all.gaps.extend(one.gaps);
    }
    all
}

fn grouped(files: Vec<ir::File>, entries: &[Entry], known: &mut Packages) -> BTreeMap<PathBuf, Modules> {
    let mut groups: BTreeMap<PathBuf, Modules> = BTreeMap::new();
    for file in files {
        let Some(entry) = file.id.and_then(|id| entries.get(id.0 as usize)) else { continue };
        let disk = absolute(entry);
        let folder = known.folder_of(&disk);
        let module = module_of(&folder, &disk);
        groups.entry(folder).or_default().push((module, file));
    }
    groups
}

fn absolute(entry: &Entry) -> PathBuf {
    std::path::absolute(&entry.disk).unwrap_or_else(|_| entry.disk.clone())
}

fn module_of(folder: &Path, disk: &Path) -> Vec<String> {
    let below = disk.strip_prefix(folder).unwrap_or(disk);
    rust::module_path(&below.to_string_lossy().replace('\\', "/"))
}

/// Loads modules that the prefilter passed over but that imports and paths of judged code name.
fn load_named(folder: &Path, files: &mut Modules, entries: &[Entry]) {
    let by_module = modules_of_package(folder, entries);
    let mut loaded: HashSet<Vec<String>> = files.iter().map(|(module, _)| module.clone()).collect();
    let mut from = 0;
    for _ in 0..ROUNDS {
        let wanted: Vec<Vec<String>> = files[from..]
            .iter()
            .flat_map(|(module, file)| named_modules(module, file))
            .filter(|module| by_module.contains_key(module))
            .collect();
        from = files.len();
        for module in wanted {
            if files.len() - from < MOST && loaded.insert(module.clone()) {
                files.extend(
                    by_module.get(&module).and_then(|file| load(*file, entries)).map(|file| (module, file)),
                );
            }
        }
    }
}

/// Files of the package by module path.
fn modules_of_package(folder: &Path, entries: &[Entry]) -> HashMap<Vec<String>, FileId> {
    let sources = entries.iter().enumerate().filter(|(_, entry)| entry.path.ends_with(".rs"));
    sources
        .filter_map(|(number, entry)| {
            let disk = absolute(entry);
            disk.starts_with(folder).then(|| (module_of(folder, &disk), FileId(number as u32)))
        })
        .collect()
}

/// Every module that a file's imports and paths may lead into, parents included.
fn named_modules(module: &[String], file: &ir::File) -> Vec<Vec<String>> {
    let imports = file.scopes.iter().flat_map(|scope| {
        let here = [module, scope.path.as_slice()].concat();
        scope.uses.iter().map(move |import| full_path(&here, &import.path))
    });
    let paths = file.paths.iter().map(|path| full_path(module, path));
    let mut out = Vec::new();
    for path in imports.chain(paths) {
        out.extend((1..=path.len()).map(|end| path[..end].to_vec()));
    }
    out
}

/// A path from the crate's root, as it reads from inside a module.
fn full_path(module: &[String], path: &[String]) -> Vec<String> {
    let up = |levels: usize, rest: &[String]| {
        let keep = module.len().saturating_sub(levels).max(1);
        [&module[..keep], rest].concat()
    };
    match path.first().map(String::as_str) {
        Some("crate") => path.to_vec(),
        Some("self") => up(0, &path[1..]),
        Some("super") => {
            let levels = path.iter().take_while(|segment| *segment == "super").count();
            up(levels, &path[levels..])
        }
        _ => [module, path].concat(),
    }
}

fn load(file: FileId, entries: &[Entry]) -> Option<ir::File> {
    let entry = entries.get(file.0 as usize)?;
    let source = read(file, entry, rust::LONGEST as u64).ok()??;
    rust::parse(&source).ok()
}
