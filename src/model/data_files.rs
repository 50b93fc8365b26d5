//! Files that look like configuration and hold data: lock files, translations, schemas.
//!
//! In: a path and a text. Out: whether models of no certain product leave the file alone. The list is data,
//! `rules/data-files.toml`.

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use std::sync::OnceLock;

/// How far into a file its marks are looked for, in bytes.
const HEAD: usize = 4_096;

#[derive(Default, Deserialize)]
struct Listed {
    files: Vec<String>,
    marks: Vec<String>,
    longest: usize,
}

struct DataFiles {
    files: GlobSet,
    marks: Vec<String>,
    longest: usize,
}

fn known() -> &'static DataFiles {
    static KNOWN: OnceLock<DataFiles> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let listed: Listed = toml::from_str(include_str!("../../rules/data-files.toml")).unwrap_or_default();
        let mut builder = GlobSetBuilder::new();
        for glob in listed.files.iter().filter_map(|text| Glob::new(text).ok()) {
            builder.add(glob);
        }
        let files = builder.build().unwrap_or_else(|_| GlobSet::empty());
        DataFiles { files, marks: listed.marks, longest: listed.longest }
    })
}

/// Whether a file holds data.
pub fn is_data(path: &str, text: &str) -> bool {
    let known = known();
    let head = text.as_bytes().get(..HEAD).unwrap_or(text.as_bytes());
    // A mark at the start of a line is also one at the start of the file.
    let marked = |mark: &String| {
        let first = mark.strip_prefix('\n').is_some_and(|mark| head.starts_with(mark.as_bytes()));
        first || memchr::memmem::find(head, mark.as_bytes()).is_some()
    };
    text.len() > known.longest || known.files.is_match(path) || known.marks.iter().any(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        let listed: Listed = toml::from_str(include_str!("../../rules/data-files.toml")).expect("it is TOML");
        for text in &listed.files {
            assert!(Glob::new(text).is_ok(), "{text}");
        }
        assert!(!known().files.is_empty() && known().longest > 0);
    }

    #[test]
    fn data_is_told_by_name_and_by_content() {
        for path in [
            "package-lock.json",
            "web/pnpm-lock.yaml",
            "tsconfig.build.json",
            "src/locales/en/common.json",
            "i18n.d/en-US.json",
            "lang.d/pt_BR.yml",
            "api/openapi.v1.yaml",
            "deploy/crds/x.yaml",
            "a/b.schema.json",
            ".vscode/settings.json",
        ] {
            assert!(is_data(path, ""), "{path}");
        }
        for path in [
            "config/production.yaml",
            "settings.json",
            "appsettings.Development.json",
            "values.yaml",
            "db.yml",
        ] {
            assert!(!is_data(path, "jwt: {secret: x}\n"), "{path}");
        }
        assert!(is_data("a.yaml", "openapi: 3.1.0\n") && is_data("a.yaml", "# x\nopenapi: 3.1.0\n"));
        assert!(!is_data("a.yaml", "app:\n  openapi: true\n"));
        assert!(is_data("a.json", &"[1]".repeat(400_000)));
    }
}
