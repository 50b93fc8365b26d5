//! Single expressions, and what they are worth.

mod conditions;

use super::*;
use crate::fact::kinds::{key, token_issue};
use crate::fact::{Fact, Key};
use crate::mistake::Reading;
use crate::model::load::{Loaded, load};
use crate::model::{Models, ScriptModel};
use crate::source::{Encoding, FileId};
use std::path::PathBuf;

fn models() -> Models {
    let read = |name: &str, text: &str| -> ScriptModel {
        let reading = Reading::new(name, text);
        match load(&reading) {
            Loaded::Script(model) => model,
            _ => panic!("{name} is no model of a script"),
        }
    };
    let javascript = read("javascript", include_str!("../../../rules/models/script/javascript.toml"));
    let jsonwebtoken = read("jsonwebtoken", include_str!("../../../rules/models/script/jsonwebtoken.toml"));
    Models::new(Vec::new(), Vec::new(), vec![javascript, jsonwebtoken])
}

fn read(path: &str, text: &str) -> Extracted {
    let models = models();
    let tools = Tools::new(&models, 0);
    let source = Source {
        id: FileId(0),
        path: path.into(),
        disk: PathBuf::new(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        gaps: Vec::new(),
    };
    if claims(&source, &tools) { extract(&source, &tools) } else { Extracted::default() }
}

fn texts(facts: &[Fact], key: Key) -> Vec<&str> {
    facts.iter().filter(|fact| fact.kind == key.kind).filter_map(|fact| fact.text(key)).collect()
}

fn origins(text: &str) -> Vec<String> {
    texts(&read("a.ts", text).facts, key::origin).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_name_is_what_it_was_declared_as() {
    assert_eq!(origins("const e = process.env; const s = e.JWT_SECRET;"), ["env"]);
    assert_eq!(origins("const { env: e } = process; const s = e.JWT_SECRET;"), ["env"]);
    assert_eq!(origins("import p from 'node:process'; const s = p.env.JWT_SECRET;"), ["env"]);
    assert_eq!(origins("function f(process) { return process.env.JWT_SECRET || 'x'; }"), [""; 0]);
    assert_eq!(origins("let e = process.env; e = other; const s = e.JWT_SECRET || 'x';"), [""; 0]);
}

#[test]
fn the_last_of_several_is_the_fallback() {
    let found = read("a.js", "const s = process.env.PORT || process.env.JWT_SECRET || 'fake-last';").facts;
    assert_eq!(texts(&found, key::variable), ["JWT_SECRET"]);
    assert_eq!(texts(&found, key::origin), ["env-with-fallback"]);
}

#[test]
fn what_is_written_is_not_read() {
    assert_eq!(origins("process.env.JWT_SECRET = 'x'; delete process.env.API_SECRET;"), [""; 0]);
}

#[test]
fn circles_end() {
    assert_eq!(origins("const a = b || process.env.JWT_SECRET; const b = a;"), ["env"]);
    assert_eq!(origins("const a = a; const { c } = c; const s = process.env[a] || 'JWT_SECRET';"), [""; 0]);
}

#[test]
fn numbers_keep_their_unit() {
    let unit = |number: &str| {
        let text =
            format!("import jwt from 'jsonwebtoken'; jwt.sign(a, b, {{ expiresIn: {number} }}); // JWT");
        let facts = read("a.ts", &text).facts;
        texts(&facts, token_issue::variable_unit).into_iter().next().map(str::to_owned)
    };
    assert_eq!(unit("Number(process.env.TTL)").as_deref(), Some("seconds"));
    assert_eq!(unit("60 * +process.env.TTL!").as_deref(), Some("minutes"));
    assert_eq!(unit("process.env.TTL").as_deref(), Some("milliseconds"));
    assert_eq!(unit("parseInt(process.env.TTL ?? '5', 10) * 60 * 60 * 24").as_deref(), Some("days"));
    assert_eq!(unit("Number(process.env.TTL) + 1"), None);
    assert_eq!(unit("Number(process.env.TTL) * 7"), None);
    assert_eq!(unit("convert(process.env.TTL)"), None);
    assert_eq!(unit("`${process.env.TTL}h`"), None);
}

#[test]
fn what_was_understood_before_a_mistake_counts() {
    let found = read("a.js", "const s = process.env.JWT_SECRET || 'fake';\nconst const = 1;\n");
    assert!(found.problems.iter().any(|problem| problem.message.starts_with("not parsed as JavaScript")));
    let too_many = read("a.js", &format!("process.env.JWT_SECRET;{}", "\n(".repeat(5_000)));
    assert_eq!(too_many.problems.len(), 1);
    assert!(too_many.facts.is_empty());
}

#[test]
fn generated_files_and_declarations_are_left_out() {
    let text = "const s = process.env.JWT_SECRET || 'fake';";
    assert_eq!(read("a.js", text).facts.len(), 1);
    assert!(!read("a.d.ts", text).parsed);
    assert!(!read("a.js", &format!("{text}{}", "a=1;".repeat(200))).parsed);
    assert!(!read("a.js", "const s = process.env.PORT || '3000';").parsed);
}

#[test]
fn texts_under_names_of_secrets_are_masked_and_others_are_not() {
    let text = r#"
        const dbPassword = isProd ? load() : 'MASK-a';
        const secret = process.env.JWT_SECRET ||
            'MASK-b';
        const client = { 'client_secret': `MASK-c`, title: 'shown' };
        app.set('jwt.secret', 'MASK-d');
        class A { private apiKey = 'MASK-e' + part; constructor(password = 'MASK-f') {} }
        if (body.password === 'MASK-g') { this.token = 'MASK-h'; }
        const { JWT_SECRET = 'MASK-i', PORT = 'shown' } = process.env;
        const token = jwt.sign({ sub: 'shown' }, Buffer.from(key), { algorithm: 'shown' });
        const encryptionKey = Buffer.from('MASK-j');
        enum E { Password = 'MASK-k' }
    "#;
    let found = read("a.ts", text);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let hidden = |at: usize| found.secrets.iter().any(|span| span.range().contains(&at));
    for (at, _) in text.match_indices("MASK-") {
        assert!(hidden(at), "{}", &text[at..at + 6]);
    }
    assert!(text.match_indices("shown").all(|(at, _)| !hidden(at)));
}
