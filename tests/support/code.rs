//! authlint's own source files as text: comments and test modules taken off.

#![allow(dead_code)] // each test file uses its own part of this one

use std::path::{Path, PathBuf};

pub struct File {
    /// `src/surface/rust/eval.rs`
    pub path: String,
    pub text: String,
    /// The text without comments, string contents and test modules; lines stay where they are.
    pub code: String,
}

impl File {
    /// The top-level module: `surface` for `src/surface/rust/eval.rs`.
    pub fn module(&self) -> &str {
        let below = self.path.trim_start_matches("src/");
        below.split('/').next().unwrap_or("").trim_end_matches(".rs")
    }
}

/// Every file under `src`, test-only files left out.
pub fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pending: Vec<PathBuf> = vec![root.join("src")];
    let mut files = Vec::new();
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).expect("src is readable").flatten() {
            let path = entry.path();
            let below = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let of_tests = below.split('/').any(|part| part == "tests" || part == "tests.rs");
            if path.is_dir() {
                pending.push(path);
            } else if below.ends_with(".rs") && !of_tests {
                let text = std::fs::read_to_string(&path).expect("source is text");
                let code = if below.matches('/').count() == 1 {
                    code(&text).replace("super::", "crate::") // a top-level file's parent is the crate
                } else {
                    code(&text)
                };
                files.push(File { path: below, code, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The part before the test module, with comments and string contents blanked.
fn code(text: &str) -> String {
    let end = text.find("\n#[cfg(test)]").map_or(text.len(), |at| at + 1);
    let mut out = String::with_capacity(end);
    let mut rest = &text[..end];
    while let Some(first) = rest.chars().next() {
        let (keep, len) = match first {
            '/' if rest.starts_with("//") => (false, rest.find('\n').unwrap_or(rest.len())),
            'r' if rest.starts_with("r\"") || rest.starts_with("r#\"") => (false, raw_string(rest)),
            '"' => (false, string(rest)),
            '\'' if rest.starts_with("'\"'") => (false, 3),
            '\'' if rest.starts_with("'\\") => (false, 3),
            _ => (true, first.len_utf8()),
        };
        if keep {
            out.push(first);
        } else {
            out.extend(rest[..len].chars().filter(|c| *c == '\n'));
        }
        rest = &rest[len..];
    }
    out
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

fn raw_string(text: &str) -> usize {
    let hashes = text[1..].chars().take_while(|c| *c == '#').count();
    let end = format!("\"{}", "#".repeat(hashes));
    let start = hashes + 2;
    text[start..].find(&end).map_or(text.len(), |at| start + at + end.len())
}

/// Paths below `crate::` that a file names, groups taken apart: `fact::Key`, `project::Versions`.
pub fn crate_paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (at, word) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '$') {
            expand("", &code[at + word.len()..], &mut paths);
        }
    }
    paths.sort();
    paths.dedup();
    paths
}

/// Reads one path, or each path of a group, and gives back how much was read.
fn expand(head: &str, text: &str, paths: &mut Vec<String>) -> usize {
    let name = text.len() - text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    if name > 0 {
        let path = format!("{head}{}", &text[..name]);
        if text[name..].starts_with("::") {
            return name + 2 + expand(&format!("{path}::"), &text[name + 2..], paths);
        }
        paths.push(path);
        return name;
    }
    if !text.starts_with('{') {
        paths.push(head.trim_end_matches("::").to_owned());
        return 0;
    }
    let mut at = 1;
    while at < text.len() && !text[at..].starts_with('}') {
        let blank = text.len() - at - text[at..].trim_start_matches([' ', '\n', ',']).len();
        at += blank;
        if text[at..].starts_with('}') {
            break;
        }
        let read = expand(head, &text[at..], paths);
        at += read;
        at += text[at..].find([',', '}']).unwrap_or(text.len() - at);
    }
    at + 1
}
