//! How much the evaluator of Rust walks: counted, not timed. Twice the code is twice the walk, whatever it calls.

use authlint::knowledge::{self, Knowledge};
use authlint::project::Versions;
use authlint::source::{Encoding, FileId, Source};
use authlint::surface::rust::{self, index::Crate, loaded::Loaded};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| knowledge::load(&[], |_| Vec::new()).expect("the embedded rules and models load"));

/// Expressions that are walked for a package of one file.
fn work(text: String) -> u64 {
    let path = PathBuf::from("src/lib.rs");
    let source = Source {
        id: FileId(0),
        path: "src/lib.rs".into(),
        disk: path,
        text,
        encoding: Encoding::Utf8,
        gaps: Vec::new(),
    };
    let file = rust::parse(&source).expect("generated code parses");
    let file = rust::ir::File { judged: true, ..file };
    let krate = Crate::new(vec![(vec!["crate".to_owned()], Loaded::Own(Box::new(file)))], HashMap::new());
    rust::evaluate(&krate, &KNOWLEDGE.models, &Versions::default()).work
}

/// Ten times the code takes at most so many times the walk.
fn is_linear(code: impl Fn(usize) -> String) {
    let (hundred, thousand) = (work(code(100)), work(code(1_000)));
    assert!(hundred > 100, "something is walked: {hundred}");
    assert!(thousand <= 12 * hundred, "{hundred} for 100, {thousand} for 1000");
}

fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

#[test]
fn statements() {
    let branch =
        |at: usize| format!("    let v{at} = if flag {{ input.len() + {at} }} else {{ input.len() }};\n");
    is_linear(|count| format!("pub fn f(input: &str, flag: bool) {{\n{}}}\n", many(count, branch)));
}

#[test]
fn functions_that_each_call_two_others() {
    is_linear(|count| {
        many(count, |at| {
            let (one, other) = ((at + 1) % count, (at * 7 + 3) % count);
            format!("fn s{at}(key: &str) -> String {{ s{one}(key) + &s{other}(key) + &s{one}(\"x\") }}\n")
        })
    });
}

#[test]
fn constants_made_of_each_other() {
    is_linear(|count| {
        let next = |at: usize| (at + 1) % count;
        many(count, |at| format!("const C{at}: u64 = C{} + C{} + {at};\n", next(at), next(next(at))))
    });
}

#[test]
fn statics_that_many_functions_fill() {
    is_linear(|count| {
        many(count, |at| {
            format!(
                "static S{at}: std::sync::OnceLock<String> = std::sync::OnceLock::new();\n\
                 fn fill{at}(secret: String) {{ S{at}.set(secret).ok(); }}\n\
                 fn start{at}() {{ fill{at}(std::env::var(\"SECRET_{at}\").unwrap()); }}\n\
                 fn key{at}() {{ jsonwebtoken::EncodingKey::from_secret(S{at}.get().unwrap().as_bytes()); }}\n"
            )
        })
    });
}

#[test]
fn members_of_settings() {
    is_linear(|count| {
        let members =
            many(count, |at| format!("    #[serde(default = \"fallback\")]\n    pub secret_{at}: String,\n"));
        let uses = many(count, |at| {
            format!(
                "fn key{at}(of: &Settings) {{ jsonwebtoken::EncodingKey::from_secret(of.secret_{at}.as_bytes()); }}\n"
            )
        });
        format!(
            "#[derive(serde::Deserialize)]\npub struct Settings {{\n{members}}}\n\
             fn fallback() -> String {{ \"fake-secret-of-a-test\".to_owned() }}\n\
             fn load() -> Settings {{ envy::prefixed(\"APP_\").from_env::<Settings>().unwrap() }}\n{uses}"
        )
    });
}

/// The longest file that is parsed at all, a mebibyte of handlers, is walked once and in full.
#[test]
fn a_generated_file_at_the_limit() {
    let one = |at: usize| {
        format!(
            "pub fn handler_{at}(jar: CookieJar, token: String) -> CookieJar {{\n    let mut cookie = \
             cookie::Cookie::new(\"session\", token);\n    cookie.set_secure(true);\n    jar.add(cookie)\n}}\n"
        )
    };
    let count = rust::LONGEST / one(10_000).len();
    let text = many(count, one);
    assert!(text.len() <= rust::LONGEST);
    let (few, all) = (work(many(100, one)), work(text));
    let each = few / 100;
    assert!(all >= each * count as u64 * 9 / 10, "all of it is walked: {all} of {count}");
    assert!(all <= each * count as u64 * 11 / 10, "and once: {all} of {count}");
}
