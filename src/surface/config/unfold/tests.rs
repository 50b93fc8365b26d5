//! Settings within values, and files within files, through models of the test's own.

use crate::fact::kinds::{cookie, key};
use crate::fact::{Fact, Value};
use crate::mistake::Reading;
use crate::model::Models;
use crate::model::load::{Loaded, load};
use crate::source::{Encoding, FileId, Source};
use crate::surface::config::extract;
use crate::surface::{Extracted, Tools};

const STACK: &str = r#"
product     = "stack"
language    = "config"
format      = ["yaml", "json"]
files       = ["*.yaml", "*.json"]
shape       = ["kind = Secret", "kind = Config*", "**.environment", "**.command"]
words       = ["kind", "environment", "command"]

[[inside]]
at = "**.environment"
as = "assignments"

[[inside]]
at = "**.command"
as = "flags"

[[inside]]
at = "data"
as = "base64"

[[inside]]
at = "data.*"
as = "file"

[[make]]
at          = "**.environment"
fact        = "cookie"
take        = { secure = "key:COOKIE_SECURE" }
set         = { role = "session" }

[[make]]
at   = "**.command"
fact = "cookie"
take = { http_only = "key:cookie-httponly", name = "key:cookie-name" }

[[make]]
named = "secret"
fact  = "key"
set   = { origin = "config" }
"#;

const INNER: &str = r#"
product  = "inner"
language = "config"
format   = ["toml", "env", "yaml"]
files    = ["app.toml", "app.env", "app.yaml"]

[[make]]
named   = "cookie-flag"
fact    = "cookie"
default = { role = "session" }

[[make]]
named = "secret"
fact  = "key"
set   = { origin = "config" }
"#;

fn extracted(path: &str, text: &str) -> Extracted {
    let read = |text: &str| match load(&Reading::new("model.toml", text)) {
        Loaded::Config(model) => model,
        _ => panic!("the model is sound"),
    };
    let models = Models::new(Vec::new(), vec![read(STACK), read(INNER)], Vec::new());
    let source = Source {
        id: FileId(0),
        path: path.into(),
        disk: path.into(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        gaps: Vec::new(),
    };
    extract(&source, &Tools::new(&models, 0))
}

fn secret<'t>(text: &'t str, fact: &Fact) -> &'t str {
    let span = fact.get(key::secret).and_then(|attribute| attribute.span);
    span.map_or("", |span| &text[span.range()])
}

fn rewritten(text: &str, fact: &Fact, wanted: bool) -> Option<String> {
    let attribute = fact.get(cookie::secure).or(fact.get(cookie::http_only))?;
    let slot = attribute.slot.as_ref()?;
    let mut out = text.to_owned();
    out.replace_range(slot.span.range(), &slot.spell(&Value::Bool(wanted))?);
    Some(out)
}

#[test]
fn assignments_in_lists_are_keys() {
    let text = "services:\n  web:\n    environment:\n      - JWT_SECRET=fake-0123 # note\n      - 'COOKIE_SECURE=false'\n      - PLAIN\n";
    let found = extracted("a.yaml", text);
    let [flag, secrets] = found.facts.as_slice() else { panic!("two facts, not {:?}", found.facts.len()) };
    assert_eq!(secret(text, secrets), "fake-0123");
    assert_eq!(secrets.anchor, "services.web.environment.JWT_SECRET");
    assert_eq!(rewritten(text, flag, true), Some(text.replace("SECURE=false", "SECURE=true")));
}

#[test]
fn assignments_in_tables_with_names_are_keys_too() {
    let text = r#"{"a": {"environment": [{"name": "JWT_SECRET", "value": "fake-0123"}, {"name": "COOKIE_SECURE", "value": "false"}, {"name": "X", "valueFrom": {}}]}}"#;
    let found = extracted("a.json", text);
    assert_eq!(secret(text, &found.facts[1]), "fake-0123");
    assert_eq!(rewritten(text, &found.facts[0], true), Some(text.replace("\"false\"", "\"true\"")));
}

#[test]
fn shared_lists_of_assignments_give_each_literal_once() {
    let text =
        "x: &env\n  environment: &list\n    - JWT_SECRET=fake-0123\na: *env\nb:\n  environment: *list\n";
    let found = extracted("a.yaml", text);
    assert_eq!(found.facts.iter().filter(|fact| fact.has(key::secret)).count(), 1);
}

#[test]
fn flags_are_keys() {
    for text in [
        "command: [proxy, --cookie-httponly=false, '--cookie-name', sid, --jwt-secret=fake-0123]\n",
        "command: proxy --cookie-httponly=false --cookie-name sid -jwt-secret=\"fake-0123\"\n",
        "command:\n  - sh\n  - -c\n  - proxy --cookie-name=sid --cookie-httponly=false --jwt-secret fake-0123 --x\n",
    ] {
        let found = extracted("a.yaml", text);
        let cookies: Vec<&Fact> = found.facts.iter().filter(|fact| fact.has(cookie::http_only)).collect();
        assert_eq!(cookies[0].text(cookie::name), Some("sid"), "{text}");
        assert_eq!(rewritten(text, cookies[0], true), Some(text.replace("httponly=false", "httponly=true")));
        assert!(found.facts.iter().any(|fact| secret(text, fact) == "fake-0123"), "{text}");
    }
}

#[test]
fn files_in_blocks_have_exact_places() {
    let text = "kind: ConfigMap\r\ndata:\r\n  app.toml: |\r\n    # top\r\n    [session]\r\n    cookie_secure = false # é\r\n\r\n    jwt_secret = \"fake-0123\"\r\n  other.txt: jwt_secret = x\r\n";
    let found = extracted("a.yaml", text);
    let [flag, secrets] = found.facts.as_slice() else { panic!("two facts, not {:?}", found.facts.len()) };
    assert_eq!(secret(text, secrets), "fake-0123");
    assert_eq!(flag.anchor, "data.app.toml.session.cookie_secure");
    assert_eq!(rewritten(text, flag, true), Some(text.replace("secure = false", "secure = true")));
}

#[test]
fn wrapped_files_are_read_and_never_written() {
    let text = "kind: Secret\ndata:\n  app.env: Q09PS0lFX1NFQ1VSRT1mYWxzZQpKV1RfU0VDUkVUPWZha2UtMDEyMwo=\n  JWT_SECRET: ZmFrZS0wMTIz\n";
    let found = extracted("a.yaml", text);
    let kinds: Vec<&str> = found.facts.iter().map(|fact| fact.kind.name()).collect();
    assert_eq!(kinds, ["key", "cookie", "key"]);
    assert_eq!(secret(text, &found.facts[0]), "ZmFrZS0wMTIz");
    assert!(rewritten(text, &found.facts[1], true).is_none());
    assert!(
        found.secrets.iter().any(|span| text[span.range()].starts_with("Q09P")),
        "the whole value is hidden"
    );
}

#[test]
fn each_document_is_recognised_on_its_own() {
    let text = "kind: Secret\nJWT_SECRET: fake-0123\n---\nkind: Deployment\nJWT_SECRET: fake-4567\n";
    let found = extracted("a.yaml", text);
    assert_eq!(found.facts.len(), 1);
    assert_eq!(found.secrets.len(), 2, "what is not judged is hidden all the same");
    assert!(!extracted("a.yaml", "JWT_SECRET: fake-0123\n").parsed, "none of the model's words is there");
}
