//! What a path says about the use of a file: production, development, example or test.
//!
//! In goes a path relative to the scanned root, out comes a [`Context`]. Whole names and segments count, never parts
//! of words: `contest/` is no test. It must not open the file; profiles written inside it are the surface's business.

use super::role;
use serde::Serialize;

/// Where a fact takes effect, ordered from the gravest to the most harmless.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Context {
    /// Deployed, staging included, or nothing speaks against it.
    #[default]
    Production,
    /// A developer's machine.
    Development,
    /// Documentation, samples and templates to copy.
    Example,
    /// Test code and its data.
    Test,
    /// Code of others that is kept in the repository: theirs to mend.
    Vendored,
}

impl Context {
    /// Every context, in order.
    pub const ALL: [Context; 5] =
        [Context::Production, Context::Development, Context::Example, Context::Test, Context::Vendored];

    /// As rule and model files, reports and listings call it.
    pub fn name(self) -> &'static str {
        match self {
            Context::Production => "production",
            Context::Development => "development",
            Context::Example => "example",
            Context::Test => "test",
            Context::Vendored => "vendored",
        }
    }

    /// Neither deployed nor developed here: test code and code of others.
    pub fn is_aside(self) -> bool {
        self >= Context::Test
    }

    /// The context that rule and model files call `name`.
    pub fn named(name: &str) -> Option<Context> {
        Context::ALL.into_iter().find(|context| context.name() == name)
    }
}

const TEST_DIRS: &[&str] = &[
    "test",
    "tests",
    "__test__",
    "__tests__",
    "__mocks__",
    "__fixtures__",
    "__snapshots__",
    ".snapshots",
    "snapshots",
    "fixture",
    "fixtures",
    "testdata",
    "stub",
    "stubs",
    "test-data",
    "test_data",
    "test-utils",
    "test_utils",
    "testutil",
    "testutils",
    "test-fixtures",
    "test_fixtures",
    "test-helpers",
    "test_helpers",
    "test-support",
    "testing",
    "testkit",
    "test-kit",
    "test_kit",
    "testsuite",
    "testsuites",
    "suites",
    "spec",
    "e2e",
    "cypress",
    "mocks",
    "bench",
    "benches",
    "benchmarks",
];
const EXAMPLE_DIRS: &[&str] = &[
    "example",
    "examples",
    "sample",
    "samples",
    "demo",
    "demos",
    "doc",
    "docs",
    "documentation",
    "tutorial",
    "tutorials",
    "contrib",
    "quickstart",
    "quickstarts",
];
const VENDORED_DIRS: &[&str] =
    &["vendor", "vendored", "third_party", "third-party", "thirdparty", "3rdparty", "node_modules"];
const DEVELOPMENT_DIRS: &[&str] = &[
    "dev",
    "development",
    ".devcontainer",
    "local",
    "localdev",
    "local-dev",
    "local_dev",
    "local-setup",
    "local_setup",
    "dev-env",
    "dev_env",
    "devenv",
];
const SETTINGS_DIRS: &[&str] = &["config", "configs", "conf", "env", "envs", "environments", "settings"];

/// Beside the words that `rules/names.toml` has for places where programs run.
const TEST_MARKS: &[&str] = &["fixture", "fixtures"];
const EXAMPLE_MARKS: &[&str] = &["example", "examples", "sample", "samples", "demo"];
const EXAMPLE_ENDINGS: &[&str] = &["dist", "template", "tmpl", "tpl", "t", "default"];

const DOCUMENT_ENDINGS: &[&str] = &["md", "mdx", "rst", "adoc"];
const CODE_ENDINGS: &[&str] = &[
    "rs", "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "go", "py", "rb", "java",
    "kt", "cs", "php", "swift", "c", "cc", "cpp", "h", "ex", "exs", "scala",
];

/// Judges a path by its file name first, then by its folders; a test or example folder outweighs the file's name.
pub fn of_path(rel_path: &str) -> Context {
    let path = rel_path.replace('\\', "/");
    let lower = path.to_ascii_lowercase();
    let mut folders: Vec<&str> = lower.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let Some(name) = folders.pop() else { return Context::Production };
    let original = path.rsplit('/').next().unwrap_or("");
    let by_folder = of_folders(&folders, is_code(name));
    match of_name(name, original, folders.last().copied()) {
        // `.env.production` below `dev/` is a production file; below `tests/` it is test data.
        Some(Context::Production) if by_folder == Context::Development => Context::Production,
        Some(by_name) => by_name.max(by_folder),
        None => by_folder,
    }
}

