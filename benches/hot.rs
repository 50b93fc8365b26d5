//! Hot paths one by one: the prefilter, parsing and evaluating Rust, judging secrets, finding tokens.
//!
//! `cargo bench --bench hot`. Counters give bytes or functions per second; compare runs as ratios.

use authlint::fact::strength::{Encoding, judge};
use authlint::jose::verify::Words;
use authlint::knowledge::{self, Knowledge};
use authlint::project::Versions;
use authlint::source::{self, FileId, Source};
use authlint::surface::Tools;
use authlint::surface::rust::{self, index::Crate, loaded::Loaded};
use authlint::surface::token::audit::{Reading, Surroundings};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::LazyLock;

fn main() {
    divan::main();
}

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| knowledge::load(&[], |_| Vec::new()).unwrap_or_default());

/// A function that sets a cookie, with this many statements before it.
fn function(number: usize, statements: usize) -> String {
    let filler: String = (0..statements)
        .map(|at| {
            format!(
                "    let value_{at} = if flag {{ input.len() + {at} }} else {{ helper_{number}(input) }};\n"
            )
        })
        .collect();
    format!(
        "fn handler_{number}(input: &str, flag: bool, token: String) -> cookie::Cookie<'static> {{\n{filler}    \
         let mut cookie = cookie::Cookie::new(\"session\", token);\n    if flag {{ cookie.set_secure(true); }}\n    \
         cookie\n}}\nfn helper_{number}(input: &str) -> usize {{ input.len() * {number} }}\n"
    )
}

fn source(text: String) -> Source {
    let path = "src/lib.rs";
    Source {
        id: FileId(0),
        path: path.into(),
        disk: PathBuf::from(path),
        text,
        encoding: source::Encoding::Utf8,
        gaps: Vec::new(),
    }
}

fn krate(source: &Source) -> Crate {
    let file = rust::parse(source).unwrap_or_default();
    Crate::new(vec![(vec!["crate".to_owned()], Loaded::Own(Box::new(file)))], HashMap::new())
}

#[divan::bench]
fn load_rules_and_models() -> Knowledge {
    knowledge::load(&[], |_| Vec::new()).unwrap_or_default()
}

#[divan::bench]
fn prefilter(bencher: Bencher<'_, '_>) {
    let tools = Tools::new(&KNOWLEDGE.models, 0);
    let text = "let total = items.iter().map(|item| item.price * item.count).sum::<u64>();\n".repeat(2_000);
    bencher.counter(BytesCount::of_str(&text)).bench(|| tools.rust.matches(black_box(text.as_bytes())));
}

/// Time per statement must not grow with the length of the function.
#[divan::bench(args = [10, 100, 1000])]
fn parse_and_lower(bencher: Bencher<'_, '_>, statements: usize) {
    let source = source(function(0, statements));
    bencher.counter(ItemsCount::new(statements)).bench(|| rust::parse(black_box(&source)));
}

#[divan::bench(args = [10, 100, 1000])]
fn evaluate_statements(bencher: Bencher<'_, '_>, statements: usize) {
    let krate = krate(&source(function(0, statements)));
    let run = || rust::evaluate(black_box(&krate), &KNOWLEDGE.models, &Versions::default());
    bencher.counter(ItemsCount::new(statements)).bench(run);
}

/// Time per function must not grow with their number, although each calls another.
#[divan::bench(args = [10, 100, 1000])]
fn evaluate_calls(bencher: Bencher<'_, '_>, functions: usize) {
    let chain = |at: usize| {
        let next = (at + 1) % functions;
        format!(
            "fn step_{at}(key: &str) -> String {{ let left = step_{next}(key); let right = step_{next}(key); left + &right }}\n"
        )
    };
    let text: String = (0..functions).map(chain).collect();
    let krate = krate(&source(text));
    let run = || rust::evaluate(black_box(&krate), &KNOWLEDGE.models, &Versions::default());
    bencher.counter(ItemsCount::new(functions)).bench(run);
}

#[divan::bench(args = ["secret", "my_ultra_secure_secret", "fixture-zX9Q7kW5T1vB3nM8pL6r", "${JWT_SECRET:-changeme}"])]
fn judge_secret(text: &str) -> bool {
    judge(black_box(text), Encoding::Unknown).dictionary
}

#[divan::bench]
fn find_tokens(bencher: Bencher<'_, '_>) {
    let text = "a line of a log without any token in it, as nearly all of them are\n".repeat(5_000);
    let run = || authlint::jose::tokens(black_box(text.as_bytes())).count();
    bencher.counter(BytesCount::of_str(&text)).bench(run);
}

/// Tokens of about 560 bytes: decoded, audited and made facts, on one core, without guessing their secret.
#[divan::bench]
fn audit_tokens(bencher: Bencher<'_, '_>) {
    let tokens: Vec<String> = (0..256).map(token).collect();
    let run = || tokens.iter().map(|text| fact(black_box(text)).attributes.len()).sum::<usize>();
    bencher.counter(ItemsCount::new(tokens.len())).bench(run);
}

/// The same with all embedded words, or the most usual ones, tried on each.
#[divan::bench(args = [Words::All, Words::Usual])]
fn guess_embedded_words(bencher: Bencher<'_, '_>, words: Words) {
    let tokens: Vec<String> = (0..16).map(token).collect();
    let guess =
        |text: &String| authlint::jose::verify::find_embedded(text, &authlint::jose::decode(text), words);
    bencher.counter(ItemsCount::new(tokens.len())).bench(|| tokens.iter().filter_map(guess).count());
}

fn fact(text: &str) -> authlint::fact::Fact {
    let around = Surroundings { place: "given", now: 1_700_000_000, weak_secret: None };
    Reading::new(text).fact(text, source::Span::new(FileId(0), 0..text.len()), &around)
}

fn token(number: usize) -> String {
    use base64::Engine;
    let encode = |text: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    let claims = format!(
        r#"{{"iss":"https://id.fake.example/realms/fake","aud":["fake-api","fake-web"],"sub":"fake-user-{number}","jti":"fake-{number}","iat":1700000000,"exp":1700003600,"scope":"openid profile read:things write:things","roles":["reader","writer"],"azp":"fake-web","sid":"fake-session-{number}","acr":"1","preferred_username":"fake-{number}"}}"#
    );
    let header = encode(br#"{"alg":"HS256","typ":"JWT","kid":"fake-key-1"}"#);
    format!("{header}.{}.{}", encode(claims.as_bytes()), encode(&[7; 32]))
}
