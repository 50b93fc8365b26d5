//! Small projects in temporary folders, and the binary run over them.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder with a package that uses `cookie`, and files in it.
pub struct Project {
    pub folder: TempDir,
}

impl Project {
    pub fn new(files: &[(&str, &[u8])]) -> Project {
        let project = Project { folder: tempfile::tempdir().expect("a temporary folder") };
        let manifest = b"[package]\nname = \"shop\"\n[dependencies]\ncookie = \"0.18\"\n";
        project.write("Cargo.toml", manifest);
        for (path, bytes) in files {
            project.write(path, bytes);
        }
        project
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        command(self.path()).args(arguments).output().expect("the binary runs")
    }

    /// What `check` draws of one rule, so that rules to come change nothing here.
    pub fn drawn(&self, arguments: &[&str]) -> String {
        let check = ["check", "--no-config", "--select", "cookie-missing-httponly"];
        text(&self.run(&[&check, arguments].concat()).stdout)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.drawn(&["--format", "json"])).expect("JSON")
    }

    pub fn sarif(&self) -> Value {
        serde_json::from_str(&self.drawn(&["--format", "sarif"])).expect("JSON")
    }
}

/// The binary, to be run in a folder, without settings of whoever runs the tests.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authlint"));
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

/// One finding: the cookie of line 4 is set with an explicit `false` on line 6.
pub const EXPLICIT: &str = r#"use cookie::Cookie;

pub fn sign_in(token: String) -> Cookie<'static> {
    Cookie::build(("session_token", token))
        .path("/")
        .http_only(false)
        .secure(true)
        .same_site(cookie::SameSite::Lax)
        .build()
}
"#;

/// Rust that does not parse, about cookies.
pub const BROKEN: &[u8] =
    b"use cookie::Cookie;\nfn a() { Cookie::build((\"a\", \"b\")).http_only(false) }\nfn (\n";
