//! Fixtures as `fixtures/README.md` describes them: cases of a rule, laid out in a folder of their own.

#![allow(dead_code)] // each test file uses its own part of this one

use super::marks;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A rule's or model's file and the folder of its fixtures.
#[derive(Clone, Debug)]
pub struct Subject {
    /// `cookies/cookie-missing-httponly`, or `rust/cookie` for a model.
    pub path: String,
    /// The rule's id or the model's name.
    pub name: String,
    pub file: PathBuf,
    pub folder: PathBuf,
}

/// Every rule file under `rules/`, by folder.
pub fn rules() -> Vec<Subject> {
    subjects("rules", "fixtures", |family| family != "models")
}

/// Every model file under `rules/models/`.
pub fn models() -> Vec<Subject> {
    subjects("rules/models", "fixtures/models", |_| true)
}

/// `AUTHLINT_ONLY=name` keeps a run to one rule or model, for work on it.
fn subjects(tree: &str, fixtures: &str, wanted: impl Fn(&str) -> bool) -> Vec<Subject> {
    let root = Path::new(ROOT);
    let only = std::env::var("AUTHLINT_ONLY").ok();
    let mut found = Vec::new();
    for folder in
        children(&root.join(tree)).into_iter().filter(|path| path.is_dir() && wanted(&name_of(path)))
    {
        for file in children(&folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml"))
        {
            let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let path = format!("{}/{name}", name_of(&folder));
            let folder = root.join(fixtures).join(&path);
            found.push(Subject { path, name, file, folder });
        }
    }
    found.retain(|subject| only.as_ref().is_none_or(|only| *only == subject.name));
    found
}

/// A `bad*` or `good*` file or folder of a rule.
#[derive(Clone, Debug)]
pub struct Case {
    pub bad: bool,
    pub path: PathBuf,
    /// `cookies/cookie-missing-httponly/bad.rs`
    pub shown: String,
}

/// The cases of a rule, sorted by name.
pub fn cases(subject: &Subject) -> Vec<Case> {
    let case = |path: PathBuf| {
        let name = name_of(&path);
        let bad = name.starts_with("bad");
        let side_file = name.ends_with(".expect");
        let wanted = !side_file && (bad || name.starts_with("good"));
        wanted.then(|| Case { bad, shown: format!("{}/{name}", subject.path), path })
    };
    children(&subject.folder).into_iter().filter_map(case).collect()
}

/// A case, copied to where its path says nothing of tests.
pub struct Laid {
    folder: TempDir,
    /// Paths below the folder, with `/`.
    pub files: Vec<String>,
}

impl Laid {
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.root().join(file)).expect("a file that was laid out is readable")
    }

    pub fn write(&self, file: &str, bytes: &[u8]) {
        fs::write(self.root().join(file), bytes).expect("a file that was laid out is writable");
    }
}

impl Case {
    /// The case's files: path below the case's own folder, and path on disk.
    pub fn files(&self) -> Vec<(String, PathBuf)> {
        listed(&self.path)
    }

    /// Copies the case's files.
    pub fn lay_out(&self) -> Laid {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let mut files = Vec::new();
        for (below, disk) in self.files() {
            let target = folder.path().join(&below);
            fs::create_dir_all(target.parent().unwrap_or(folder.path())).expect("a folder can be made");
            fs::copy(&disk, &target).unwrap_or_else(|error| panic!("{}: {error}", disk.display()));
            files.push(below);
        }
        Laid { folder, files }
    }

    /// The case's marks: path, line, rule.
    pub fn marks(&self) -> Vec<(String, u32, String)> {
        let of = |(below, disk): (String, PathBuf)| {
            marks::of_file(&disk).into_iter().map(move |mark| (below.clone(), mark.line, mark.rule))
        };
        self.files().into_iter().flat_map(of).collect()
    }

    /// A folder with a file `context` is judged by where its files lie, as a user's project is.
    pub fn all_contexts(&self) -> bool {
        !self.path.join("context").exists()
    }

    /// Where the text after the fix stands: `bad-two.rs` becomes `fixed-two.rs`.
    pub fn fixed(&self) -> PathBuf {
        let name = name_of(&self.path).replacen("bad", "fixed", 1);
        self.path.with_file_name(name)
    }
}

/// Files of a file or folder, without the side files of fixtures.
pub fn listed(path: &Path) -> Vec<(String, PathBuf)> {
    if path.is_file() {
        return vec![(name_of(path), path.to_path_buf())];
    }
    let mut files = Vec::new();
    let mut pending = vec![path.to_path_buf()];
    while let Some(folder) = pending.pop() {
        for child in children(&folder) {
            let below = child.strip_prefix(path).unwrap_or(&child).to_string_lossy().replace('\\', "/");
            if child.is_dir() {
                pending.push(child);
            } else if !below.ends_with(".expect") && below != "context" {
                files.push((below, child));
            }
        }
    }
    files.sort();
    files
}

/// What a folder holds, sorted; nothing where there is no such folder.
pub fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

pub fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whether snapshots are to be written instead of compared.
pub fn blessing() -> bool {
    std::env::var_os("AUTHLINT_BLESS").is_some_and(|value| value == "1")
}
