//! Files through the surface with small models of the test's own: claims, shapes, profiles, tables with
//! defaults, and hostile text.

use super::*;
use crate::fact::kinds::{cookie, key};
use crate::fact::{Certainty, Context, Value};
use crate::mistake::Reading;
use crate::model::Models;
use crate::model::load::{Loaded, load};
use crate::source::{Encoding, FileId};
use proptest::prelude::*;

const PRODUCT: &str = r#"
product  = "product"
language = "config"
format   = "toml"
files    = ["product.toml", "conf.d/main.toml"]
except   = ["old/*.toml"]
shape    = ["**.session"]
profiles = { development = ["dev"], test = ["test"] }

[[make]]
at      = "**.session"
fact    = "cookie"
take    = { name = "key:cookie", secure = "not(key:insecure)", http_only = "key:script.hidden", lifetime = "key:minutes" }
set     = { role = "session" }
default = { secure = true, http_only = false }
unit    = "minutes"

[[make]]
named = "secret"
fact  = "key"
set   = { origin = "config" }
"#;

const PLAIN: &str = r#"
product  = "plain"
language = "config"
format   = "env"
files    = [".env"]

[[profile]]
at      = ["NODE_ENV"]
says    = ["development", "dev"]
context = "development"

[[make]]
named = "secret"
fact  = "key"
set   = { origin = "config" }
"#;

fn models() -> Models {
    let read = |text: &str| match load(&Reading::new("model.toml", text)) {
        Loaded::Config(model) => model,
        _ => panic!("the model is sound"),
    };
    Models::new(Vec::new(), vec![read(PRODUCT), read(PLAIN)], Vec::new())
}

fn source(path: &str, text: &str) -> Source {
    Source {
        id: FileId(0),
        path: path.into(),
        disk: path.into(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        gaps: Vec::new(),
    }
}

fn extracted(path: &str, text: &str) -> Extracted {
    let models = models();
    extract(&source(path, text), &Tools::new(&models, 0))
}

#[test]
fn files_are_claimed_by_name_and_folder() {
    let models = models();
    let tools = Tools::new(&models, 0);
    let claimed = |path: &str| claims(&source(path, "[session]\n"), &tools);
    assert!(claimed("product.toml") && claimed("a/b/product.toml") && claimed("etc/conf.d/main.toml"));
    assert!(!claimed("main.toml") && !claimed("old/product.toml") && !claimed("product.toml.orig"));
    assert!(claimed("product.toml.bak") && claimed("product.toml.j2"));
}

#[test]
fn a_file_without_the_telling_words_is_not_read() {
    assert!(!extracted("product.toml", "jwt_secret = \"fake-0123\"\n").parsed);
    assert!(extracted("product.toml", "[a.session]\n").parsed);
}

#[test]
fn a_table_gives_one_fact_with_its_defaults() {
    let text = "[app.session]\ncookie = \"sid\"\nminutes = 30\n";
    let found = extracted("product.toml", text);
    let [fact] = found.facts.as_slice() else { panic!("one fact, not {}", found.facts.len()) };
    assert_eq!(fact.anchor, "app.session");
    assert_eq!(fact.text(cookie::name), Some("sid"));
    assert_eq!(fact.value(cookie::lifetime), Some(&Value::Int(1_800)));
    assert_eq!(fact.value(cookie::secure), Some(&Value::Bool(true)));
    let http_only = fact.get(cookie::http_only);
    assert_eq!(http_only.map(|attribute| attribute.certainty), Some(Certainty::Documented));
}

#[test]
fn a_missing_key_can_be_written_and_a_turned_one_is_turned_back() {
    let text = "[session]\ncookie = \"sid\"\n";
    let found = extracted("product.toml", text);
    let slot = found.facts[0].get(cookie::secure).and_then(|attribute| attribute.slot.clone());
    let spelled = slot.as_ref().and_then(|slot| slot.spell(&Value::Bool(true)));
    assert_eq!(spelled.as_deref(), Some("insecure = false\n"));

    let found = extracted("product.toml", "[session]\ninsecure = true\n");
    let secure = found.facts[0].get(cookie::secure);
    assert_eq!(secure.map(|attribute| &attribute.value), Some(&Value::Bool(false)));
    let slot = secure.and_then(|attribute| attribute.slot.clone());
    assert_eq!(slot.and_then(|slot| slot.spell(&Value::Bool(true))).as_deref(), Some("false"));
}

#[test]
fn an_unreadable_value_is_unknown_and_no_default() {
    let found = extracted("product.toml", "[session]\ninsecure = \"${INSECURE}\"\n");
    assert!(!found.facts[0].has(cookie::secure));
}

#[test]
fn without_its_shape_a_file_says_nothing_and_still_hides_its_secrets() {
    let found = extracted("product.toml", "# no session\njwt_secret = \"fake-0123\"\n");
    assert!(found.facts.is_empty());
    assert_eq!(found.secrets.len(), 1);
}

#[test]
fn profiles_give_the_context() {
    let found = extracted("product.toml", "[dev.session]\n[test.session]\n[release.session]\n");
    let contexts: Vec<Context> = found.facts.iter().map(|fact| fact.context).collect();
    assert_eq!(contexts, [Context::Development, Context::Test, Context::Production]);
}

#[test]
fn a_value_beside_a_key_gives_the_context() {
    let of = |mode: &str| {
        let found = extracted(".env", &format!("JWT_SECRET=x9Kq2\nNODE_ENV={mode}\n"));
        found.facts.first().map(|fact| fact.context)
    };
    assert_eq!(of("development"), Some(Context::Development));
    assert_eq!(of("\"ci, DEV\""), Some(Context::Development));
    for mode in ["production", "!dev", "developments", ""] {
        assert_eq!(of(mode), Some(Context::Production), "{mode}");
    }
}

#[test]
fn empty_secrets_and_public_keys_are_no_facts() {
    let public = "-----BEGIN PUBLIC KEY-----";
    let found =
        extracted(".env", &format!("JWT_SECRET=\nCOOKIE_SECRET=\"{public}\"\nSESSION_SECRET=x9Kq2\n"));
    let names: Vec<_> = found.facts.iter().filter_map(|fact| fact.text(key::variable)).collect();
    assert_eq!(names, ["SESSION_SECRET"]);
}

#[test]
fn passwords_in_urls_are_hidden() {
    let text = "CACHE=redis://user:fake%20one@host:1/0?x=a@b\nPLAIN=https://host/a:b@c\n";
    let found = extracted(".env", text);
    let hidden: Vec<&str> = found.secrets.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(hidden, ["fake%20one"]);
}

#[test]
fn broken_lines_are_problems_and_the_rest_is_read() {
    let found = extracted(".env", "9BAD=1\nJWT_SECRET=x9Kq2\n");
    assert_eq!((found.problems.len(), found.facts.len()), (1, 1));
    assert_eq!(found.problems[0].offset, Some(0));
}

proptest! {
    #[test]
    fn any_text_is_survived_and_spans_fit(text in "(?s)[A-Z_=\"'\\[\\]{}.\\n#$: a-z0-9é\u{0}]{0,200}") {
        for path in ["product.toml", ".env"] {
            let found = extracted(path, &text);
            let spans = found.facts.iter().flat_map(|fact| [fact.span, fact.head]).chain(found.secrets.iter().copied());
            for span in spans {
                prop_assert!(text.get(span.range()).is_some());
            }
        }
    }
}
