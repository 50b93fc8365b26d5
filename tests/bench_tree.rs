//! The benchmark's tree is what its README says: the same bytes each time, of the asked size, and made of
//! files that parse. It is built here at its smallest scale.

#[path = "../benches/tree/generate/tree.rs"]
mod generate;

use generate::{Census, Planted};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs;
use std::path::Path;

const SCALE: f64 = generate::SMALLEST;

fn all(scale: f64) -> Vec<Planted> {
    let mut files = Vec::new();
    generate::files(scale, |planted| {
        files.push(planted);
        Ok(())
    })
    .expect("keeping a file in memory cannot fail");
    files
}

fn text<'a>(files: &'a [Planted], extension: &str) -> Vec<(&'a str, &'a str)> {
    let wanted = files.iter().filter(|file| file.path.ends_with(extension));
    wanted
        .map(|file| (file.path.as_str(), std::str::from_utf8(&file.bytes).expect("text is UTF-8")))
        .collect()
}

/// One digest over the paths and bytes of a folder, in sorted order.
fn digest(folder: &Path) -> Vec<u8> {
    let mut pending = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(next).expect("a planted folder is readable") {
            let path = entry.expect("an entry is readable").path();
            let list = if path.is_dir() { &mut pending } else { &mut files };
            list.push(path);
        }
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let name = file.strip_prefix(folder).expect("below the folder").to_string_lossy().into_owned();
        let bytes = fs::read(&file).expect("a planted file is readable");
        hash.update(format!("{name}\0{}\0", bytes.len()));
        hash.update(bytes);
    }
    hash.finalize().to_vec()
}

#[test]
fn the_same_scale_gives_the_same_bytes() {
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let census = folders.each_ref().map(|folder| generate::plant(folder.path(), SCALE).expect("planted"));
    assert_eq!(census[0], census[1]);
    assert_eq!(digest(folders[0].path()), digest(folders[1].path()));
}

#[test]
fn the_tree_has_the_asked_size() {
    let mut census = Census::default();
    let files = all(0.05);
    files.iter().for_each(|file| census.add(file));
    assert_eq!(census.files, 200);
    let error = (census.bytes as f64 / 3_300_000.0 - 1.0).abs();
    assert!(error < 0.03, "{} bytes are {:.1} % away from 3.3 MB", census.bytes, error * 100.0);
    let rust: usize = text(&files, ".rs").iter().map(|(_, text)| text.len()).sum();
    let share = rust as f64 / census.bytes as f64;
    assert!((0.55..0.65).contains(&share), "Rust is {share:.2} of all bytes");
    assert!(census.findings > 0 && census.ignored_files > 0, "{census:?}");
}

#[test]
fn paths_are_unique_and_stay_inside() {
    let files = all(0.05);
    let paths: HashSet<_> = files.iter().map(|file| &file.path).collect();
    assert_eq!(paths.len(), files.len());
    assert!(paths.iter().all(|path| !path.starts_with('/') && !path.contains("..") && !path.contains('«')));
}

#[test]
fn rust_parses_and_is_not_one_line_repeated() {
    let files = all(0.03);
    let sources = text(&files, ".rs");
    assert!(sources.len() > 40, "{} Rust files", sources.len());
    for (path, source) in sources {
        let file = syn::parse_file(source)
            .unwrap_or_else(|error| panic!("{path}: {error} {:?}", error.span().start()));
        assert!(!file.items.is_empty(), "{path} has no items");
        let long: Vec<_> = source.lines().map(str::trim).filter(|line| line.len() > 24).collect();
        let distinct: HashSet<_> = long.iter().collect();
        assert!(
            distinct.len() * 10 > long.len() * 8,
            "{path}: {} of {} distinct",
            distinct.len(),
            long.len()
        );
    }
}

#[test]
fn configuration_parses() {
    let files = all(0.03);
    for (path, source) in text(&files, ".toml").into_iter().chain(text(&files, ".lock")) {
        toml::from_str::<toml::Table>(source).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    for (path, source) in text(&files, ".json") {
        serde_json::from_str::<serde_json::Value>(source).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn secrets_say_that_they_are_fake() {
    let files = all(0.03);
    let env: Vec<_> = files.iter().filter(|file| file.path.contains("/.env")).collect();
    assert!(!env.is_empty());
    for file in env {
        let text = String::from_utf8_lossy(&file.bytes);
        let secrets = text.lines().filter(|line| line.contains("_SECRET=") || line.contains("_SESSION_KEY="));
        assert!(secrets.into_iter().all(|line| line.contains("fake")), "{}", file.path);
    }
}
