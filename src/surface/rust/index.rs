//! The crate under analysis: its files by module path, and where a path of the code leads.

use super::inheritance::Inheritance;
use super::ir::{Constant, Enum, FOLDER, File, Function, Scope, Shape, Struct, Use};
use super::loaded::Loaded;
use super::reading::{Reading, Readings};
// Paths are hashed at every step: the standard hasher would take a tenth of all time.
use foldhash::{HashMap, HashSet};
use std::collections::HashMap as Map;
use std::sync::{Arc, Mutex, PoisonError};

/// Where an item stands: file and position in it.
pub type At = (usize, usize);

/// Files of one package, with lookups by full path (`crate::config::Settings::new`).
#[derive(Debug, Default)]
pub struct Crate {
    pub files: Vec<(Vec<String>, Loaded)>,
    functions: HashMap<String, At>,
    constants: HashMap<String, At>,
    structs: HashMap<String, At>,
    shapes: HashMap<String, At>,
    enums: HashMap<String, At>,
    traits: HashMap<String, At>,
    inheritance: Inheritance,
    /// Module path to file and scope; `lib.rs` and `main.rs` share theirs.
    modules: HashMap<String, Vec<At>>,
    /// Methods by type and name, for receivers whose module is not known.
    methods: HashMap<String, Vec<At>>,
    method_names: HashSet<String>,
    /// By the first segment of module paths: `crate`, and others for packages beside it.
    roots: Map<String, Root>,
    /// Readings of paths by their file and scope: a path is written often, and followed once.
    resolved: Vec<Mutex<Resolved>>,
}

/// What code of one package can name beside its own modules.
#[derive(Clone, Debug, Default)]
pub struct Root {
    /// First segments of module paths, by the names of packages.
    pub crates: Map<String, String>,
    /// Paths begin at the root, as they did in the edition of 2015.
    pub oldest_edition: bool,
}

/// Readings of one file's paths, by scope.
type Resolved = HashMap<usize, HashMap<Vec<String>, Readings>>;

/// Imports followed from module to module before we call it a circle.
const MAX_HOPS: usize = 8;

/// Imports looked at for one path: many globs of many globs end here.
const MAX_STEPS: usize = 200;

/// Readings of a path, collected on the way.
#[derive(Default)]
struct Found {
    paths: Vec<Vec<String>>,
    steps: usize,
}

impl Found {
    fn add(&mut self, path: Vec<String>) {
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
    }
}

impl Crate {
    /// Files with their module paths: `["crate", "auth", "token"]`.
    pub fn new(files: Vec<(Vec<String>, Loaded)>, roots: Map<String, Root>) -> Crate {
        let resolved = files.iter().map(|_| Mutex::default()).collect();
        let mut all = Crate { files, roots, resolved, ..Crate::default() };
        all.add_externs();
        for file in 0..all.files.len() {
            all.index(file);
        }
        all.inheritance = Inheritance::of(&all);
        all
    }

    /// `extern crate a as b;` in any file counts everywhere.
    fn add_externs(&mut self) {
        for (module, file) in &self.files {
            let Some(root) = module.first().filter(|_| !file.externs.is_empty()) else { continue };
            let known = self.roots.entry(root.clone()).or_default();
            for (name, of) in &file.externs {
                let of = if of == "self" { root.clone() } else { known.crates.get(of).unwrap_or(of).clone() };
                known.crates.entry(name.clone()).or_insert(of);
            }
        }
    }

    /// The package's own files with their numbers.
    pub fn own(&self) -> impl Iterator<Item = (usize, &File)> {
        let own = |module: &[String]| module.first().is_some_and(|root| root == "crate");
        let files = self.files.iter().enumerate();
        files.filter(move |(_, (module, _))| own(module)).map(|(number, (_, file))| (number, &**file))
    }

