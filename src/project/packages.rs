//! One Rust package as a whole: modules that judged code leads to are loaded, callers of functions whose
//! arguments decide are looked for, and the package is evaluated.

use super::scan::{Reading, load_rust, read};
use super::versions::Versions;
use crate::fact::derive;
use crate::source::FileId;
use crate::surface::rust::index::Crate;
use crate::surface::rust::ir::FOLDER;
use crate::surface::rust::{self, Evaluated, ir};
use crate::walk::Entry;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Modules loaded because judged code names them, and modules that those name.
const ROUNDS: usize = 2;
/// Modules loaded on demand for one package.
const MOST: usize = 400;

/// The package's files, by module path.
type Modules = Vec<(Vec<String>, ir::File)>;

/// Evaluates the package in `folder`: `files` are parsed already, `all` are all of its source files.
pub fn evaluate(
    folder: &Path,
    files: Vec<ir::File>,
    all: &[FileId],
    versions: &Versions,
    reading: &Reading<'_>,
) -> Evaluated {
    let mut evaluated = whole(folder, files, all, versions, reading);
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    evaluated.facts.iter_mut().for_each(|fact| derive::settle_protocol(fact, &name));
    evaluated
}

fn whole(
    folder: &Path,
    files: Vec<ir::File>,
    all: &[FileId],
    versions: &Versions,
    reading: &Reading<'_>,
) -> Evaluated {
    let by_module = modules_of_package(folder, all, reading.entries);
    let mut modules: Modules = files
        .into_iter()
        .filter_map(|file| Some((module_of(folder, &absolute(entry(file.id?, reading)?)), file)))
        .collect();
    load_named(&mut modules, &by_module, reading);
    let krate = Crate::new(modules);
    let evaluated = rust::evaluate(&krate, reading.tools.models, versions);
    let mut modules = krate.files;
    if !load_callers(&evaluated.open, &mut modules, &by_module, reading) {
        return evaluated;
    }
    load_named(&mut modules, &by_module, reading);
    rust::evaluate(&Crate::new(modules), reading.tools.models, versions)
}

fn entry<'r>(file: FileId, reading: &Reading<'r>) -> Option<&'r Entry> {
    reading.entries.get(file.0 as usize)
}

pub fn absolute(entry: &Entry) -> PathBuf {
    std::path::absolute(&entry.disk).unwrap_or_else(|_| entry.disk.clone())
}

fn module_of(folder: &Path, disk: &Path) -> Vec<String> {
    let below = disk.strip_prefix(folder).unwrap_or(disk);
    rust::module_path(&below.to_string_lossy().replace('\\', "/"))
}

/// Files of the package by module path.
fn modules_of_package(folder: &Path, all: &[FileId], entries: &[Entry]) -> HashMap<Vec<String>, FileId> {
    let module = |file: &FileId| {
        let entry = entries.get(file.0 as usize)?;
        Some((module_of(folder, &absolute(entry)), *file))
    };
    all.iter().filter_map(module).collect()
}

/// Loads modules that the prefilter passed over but that imports and paths of judged code name.
fn load_named(modules: &mut Modules, by_module: &HashMap<Vec<String>, FileId>, reading: &Reading<'_>) {
    let mut loaded: HashSet<Vec<String>> = modules.iter().map(|(module, _)| module.clone()).collect();
    let mut from = 0;
    for _ in 0..ROUNDS {
        // What judged code names is judged with it, whoever else names it.
        let (judged, others): (Vec<_>, Vec<_>) = modules[from..].iter().partition(|(_, file)| file.judged);
        let named = judged.into_iter().chain(others).flat_map(|(module, file)| {
            named_modules(module, file).into_iter().map(|named| (named, file.judged))
        });
        let wanted: Vec<(Vec<String>, bool)> =
            named.filter(|(module, _)| by_module.contains_key(module)).collect();
        from = modules.len();
        let fresh = wanted.into_iter().filter(|(module, _)| loaded.insert(module.clone())).take(MOST);
        let files: Vec<(Vec<String>, bool)> = fresh.collect();
        modules.par_extend(files.into_par_iter().filter_map(|(module, judged)| {
            let file = load_rust(*by_module.get(&module)?, reading)?;
            Some((module, ir::File { judged, ..file }))
        }));
    }
}

