//! A folder of its own for a test, and sources with a well-known finding in them.

#![allow(dead_code)] // each test file uses its own part of this one

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The rule that [`BAD`] breaks, once.
pub const RULE: &str = "cookie-missing-httponly";

/// One finding, in line 2; a safe fix mends it.
pub const BAD: &str = "pub fn sign_in(token: String) -> cookie::Cookie<'static> {
    cookie::Cookie::build((\"auth_token\", token)).secure(true).same_site(cookie::SameSite::Lax).build()
}
";

/// [`BAD`] after its fix.
pub const FIXED: &str = "pub fn sign_in(token: String) -> cookie::Cookie<'static> {
    cookie::Cookie::build((\"auth_token\", token)).http_only(true).secure(true).same_site(cookie::SameSite::Lax).build()
}
";

/// A temporary folder that is filled file by file.
pub struct Tree {
    folder: TempDir,
}

impl Tree {
    pub fn new() -> Tree {
        Tree { folder: tempfile::tempdir().expect("there is room for temporary files") }
    }

    pub fn with(self, path: &str, content: impl AsRef<[u8]>) -> Tree {
        self.write(path, content);
        self
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let target = self.path(path);
        fs::create_dir_all(target.parent().unwrap_or(self.root())).expect("a folder can be made");
        fs::write(&target, content).expect("a file can be written");
        target
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.path(path)).expect("the file is readable")).into_owned()
    }
}
