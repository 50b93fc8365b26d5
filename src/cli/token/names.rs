//! Words that a secret may be made of: names in a token's own claims, and names of a repository. A tree or a folder comes
//! in, words come out. It reads a few small files, follows nothing and guesses nothing itself.

use crate::jose::Json;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

/// Claims that name an application or its people rather than a session.
const CLAIMS: [&str; 12] = [
    "iss",
    "aud",
    "azp",
    "client_id",
    "sub",
    "name",
    "username",
    "preferred_username",
    "email",
    "org",
    "tenant",
    "app",
];

/// Longer texts are no names.
const LONGEST: usize = 200;
const SHORTEST: usize = 3;

/// Words of the claims that name something, whole and in their parts.
pub fn of_claims(claims: &Json) -> BTreeSet<Vec<u8>> {
    let mut words = BTreeSet::new();
    for json in CLAIMS.iter().filter_map(|name| claims.get(name)) {
        for text in json.elements().iter().chain([json]).filter_map(Json::text) {
            add(text, &mut words);
        }
    }
    words
}

/// Files in which a project says its name, with the words in front of it.
const MANIFESTS: [(&str, &str); 5] = [
    ("Cargo.toml", "name"),
    ("package.json", "\"name\""),
    ("pyproject.toml", "name"),
    ("go.mod", "module"),
    ("composer.json", "\"name\""),
];

/// Manifests are read up to here.
const HEAD: u64 = 64 << 10;

/// The folder's own name, and what its manifests call it.
pub fn of_repository(folder: &Path) -> BTreeSet<Vec<u8>> {
    let mut words = BTreeSet::new();
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    if let Some(name) = whole.file_name().and_then(|name| name.to_str()) {
        add(name, &mut words);
    }
    for (file, start) in MANIFESTS {
        if let Some(name) = std::fs::File::open(folder.join(file)).ok().and_then(|file| named(file, start)) {
            add(&name, &mut words);
        }
    }
    words
}

/// What stands behind the word on the first line that begins with it.
fn named(file: std::fs::File, start: &str) -> Option<String> {
    let mut text = Vec::new();
    file.take(HEAD).read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(start))?;
    let name = line.trim_matches(|c: char| c.is_whitespace() || "=:\",'".contains(c));
    Some(name.to_owned())
}

fn add(text: &str, words: &mut BTreeSet<Vec<u8>>) {
    if text.len() > LONGEST {
        return;
    }
    let parts = text.split(|c: char| !c.is_alphanumeric()).chain([text]);
    words.extend(parts.filter(|part| part.len() >= SHORTEST).map(|part| part.as_bytes().to_vec()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_whole_and_in_parts() {
        let text = br#"{"iss":"https://auth.acme.example/x","aud":["shop","y"],"n":1,"sub":7,"jti":"never"}"#;
        let words = crate::jose::read::json(text).json.map(|json| of_claims(&json)).unwrap_or_default();
        for wanted in ["acme", "auth", "example", "shop", "https://auth.acme.example/x"] {
            assert!(words.contains(wanted.as_bytes()), "{wanted}");
        }
        assert!(!words.contains(&b"x"[..]) && !words.contains(&b"never"[..]));
    }

    #[test]
    fn manifests_say_names() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"fake-shop\"\n")
            .expect("a file");
        std::fs::write(folder.path().join("package.json"), "\u{0}{\"name\": ").expect("a file");
        let words = of_repository(folder.path());
        assert!(words.contains(&b"fake-shop"[..]) && words.contains(&b"shop"[..]));
    }
}
