//! Which files git tracks, by the index of the repository that they lie in. No git command is run.
//!
//! In: files on disk. Out: for each of which it is certain, whether the index names it. Linked worktrees,
//! submodules, sparse and split indexes say nothing, and neither does what lies outside a repository. Knows
//! nothing of findings.

mod index;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Larger indexes are not read, in bytes: about three million files.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Files of one repository that are asked for, by their name in its index.
type Asked<'f> = BTreeMap<Vec<u8>, &'f PathBuf>;

/// Whether git tracks each file; those of which nothing is known are left out. An index is read once, and
/// only where one of its files is asked for.
pub fn tracked(files: &BTreeSet<PathBuf>) -> HashMap<PathBuf, bool> {
    let mut repositories: BTreeMap<PathBuf, Asked<'_>> = BTreeMap::new();
    for file in files {
        if let Some((root, name)) = place(file) {
            repositories.entry(root).or_default().insert(name, file);
        }
    }
    let mut known = HashMap::new();
    for (root, asked) in repositories {
        let Some(found) = named(&root, &asked) else { continue };
        known.extend(asked.into_iter().map(|(name, file)| (file.clone(), found.contains(&name))));
    }
    known
}

/// The root of the repository around a file, and the file's name in its index. A `.git` that is a file leads
/// elsewhere: to a linked worktree or a submodule.
fn place(file: &Path) -> Option<(PathBuf, Vec<u8>)> {
    let folder = std::fs::canonicalize(file.parent().filter(|up| !up.as_os_str().is_empty())?).ok()?;
    let root = folder.ancestors().find(|up| up.join(".git").symlink_metadata().is_ok())?;
    let below = folder.strip_prefix(root).ok()?.join(file.file_name()?);
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    root.join(".git").is_dir().then(|| Some((root.to_owned(), parts?.join("/").into_bytes())))?
}

/// Which of the names stand in the repository's index, if all of it can be understood.
fn named(root: &Path, asked: &Asked<'_>) -> Option<BTreeSet<Vec<u8>>> {
    let config = std::fs::read_to_string(root.join(".git/config")).ok()?;
    let settings: Vec<String> =
        config.lines().map(|line| line.split_whitespace().collect::<String>().to_ascii_lowercase()).collect();
    // The files belong to another folder than the one that holds `.git`.
    if settings.iter().any(|line| line.starts_with("worktree=")) {
        return None;
    }
    let sha256 = settings.iter().any(|line| line == "objectformat=sha256");
    let path = root.join(".git/index");
    if std::fs::metadata(&path).ok()?.len() > LARGEST {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    let mut found = BTreeSet::new();
    index::read(&bytes, if sha256 { 32 } else { 20 }, |name| {
        if asked.contains_key(name) {
            found.insert(name.to_owned());
        }
    })?;
    Some(found)
}
