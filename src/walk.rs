//! Which files a run reads: the walk of the given paths, sorted, with what could not be read.
//!
//! Git's ignore files count, hidden files are read (`.env`, `.github`), `.git` is left out. Order
//! does not depend on the number of threads.

use crate::finding::Problem;
use ignore::{WalkBuilder, WalkState};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// How to walk.
#[derive(Clone, Debug)]
pub struct Options {
    /// Ignore files don't count.
    pub no_ignore: bool,
    /// Symbolic links are followed; circles end with a problem.
    pub follow: bool,
    pub threads: usize,
    /// Folders and files to leave out, as in `.gitignore`.
    pub exclude: Vec<String>,
}

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// As reports show it: relative to the scanned root, with `/`.
    pub path: String,
    pub disk: PathBuf,
    /// In bytes; 0 where nobody can tell.
    pub size: u64,
}

/// Files of all roots, sorted by the path that reports show, and problems on the way.
pub fn walk(roots: &[PathBuf], options: &Options) -> (Vec<Entry>, Vec<Problem>) {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    let single = roots.len() == 1;
    for root in roots {
        match std::fs::metadata(root) {
            Ok(metadata) if metadata.is_file() || metadata.is_dir() => {}
            Ok(_) => problems.push(problem(&root.to_string_lossy(), "neither a file nor a folder")),
            Err(error) => {
                problems.push(problem(&root.to_string_lossy(), &error.to_string()));
                continue;
            }
        }
        walk_root(root, single, options, &mut entries, &mut problems);
    }
    entries.sort();
    entries.dedup_by(|a, b| a.path == b.path);
    problems.sort();
    (entries, problems)
}

fn problem(path: &str, message: &str) -> Problem {
    Problem { path: path.to_owned(), offset: None, message: message.to_owned() }
}

fn builder(root: &Path, options: &Options) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(false)
        .follow_links(options.follow)
        .threads(options.threads)
        .filter_entry(|entry| entry.file_name() != ".git");
    // Without `.git`, as in an export, everything that is there was committed: git's ignore files hide nothing.
    if options.no_ignore {
        builder.ignore(false).git_ignore(false).git_global(false).git_exclude(false).parents(false);
    }
    let mut overrides = ignore::overrides::OverrideBuilder::new(root);
    for pattern in &options.exclude {
        // An invalid pattern was reported when the configuration was read.
        let _ = overrides.add(&format!("!{pattern}"));
    }
    if let Ok(overrides) = overrides.build() {
        builder.overrides(overrides);
    }
    builder
}

fn walk_root(
    root: &Path,
    single: bool,
    options: &Options,
    entries: &mut Vec<Entry>,
    problems: &mut Vec<Problem>,
) {
    let (sender, receiver) = mpsc::channel();
    builder(root, options).build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |result| {
            // The receiver lives until the walk is over.
            let _ = sender.send(result.map(|entry| (is_file(&entry).then(|| size(&entry)), entry)));
            WalkState::Continue
        })
    });
    drop(sender);
    for result in receiver {
        match result {
            Ok((Some(size), entry)) => {
                let disk = entry.into_path();
                entries.push(Entry { path: shown(root, &disk, single), disk, size });
            }
            Ok((None, _)) => {}
            Err(error) => problems.push(walk_problem(root, &error, single)),
        }
    }
}

fn is_file(entry: &ignore::DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}

fn size(entry: &ignore::DirEntry) -> u64 {
    entry.metadata().map_or(0, |metadata| metadata.len())
}

fn walk_problem(root: &Path, error: &ignore::Error, single: bool) -> Problem {
    let (path, reason) = match error {
        ignore::Error::WithPath { path, err } => (Some(path.clone()), err.to_string()),
        ignore::Error::WithDepth { err, .. } => return walk_problem(root, err, single),
        ignore::Error::Loop { child, .. } => (Some(child.clone()), "symbolic links in a circle".to_owned()),
        other => (None, other.to_string()),
    };
    problem(&path.map(|path| shown(root, &path, single)).unwrap_or_default(), &reason)
}

/// The path as reports show it: below the root where there is one root, else as it was given.
fn shown(root: &Path, disk: &Path, single: bool) -> String {
    let below = disk.strip_prefix(root).unwrap_or(disk);
    let own = below.as_os_str().is_empty();
    let path = match (single, own) {
        (true, true) => Path::new(disk.file_name().unwrap_or(disk.as_os_str())),
        (true, false) => below,
        (false, _) => disk.strip_prefix(".").unwrap_or(disk),
    };
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
        .replace("//", "/")
}