/// Loads files that call a function whose arguments decide what its facts say. False where there are none.
fn load_callers(
    open: &[String],
    modules: &mut Modules,
    by_module: &HashMap<Vec<String>, FileId>,
    reading: &Reading<'_>,
) -> bool {
    let Some(calls) = AhoCorasick::new(open).ok().filter(|_| !open.is_empty()) else { return false };
    let judged = |modules: &Modules| modules.iter().filter(|(_, file)| file.judged).count();
    let before = judged(modules);
    judge_callers(&calls, modules, reading);
    let loaded: HashSet<&Vec<String>> = modules.iter().map(|(module, _)| module).collect();
    let mut rest: Vec<(&Vec<String>, &FileId)> =
        by_module.iter().filter(|(module, _)| !loaded.contains(module)).collect();
    rest.sort();
    let callers: Modules = rest
        .into_par_iter()
        .filter_map(|(module, file)| {
            let source = read(*file, entry(*file, reading)?, rust::LONGEST as u64).ok()??;
            let found = calls.is_match(&source.text);
            let parsed = found.then(|| rust::parse(&source).ok()).flatten()?;
            Some((module.clone(), ir::File { judged: true, ..parsed }))
        })
        .collect();
    modules.extend(callers.into_iter().take(MOST));
    judged(modules) > before
}

/// Has files evaluated that are there for what they log, if they call one of these functions.
fn judge_callers(calls: &AhoCorasick, modules: &mut Modules, reading: &Reading<'_>) {
    for (_, file) in modules.iter_mut().filter(|(_, file)| !file.judged) {
        let source = file.id.and_then(|id| read(id, entry(id, reading)?, rust::LONGEST as u64).ok()?);
        file.judged = source.is_some_and(|source| calls.is_match(&source.text));
    }
}

/// Every module that a file's imports and paths may lead into, parents included.
fn named_modules(module: &[String], file: &ir::File) -> Vec<Vec<String>> {
    let imports = file.scopes.iter().flat_map(|scope| {
        let here = [module, scope.path.as_slice()].concat();
        let beside = scope.modules.iter().map(|name| vec![FOLDER.to_owned(), name.clone()]);
        let beside = beside.filter(|_| !file.folder).map(|path| from_folder(module, file, &path[1..]));
        let imports = scope.uses.iter().map(move |import| match import.path.split_first() {
            Some((first, rest)) if first == FOLDER => from_folder(module, file, rest),
            _ => full_path(&here, &import.path),
        });
        beside.chain(imports).collect::<Vec<_>>()
    });
    let paths = file.paths.iter().map(|path| full_path(module, path));
    let mut out = Vec::new();
    for path in imports.chain(paths) {
        out.extend((1..=path.len()).map(|end| path[..end].to_vec()));
    }
    out
}

/// A path that begins in the file's folder.
fn from_folder(module: &[String], file: &ir::File, rest: &[String]) -> Vec<String> {
    let up = usize::from(!file.folder) + rest.iter().take_while(|part| *part == "super").count();
    let folder = &module[..module.len().saturating_sub(up).max(1).min(module.len())];
    folder.iter().cloned().chain(rest.iter().filter(|part| *part != "super").cloned()).collect()
}

/// A path from the crate's root, as it reads from inside a module.
fn full_path(module: &[String], path: &[String]) -> Vec<String> {
    let up = |levels: usize, rest: &[String]| {
        let keep = module.len().saturating_sub(levels).max(1).min(module.len());
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