    fn index(&mut self, file: usize) {
        let (module, items) = &self.files[file];
        let path = |scope: usize| {
            let inner = items.scopes.get(scope).map(|scope| scope.path.as_slice()).unwrap_or_default();
            [module.as_slice(), inner].concat().join("::")
        };
        for scope in 0..items.scopes.len() {
            self.modules.entry(path(scope)).or_default().push((file, scope));
        }
        for (at, function) in items.functions.iter().enumerate() {
            let place = [path(function.scope)].into_iter().chain(function.self_type.clone());
            let full = place.chain([function.name.clone()]).collect::<Vec<_>>().join("::");
            self.functions.entry(full).or_insert((file, at));
            if let Some(name) = &function.self_type {
                self.methods.entry(format!("{name}::{}", function.name)).or_default().push((file, at));
                self.method_names.insert(function.name.clone());
            }
        }
        for (at, constant) in items.constants.iter().enumerate() {
            let place = [path(constant.scope)].into_iter().chain(constant.self_type.clone());
            let full = place.chain([constant.name.clone()]).collect::<Vec<_>>().join("::");
            self.constants.entry(full).or_insert((file, at));
        }
        for (at, item) in items.structs.iter().enumerate() {
            self.structs.entry(format!("{}::{}", path(item.scope), item.name)).or_insert((file, at));
        }
        for (at, item) in items.enums.iter().enumerate() {
            self.enums.entry(format!("{}::{}", path(item.scope), item.name)).or_insert((file, at));
        }
        for (at, (scope, name)) in items.traits.iter().enumerate() {
            self.traits.entry(format!("{}::{name}", path(*scope))).or_insert((file, at));
        }
        for (at, item) in items.shapes.iter().enumerate() {
            self.shapes.entry(format!("{}::{}", path(item.scope), item.name)).or_insert((file, at));
        }
    }

    /// What `{:?}` shows of a type, and the file that it stands in.
    pub fn shape(&self, path: &[String]) -> Option<(usize, &Shape)> {
        self.shapes.get(&path.join("::")).map(|(file, at)| (*file, &self.files[*file].1.shapes[*at]))
    }

    /// Whether a file of the package defines a macro of this name.
    pub fn defines_macro(&self, name: &str) -> bool {
        self.files.iter().any(|(_, file)| file.macros.contains(name))
    }

    pub fn function(&self, path: &[String]) -> Option<At> {
        self.functions.get(&path.join("::")).copied()
    }

    /// Every function with its path below the crate, as facts name it.
    pub fn functions(&self) -> impl Iterator<Item = (String, &Function)> {
        self.own().flat_map(move |(number, file)| {
            file.functions.iter().map(move |function| (self.path_of(number, function), function))
        })
    }

    /// Path of a function below the crate: `auth::Keys::new`.
    pub fn path_of(&self, file: usize, function: &Function) -> String {
        let module = self.module_path(file, function.scope);
        let path = module.into_iter().chain(function.self_type.clone()).chain([function.name.clone()]);
        path.skip(1).collect::<Vec<_>>().join("::")
    }

    pub fn constant(&self, path: &[String]) -> Option<At> {
        self.constants.get(&path.join("::")).copied()
    }

    /// A struct with the number of its file.
    pub fn structure_in(&self, path: &[String]) -> Option<(usize, &Struct)> {
        self.structs.get(&path.join("::")).map(|(file, at)| (*file, &self.files[*file].1.structs[*at]))
    }

    pub fn structure(&self, path: &[String]) -> Option<&Struct> {
        self.structs.get(&path.join("::")).map(|(file, at)| &self.files[*file].1.structs[*at])
    }

    /// A method of a type of this crate, if its name leaves no doubt.
    pub fn method(&self, type_name: &str, name: &str) -> Option<At> {
        let own = |at: &&At| self.files[at.0].0.first().is_some_and(|root| root == "crate");
        let all = self.methods.get(&format!("{type_name}::{name}"))?;
        let mut of_this = all.iter().filter(own);
        match (of_this.next(), of_this.next(), all.as_slice()) {
            (Some(only), None, _) | (None, _, [only]) => Some(*only),
            _ => None,
        }
    }

    /// Whether a type of this crate has a method of that name.
    pub fn has_method_named(&self, name: &str) -> bool {
        self.method_names.contains(name)
    }

    /// An enum of this crate, with its file.
    pub fn enumeration(&self, path: &[String]) -> Option<(usize, &Enum)> {
        self.enums.get(&path.join("::")).map(|(file, at)| (*file, &self.files[*file].1.enums[*at]))
    }