fn of_folders(folders: &[&str], code: bool) -> Context {
    let named = |list: &[&str]| folders.iter().any(|folder| list.contains(folder));
    if named(VENDORED_DIRS) {
        Context::Vendored
    } else if named(TEST_DIRS) || folders.iter().any(|folder| says(folder, &["test", "tests", "e2e"])) {
        Context::Test
    } else if named(EXAMPLE_DIRS) || folders.iter().any(|folder| says(folder, EXAMPLE_MARKS)) {
        Context::Example
    } else if !code && is_development(folders) {
        Context::Development
    } else {
        Context::Production
    }
}

/// `test_resources`, `api-tests`, `.example`: the first or last word says it. `latest-release` has no such word.
fn says(folder: &str, marks: &[&str]) -> bool {
    let mut words = folder.split(['-', '_', '.']).filter(|word| !word.is_empty());
    let telling = |word: Option<&str>| word.is_some_and(|word| marks.contains(&word));
    telling(words.next()) || telling(words.next_back())
}

/// `usr/local/` is an installation path, not a developer's profile.
fn is_development(folders: &[&str]) -> bool {
    let mut before = "";
    folders.iter().any(|folder| {
        let installed = before == "usr" && *folder == "local";
        before = folder;
        DEVELOPMENT_DIRS.contains(folder) && !installed
    })
}

fn is_code(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| CODE_ENDINGS.contains(&ending))
}

fn of_name(name: &str, original: &str, folder: Option<&str>) -> Option<Context> {
    // `test.http` is a list of requests to try by hand, often with a real token in it.
    if [".http", ".rest", ".har"].iter().any(|ending| name.ends_with(ending)) {
        return None;
    }
    if is_code(name) { of_code(name, original, folder) } else { of_settings(name) }
}

/// Source files: only marks that name a role (`x.spec.ts`), as `dev.rs` or `template.rs` may be any module.
fn of_code(name: &str, original: &str, folder: Option<&str>) -> Option<Context> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let cased = original.rsplit_once('.').map_or(original, |(stem, _)| stem);
    let test_class =
        ["Test", "Tests", "Spec", "IT"].iter().any(|end| cased.len() > end.len() && cased.ends_with(end));
    let jvm = [".java", ".kt", ".cs", ".scala"].iter().any(|ending| name.ends_with(ending));
    let test_name = stem.ends_with("_test") || stem.ends_with("_tests") || stem.ends_with("_spec");
    if test_name
        || stem.starts_with("test_")
        || ["test", "tests", "conftest"].contains(&stem)
        || (jvm && test_class)
    {
        return Some(Context::Test);
    }
    let settings = folder.is_some_and(|folder| SETTINGS_DIRS.contains(&folder));
    let first = usize::from(!settings);
    let mark = |part| if part == "spec" { Some(Context::Test) } else { of_mark(part) };
    stem.split('.').skip(first).filter_map(mark).max()
}

/// Settings and data: every part between dots, dashes and underscores may be a mark.
fn of_settings(name: &str) -> Option<Context> {
    let dotted: Vec<&str> = name.split('.').collect();
    if dotted.iter().skip(1).any(|part| EXAMPLE_ENDINGS.contains(part)) {
        // What `test.yaml.t` makes is a profile for tests all the same.
        let test = name.split(['.', '-', '_']).any(|part| of_mark(part) == Some(Context::Test));
        return Some(if test { Context::Test } else { Context::Example });
    }
    if dotted.last().is_some_and(|ending| DOCUMENT_ENDINGS.contains(ending)) {
        return Some(Context::Example);
    }
    if name.starts_with("docker-compose.override.") || name.starts_with("compose.override.") {
        return Some(Context::Development);
    }
    let marks: Vec<Context> = name.split(['.', '-', '_']).filter_map(of_mark).collect();
    let harmless = marks.iter().copied().filter(|mark| *mark > Context::Development).max();
    harmless.or_else(|| marks.into_iter().min())
}

fn of_mark(part: &str) -> Option<Context> {
    let marks = [(TEST_MARKS, Context::Test), (EXAMPLE_MARKS, Context::Example)];
    let listed = marks.iter().find(|(list, _)| list.contains(&part)).map(|(_, context)| *context);
    listed.or_else(|| role::place_word(part))
}
