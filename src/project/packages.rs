//! One Rust package as a whole: modules that judged code leads to are loaded, callers of functions whose
//! arguments decide are looked for, and the package is evaluated.

use super::scan::{Reading, load_rust, read};
use super::versions::Versions;
use super::workspace::{self, PackageId, Workspace};
use crate::fact::derive;
use crate::source::FileId;
use crate::surface::rust::index::{Crate, Root};
use crate::surface::rust::ir::{FOLDER, Use};
use crate::surface::rust::loaded::Loaded;
use crate::surface::rust::{self, Evaluated, ir};
use crate::walk::Entry;
use aho_corasick::AhoCorasick;
use foldhash::HashSet;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;

/// Modules loaded because judged code names them, and modules that those name.
const ROUNDS: usize = 2;
/// The same for packages beside it, in which only re-exports and imports of wanted names are followed.
const FURTHER_ROUNDS: usize = 4;
/// Modules loaded on demand for one package.
const MOST: usize = 400;

/// The package's files, by module path.
type Modules = Vec<(Vec<String>, Loaded)>;

/// One package, and where its modules and those of its neighbours are found.
pub struct Package<'w> {
    pub id: PackageId,
    pub workspace: &'w Workspace,
    pub versions: &'w Versions,
}

/// Evaluates a package whose interesting `files` are parsed already.
pub fn evaluate(files: Vec<ir::File>, package: &Package<'_>, reading: &Reading<'_>) -> Evaluated {
    let Some(own) = package.workspace.package(package.id) else { return Evaluated::default() };
    let mut evaluated = whole(files, package, own, reading);
    let name = own.folder.file_name().unwrap_or_default().to_string_lossy();
    evaluated.facts.iter_mut().for_each(|fact| derive::settle_protocol(fact, &name));
    evaluated
}

fn whole(
    files: Vec<ir::File>,
    package: &Package<'_>,
    own: &workspace::Package,
    reading: &Reading<'_>,
) -> Evaluated {
    let roots = package.workspace.roots(package.id);
    let mut modules: Modules = files
        .into_iter()
        .filter_map(|file| Some((own.module_of(entry(file.id?, reading)?), Loaded::Own(Box::new(file)))))
        .collect();
    load_named(&mut modules, package, &roots, reading);
    let krate = Crate::new(modules, roots.clone());
    let mut evaluated = rust::evaluate(&krate, reading.tools.models, package.versions);
    let mut modules = krate.files;
    if load_callers(&evaluated.open, &mut modules, own, reading) {
        load_named(&mut modules, package, &roots, reading);
        let krate = Crate::new(modules, roots);
        evaluated = rust::evaluate(&krate, reading.tools.models, package.versions);
        modules = krate.files;
    }
    // Millions of small pieces: giving them back takes as long as one of the passes over them.
    modules.into_par_iter().for_each(drop);
    evaluated
}

fn entry<'r>(file: FileId, reading: &Reading<'r>) -> Option<&'r Entry> {
    reading.entries.get(file.0 as usize)
}

pub fn absolute(entry: &Entry) -> PathBuf {
    std::path::absolute(&entry.disk).unwrap_or_else(|_| entry.disk.clone())
}

/// Loads modules that the prefilter passed over but that imports and paths of judged code name.
fn load_named(
    modules: &mut Modules,
    package: &Package<'_>,
    roots: &HashMap<String, Root>,
    reading: &Reading<'_>,
) {
    // Beside `main.rs` there may be a `lib.rs` of the same path.
    let known =
        |(module, file): &&(Vec<String>, Loaded)| package.workspace.file(package.id, module) == file.id;
    let mut loaded: HashSet<Vec<String>> =
        modules.iter().filter(known).map(|(module, _)| module.clone()).collect();
    let wanted = wanted_names(modules, roots);
    let mut from = 0;
    for round in 0..FURTHER_ROUNDS {
        // What judged code names is judged with it, whoever else names it.
        let open = modules[from..].iter().filter(|(module, _)| round < ROUNDS || !is_own(module));
        let (judged, others): (Vec<_>, Vec<_>) = open.partition(|(_, file)| file.judged);
        let mut named = Vec::new();
        for (module, file) in judged.into_iter().chain(others) {
            for path in named_modules(module, file, roots, &wanted) {
                named.extend(fresh_modules(&path, &mut loaded).map(|module| (module, file.judged)));
            }
        }
        let found = named.into_iter().filter_map(|(module, judged)| {
            let file = package.workspace.file(package.id, &module)?;
            let judged = judged && is_own(&module);
            Some((module, judged, file))
        });
        from = modules.len();
        let fresh: Vec<(Vec<String>, bool, FileId)> = found.take(MOST).collect();
        modules.par_extend(fresh.into_par_iter().filter_map(|(module, judged, file)| {
            let parsed = load(file, is_own(&module), judged, reading)?;
            Some((module, parsed))
        }));
    }
}

/// A module of a neighbour is asked for by each package that names it, and parsed once while there is room for it.
fn load(file: FileId, own: bool, judged: bool, reading: &Reading<'_>) -> Option<Loaded> {
    if own {
        let parsed = load_rust(file, reading)?;
        return Some(Loaded::Own(Box::new(ir::File { judged, ..parsed })));
    }
    let size = entry(file, reading)?.size;
    reading.shelf.get(file, size, || load_rust(file, reading)).map(Loaded::Shared)
}

fn is_own(module: &[String]) -> bool {
    module.first().is_some_and(|root| root == "crate")
}