    pub fn is_trait(&self, path: &[String]) -> bool {
        self.traits.contains_key(&path.join("::"))
    }

    /// What a type has from a trait of this crate: `Type::NAME` of `trait Trait { const NAME .. }`.
    pub fn inherited_constant(&self, path: &[String]) -> Option<At> {
        let (name, of) = path.split_last()?;
        self.inheritance.traits_of(of).find_map(|of| self.constants.get(&format!("{of}::{name}"))).copied()
    }

    /// A method that a type has from a trait of this crate, or the one that a trait's only type has.
    pub fn inherited_method(&self, of: &[String], name: &str) -> Option<At> {
        let given =
            self.inheritance.traits_of(of).find_map(|of| self.functions.get(&format!("{of}::{name}")));
        given.copied().or_else(|| {
            let only = self.inheritance.only_type(of)?;
            self.function(&[only.as_slice(), &[name.to_owned()]].concat())
                .or_else(|| self.method(only.last()?, name))
        })
    }

    pub fn function_at(&self, (file, at): At) -> &Function {
        &self.files[file].1.functions[at]
    }

    pub fn constant_at(&self, (file, at): At) -> &Constant {
        &self.files[file].1.constants[at]
    }

    /// The full module path of a scope.
    pub fn module_path(&self, file: usize, scope: usize) -> Vec<String> {
        let (module, items) = &self.files[file];
        let inner = items.scopes.get(scope).map(|scope| scope.path.as_slice()).unwrap_or_default();
        [module.as_slice(), inner].concat()
    }

    /// Every full path that `path`, written in this scope, may mean, likeliest first.
    pub fn resolve(&self, file: usize, scope: usize, path: &[String]) -> Readings {
        let mut of_file = self.resolved[file].lock().unwrap_or_else(PoisonError::into_inner);
        let known = of_file.entry(scope).or_default();
        if let Some(found) = known.get(path) {
            return Arc::clone(found);
        }
        let mut found = Found::default();
        self.follow(&self.module_path(file, scope), path, MAX_HOPS, &mut found);
        let found = Arc::new(Reading::new(found.paths));
        known.insert(path.to_vec(), Arc::clone(&found));
        found
    }

    fn follow(&self, module: &[String], path: &[String], hops: usize, found: &mut Found) {
        let Some((first, rest)) = path.split_first() else { return };
        found.steps += 1;
        if hops == 0 || found.steps > MAX_STEPS {
            return;
        }
        match first.as_str() {
            "crate" => return self.enter_root(module, rest, hops, found),
            // Another package's root, which an import led to.
            root if root.starts_with("crate ") => return self.enter(path.to_vec(), hops, found),
            "self" => return self.enter([module, rest].concat(), hops, found),
            FOLDER => return self.enter_beside(module, rest, hops, found),
            "super" => {
                let parent = &module[..module.len().saturating_sub(1).max(1)];
                return self.follow(parent, &prefixed("self", rest), hops - 1, found);
            }
            _ => {}
        }
        for import in self.imports(module) {
            if import.name.as_deref() == Some(first) && import.path.as_slice() != std::slice::from_ref(first)
            {
                return self.follow(module, &[&import.path, rest].concat(), hops - 1, found);
            }
        }
        let own = [module, path].concat();
        if self.exists(&own) || self.modules.contains_key(&own[..=module.len()].join("::")) {
            return self.enter(own, hops, found);
        }
        let root = module.first().and_then(|root| self.roots.get(root));
        if let Some(of) = root.and_then(|root| root.crates.get(first)) {
            let target = prefixed(of, rest);
            return if is_root(of) { self.enter(target, hops, found) } else { found.add(target) };
        }
        if self.scopes(module).any(|scope| scope.modules.contains(first)) {
            return self.follow(module, &prefixed(FOLDER, path), hops - 1, found);
        }
        for import in self.imports(module).filter(|import| import.name.is_none()) {
            self.follow_glob(module, &import.path, path, hops, found);
        }
        if root.is_some_and(|root| root.oldest_edition) && module.len() > 1 {
            return self.follow(&module[..1], path, hops - 1, found);
        }
        found.add(path.to_vec());
    }

