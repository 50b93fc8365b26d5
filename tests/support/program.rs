//! Runs the built binary and keeps what it said.

#![allow(dead_code)] // each test file uses its own part of this one

use std::path::Path;
use std::process::{Command, Output};

/// What a run of the program gave.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    fn of(output: Output) -> Said {
        Said {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Standard output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Paths of the findings in a JSON report.
    pub fn paths(&self) -> Vec<String> {
        let findings = self.json()["findings"].as_array().cloned().unwrap_or_default();
        findings.iter().filter_map(|finding| Some(finding["path"].as_str()?.to_owned())).collect()
    }

    /// Paths and messages of the problems in a JSON report.
    pub fn problems(&self) -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("").to_owned();
        let problems = self.json()["problems"].as_array().cloned().unwrap_or_default();
        problems.iter().map(|problem| (text(&problem["path"]), text(&problem["message"]))).collect()
    }
}

/// The program, to be run in a folder, untouched by the tester's own settings.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authlint"));
    command.current_dir(folder).env_remove("COLUMNS").env("NO_COLOR", "1");
    command
}

/// Runs the program with arguments.
pub fn run(folder: &Path, arguments: &[&str]) -> Said {
    Said::of(command(folder).args(arguments).output().expect("the program starts"))
}

/// `check --format json` with further arguments, and with one rule where they choose none: a test that
/// counts findings must not depend on how many rules there are.
pub fn check(folder: &Path, arguments: &[&str]) -> Said {
    let one: &[&str] =
        if arguments.contains(&"--select") { &[] } else { &["--select", "cookie-missing-httponly"] };
    run(folder, &[&["check", "--format", "json"], one, arguments].concat())
}