/// Names that the package's code may look for in other packages.
fn wanted_names(modules: &Modules, roots: &HashMap<String, Root>) -> HashSet<String> {
    let beside = roots.len() > 1;
    let files = modules.iter().map(|(_, file)| file).filter(|_| beside);
    let imports = files.clone().flat_map(|file| &file.scopes).flat_map(|scope| &scope.uses);
    let paths = files.flat_map(|file| &file.paths);
    imports.map(|import| &import.path).chain(paths).flatten().cloned().collect()
}

/// Loads files that call a function whose arguments decide what its facts say. False where there are none.
fn load_callers(
    open: &[String],
    modules: &mut Modules,
    package: &workspace::Package,
    reading: &Reading<'_>,
) -> bool {
    let Some(calls) = AhoCorasick::new(open).ok().filter(|_| !open.is_empty()) else { return false };
    let judged = |modules: &Modules| modules.iter().filter(|(_, file)| file.judged).count();
    let before = judged(modules);
    judge_callers(&calls, modules, reading);
    let loaded: HashSet<&Vec<String>> = modules.iter().map(|(module, _)| module).collect();
    let rest: Vec<(&Vec<String>, &FileId)> =
        package.modules.iter().filter(|(module, _)| !loaded.contains(module)).collect();
    let callers: Modules = rest
        .into_par_iter()
        .filter_map(|(module, file)| {
            let source = read(*file, entry(*file, reading)?, rust::LONGEST as u64).ok()??;
            let found = calls.is_match(&source.text);
            let parsed = found.then(|| rust::parse(&source).ok()).flatten()?;
            Some((module.clone(), Loaded::Own(Box::new(ir::File { judged: true, ..parsed }))))
        })
        .collect();
    modules.extend(callers.into_iter().take(MOST));
    judged(modules) > before
}

/// Has files evaluated that are there for what they log, if they call one of these functions.
fn judge_callers(calls: &AhoCorasick, modules: &mut Modules, reading: &Reading<'_>) {
    let open = modules.iter_mut().filter(|(module, file)| is_own(module) && !file.judged);
    for file in open.filter_map(|(_, file)| file.own()) {
        let source = file.id.and_then(|id| read(id, entry(id, reading)?, rust::LONGEST as u64).ok()?);
        file.judged = source.is_some_and(|source| calls.is_match(&source.text));
    }
}

/// The modules of a path, parents included, that were not yet named.
fn fresh_modules(path: &[String], loaded: &mut HashSet<Vec<String>>) -> impl Iterator<Item = Vec<String>> {
    let mut fresh = Vec::new();
    for end in 1..=path.len() {
        if !loaded.contains(&path[..end]) {
            fresh.push(path[..end].to_vec());
            loaded.insert(path[..end].to_vec());
        }
    }
    fresh.into_iter()
}

/// Every path that a file's imports and expressions may lead along. Of a neighbour's file, only imports that bring a
/// wanted name, or all names, count.
fn named_modules(
    module: &[String],
    file: &ir::File,
    roots: &HashMap<String, Root>,
    wanted: &HashSet<String>,
) -> Vec<Vec<String>> {
    let own = is_own(module);
    let imports = file.scopes.iter().flat_map(|scope| {
        let here = [module, scope.path.as_slice()].concat();
        let beside = scope.modules.iter().map(|name| vec![FOLDER.to_owned(), name.clone()]);
        let beside = beside.filter(|_| own && !file.folder).map(|path| from_folder(module, file, &path[1..]));
        let counts = |import: &&Use| own || import.name.as_ref().is_none_or(|name| wanted.contains(name));
        let imports = scope.uses.iter().filter(counts).map(move |import| match import.path.split_first() {
            Some((first, rest)) if first == FOLDER => from_folder(module, file, rest),
            _ => full_path(&here, &import.path, roots),
        });
        beside.chain(imports).collect::<Vec<_>>()
    });
    let paths = file.paths.iter().filter(|_| own).flat_map(|path| {
        // In the edition of 2015 a path may begin at the root or here.
        [full_path(module, path, roots), full_path(module, path, &HashMap::new())]
    });
    imports.chain(paths).collect()
}

/// A path that begins in the file's folder.
fn from_folder(module: &[String], file: &ir::File, rest: &[String]) -> Vec<String> {
    let up = usize::from(!file.folder) + rest.iter().take_while(|part| *part == "super").count();
    let folder = &module[..module.len().saturating_sub(up).max(1).min(module.len())];
    folder.iter().cloned().chain(rest.iter().filter(|part| *part != "super").cloned()).collect()
}

/// A path from a crate's root, as it reads from inside a module.
fn full_path(module: &[String], path: &[String], roots: &HashMap<String, Root>) -> Vec<String> {
    let up = |levels: usize, rest: &[String]| {
        let keep = module.len().saturating_sub(levels).max(1).min(module.len());
        [&module[..keep], rest].concat()
    };
    let root = module.first().and_then(|root| roots.get(root));
    match path.first().map(String::as_str) {
        Some("crate") => [&module[..module.len().min(1)], &path[1..]].concat(),
        Some("self") => up(0, &path[1..]),
        Some("super") => {
            let levels = path.iter().take_while(|segment| *segment == "super").count();
            up(levels, &path[levels..])
        }
        Some(first) => match root.and_then(|root| root.crates.get(first)) {
            Some(of) => [std::slice::from_ref(of), &path[1..]].concat(),
            None if root.is_some_and(|root| root.oldest_edition) => [&module[..1], path].concat(),
            None => [module, path].concat(),
        },
        None => module.to_vec(),
    }
}