    /// A path from the root of the crate that a module belongs to; binaries have roots of their own below it.
    fn enter_root(&self, module: &[String], rest: &[String], hops: usize, found: &mut Found) {
        let (root, first) = (&module[..module.len().min(1)], &rest[..rest.len().min(1)]);
        let holds = |root: &[String]| self.exists(&[root, first].concat());
        let roots = (0..module.len()).map(|end| &module[..=end]);
        let root = roots.into_iter().find(|root| holds(root)).unwrap_or(root);
        self.enter([root, rest].concat(), hops, found);
    }

    /// A path that begins in the folder of the file that holds a module.
    fn enter_beside(&self, module: &[String], rest: &[String], hops: usize, found: &mut Found) {
        let at = self.modules.get(&module.join("::"));
        let at = at.and_then(|all| all.first());
        let Some((of_file, file)) = at.and_then(|(file, _)| self.files.get(*file)) else { return };
        let up = usize::from(!file.folder) + rest.iter().take_while(|part| *part == "super").count();
        let folder = &of_file[..of_file.len().saturating_sub(up).max(1)];
        let rest = rest.iter().filter(|part| *part != "super").cloned();
        self.enter(folder.iter().cloned().chain(rest).collect(), hops, found);
    }

    /// `use something::*`: a candidate if it is a module of ours that has the name, or a foreign one.
    fn follow_glob(
        &self,
        module: &[String],
        glob: &[String],
        path: &[String],
        hops: usize,
        found: &mut Found,
    ) {
        let mut targets = Found { steps: found.steps, ..Found::default() };
        self.follow(module, glob, hops.saturating_sub(2), &mut targets);
        found.steps = targets.steps;
        for target in targets.paths {
            let full = [target.as_slice(), path].concat();
            if target.first().is_some_and(|first| is_root(first)) {
                self.enter(full, hops.saturating_sub(2), found);
            } else {
                found.add(full);
            }
        }
    }

    /// A path from the crate's root: an item, or a name that its module imports.
    fn enter(&self, path: Vec<String>, hops: usize, found: &mut Found) {
        if self.exists(&path) || hops == 0 {
            return found.add(path);
        }
        for split in (1..path.len()).rev() {
            let (module, rest) = path.split_at(split);
            if !self.modules.contains_key(&module.join("::")) {
                continue;
            }
            let name = &rest[0];
            if let Some(import) = self.imports(module).find(|import| import.name.as_ref() == Some(name)) {
                let target = [&import.path, &rest[1..]].concat();
                return self.follow(module, &target, hops - 1, found);
            }
            for import in self.imports(module).filter(|import| import.name.is_none()) {
                self.follow_glob(module, &import.path, rest, hops - 1, found);
            }
            break;
        }
        found.add(path);
    }

    fn imports<'s>(&'s self, module: &[String]) -> impl Iterator<Item = &'s Use> + use<'s> {
        self.scopes(module).flat_map(|scope| &scope.uses)
    }

    fn scopes<'s>(&'s self, module: &[String]) -> impl Iterator<Item = &'s Scope> + use<'s> {
        let all = self.modules.get(&module.join("::")).into_iter().flatten();
        all.filter_map(|(file, scope)| self.files[*file].1.scopes.get(*scope))
    }

    fn exists(&self, path: &[String]) -> bool {
        let full = path.join("::");
        self.functions.contains_key(&full)
            || self.constants.contains_key(&full)
            || self.modules.contains_key(&full)
            || self.is_type(&full)
            || full.rsplit_once("::").is_some_and(|(of, _)| self.is_type(of))
    }

    /// A type or trait of this crate; what stands behind it is one of its members, derived ones included.
    fn is_type(&self, full: &str) -> bool {
        self.shapes.contains_key(full) || self.structs.contains_key(full) || self.traits.contains_key(full)
    }
}

fn is_root(segment: &str) -> bool {
    segment == "crate" || segment.starts_with("crate ")
}

fn prefixed(first: &str, rest: &[String]) -> Vec<String> {
    std::iter::once(first.to_owned()).chain(rest.iter().cloned()).collect()
}
