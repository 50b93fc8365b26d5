//! Mistakes in rules, models and configuration: all of them in one run, each with its file, its line
//! and the nearest valid name, and nothing is scanned.

#[path = "support/program.rs"]
mod program;
#[path = "support/tree.rs"]
mod tree;

use authlint::knowledge::{self, Knowledge};
use authlint::mistake::Mistake;
use program::check;
use tree::{BAD, RULE, Tree};

/// A rule file that loads, to be changed in one place.
const GOOD: &str = r#"id         = "own-rule"
title      = "a rule of our own"
severity   = "warning"
cwe        = [1004]
references = ["RFC 6265bis section 4.1.2.6"]
since      = "0.1.0"
why = "Because this is what our team wants, and it takes a sentence to say so."

[match]
fact  = "cookie"
where = { role = ["auth"], http_only = false, lifetime = { gt = "1h" } }

[report]
message = "cookie[ {name}] is risky"
help    = "set HttpOnly"

[fix]
set    = { http_only = true }
safety = "safe"
"#;

fn load(tree: &Tree) -> Result<Knowledge, Vec<Mistake>> {
    knowledge::load(&[tree.root().to_path_buf()], |_| Vec::new())
}

/// Mistakes as `file:line: message; help`.
fn mistakes(tree: &Tree) -> Vec<String> {
    let lines = |one: &Mistake| {
        let line = one.text.get(..one.span.start).unwrap_or("").matches('\n').count() + 1;
        let file = one.path.rsplit('/').next().unwrap_or("");
        format!("{file}:{line}: {}; {}", one.message, one.help.as_deref().unwrap_or(""))
    };
    load(tree).err().unwrap_or_default().iter().map(lines).collect()
}

/// Exactly one mistake, which holds all of these texts.
fn one_mistake(text: &str, wanted: &[&str]) {
    let found = mistakes(&Tree::new().with("own/own-rule.toml", text));
    assert_eq!(found.len(), 1, "{found:#?}\n{text}");
    for part in wanted {
        assert!(found[0].contains(part), "`{part}` is not in: {}", found[0]);
    }
}

fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn the_good_rule_loads() {
    assert_eq!(mistakes(&Tree::new().with("own/own-rule.toml", GOOD)), Vec::<String>::new());
}

#[test]
fn misspelt_names_get_the_nearest_one() {
    one_mistake(
        &changed("http_only = false", "htp_only = false"),
        &["own-rule.toml:11", "`htp_only`", "did you mean `http_only`"],
    );
    one_mistake(&changed("\"cookie\"", "\"cokie\""), &[":10:", "`cokie`", "did you mean `cookie`"]);
    one_mistake(&changed("\"auth\"", "\"aith\""), &[":11:", "`aith`", "did you mean `auth`"]);
    one_mistake(&changed("gt =", "gtt ="), &[":11:", "`gtt`", "did you mean `gt`"]);
    one_mistake(&changed("\"warning\"", "\"waring\""), &[":3:", "`waring`", "did you mean `warning`"]);
    one_mistake(&changed("\"safe\"", "\"save\""), &[":19:", "`save`", "did you mean `safe`"]);
    one_mistake(&changed("set    =", "sat    ="), &[":18:", "`sat`", "did you mean `set`"]);
    one_mistake(&changed("{name}", "{nam}"), &[":14:", "`nam`", "`name`"]);
    one_mistake(
        &changed("set    = { http_only", "set    = { http_onyl"),
        &[":18:", "did you mean `http_only`"],
    );
    let found = mistakes(&Tree::new().with("own/own-rule.toml", changed("severity   =", "sevrity    =")));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("`severity` is missing"), "{found:#?}");
    assert!(found[1].contains(":3: unknown key `sevrity`; did you mean `severity`"), "{found:#?}");
}

#[test]
fn values_must_fit_their_attribute() {
    one_mistake(
        &changed("http_only = false", "http_only = \"no\""),
        &[":11:", "`http_only` takes true or false"],
    );
    one_mistake(&changed("\"1h\"", "\"1 fortnight\""), &[":11:", "duration"]);
    one_mistake(&changed("\"1h\"", "\"policy:cookie-lifetim\""), &[":11:", "did you mean `cookie-lifetime`"]);
    one_mistake(
        &changed("lifetime = { gt = \"1h\" }", "name = { matches = \"(\" }"),
        &[":11:", "unclosed group"],
    );
    one_mistake(&changed("lifetime = { gt", "secure = { gt"), &[":11:", "`secure`"]);
    one_mistake(&changed("lifetime = { gt = \"1h\" }", "name = { has = \"x\" }"), &[":11:", "`name`"]);
    one_mistake(
        &changed("lifetime = { gt = \"1h\" }", "lifetime = { matches = \"x\" }"),
        &[":11:", "`lifetime`"],
    );
    one_mistake(&changed("lifetime = { gt = \"1h\" }", "lifetime = {}"), &[":11:", "lifetime"]);
    one_mistake(&changed("lifetime = { gt = \"1h\" }", "lifetime = []"), &[":11:", "lifetime"]);
    one_mistake(&changed("[1004]", "[\"1004\"]"), &[":4:", "`cwe` must be a number"]);
    one_mistake(&changed("[1004]", "[-1]"), &[":4:", "cwe"]);
    one_mistake(&changed("\"a rule of our own\"", "7"), &[":2:", "`title` must be a text"]);
    one_mistake(&changed("{name}", "{name"), &[":14:", "never closed"]);
}

#[test]
fn what_is_missing_is_named() {
    let keys = [
        ("title      = \"a rule of our own\"\n", "`title` is missing"),
        ("since      = \"0.1.0\"\n", "`since` is missing"),
        ("fact  = \"cookie\"\n", "`fact` is missing"),
        ("message = \"cookie[ {name}] is risky\"\n", "`message` is missing"),
        ("help    = \"set HttpOnly\"\n", "`help` is missing"),
        ("safety = \"safe\"\n", "`safety` is missing"),
        ("id         = \"own-rule\"\n", "`id` is missing"),
    ];
    for (line, message) in keys {
        one_mistake(&changed(line, ""), &[message]);
    }
    let found = mistakes(&Tree::new().with("own/own-rule.toml", ""));
    for key in ["id", "title", "severity", "why", "since", "[report]", "[match]"] {
        assert!(found.iter().any(|line| line.contains(&format!("`{key}` is missing"))), "{key}: {found:#?}");
    }
}

#[test]
fn an_id_is_the_file_name_and_stands_once() {
    one_mistake(&changed("\"own-rule\"", "\"other-rule\""), &[":1:", "`own-rule`"]);
    one_mistake(&changed("\"own-rule\"", "\"Own Rule\""), &[":1:", "kebab-case"]);
    let tree = Tree::new().with("a/own-rule.toml", GOOD).with("b/own-rule.toml", GOOD);
    let found = mistakes(&tree);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("the same id stands in") && found[0].contains("a/own-rule.toml"), "{found:#?}");
}

#[test]
fn broken_toml_says_where() {
    let found =
        mistakes(&Tree::new().with("own/own-rule.toml", changed("fact  = \"cookie\"", "fact  = cookie")));
    assert!(found.iter().any(|line| line.starts_with("own-rule.toml:10:")), "{found:#?}");
    for text in ["[match", "= = =", "id = \"own-rule", "\u{0}", "[[[[[["] {
        assert!(!mistakes(&Tree::new().with("own/own-rule.toml", text)).is_empty(), "{text:?}");
    }
    let deep = format!("id = {}", "[".repeat(100_000));
    assert!(!mistakes(&Tree::new().with("own/own-rule.toml", deep)).is_empty());
    assert!(!mistakes(&Tree::new().with("own/own-rule.toml", b"\xff\xfe\x00")).is_empty());
}

const MODEL: &str = r#"library  = "own-crate"
language = "rust"
versions = ">=1, <2"

[[make]]
call    = "own_crate::Cookie::new"
fact    = "cookie"
take    = { name = "arg0" }
default = { http_only = false }

[[edit]]
on   = "cookie"
call = "max_age"
unit = "seconds"
take = { lifetime = "arg0" }
"#;

fn one_model_mistake(from: &str, to: &str, wanted: &[&str]) {
    assert!(MODEL.contains(from), "{from}");
    let tree = Tree::new().with("models/rust/own-crate.toml", MODEL.replacen(from, to, 1));
    let found = mistakes(&tree);
    assert_eq!(found.len(), 1, "{found:#?}");
    for part in wanted {
        assert!(found[0].contains(part), "`{part}` is not in: {}", found[0]);
    }
}

#[test]
fn models_are_checked_like_rules() {
    let tree = Tree::new().with("models/rust/own-crate.toml", MODEL);
    assert_eq!(mistakes(&tree), Vec::<String>::new());
    one_model_mistake("fact    = \"cookie\"", "fact    = \"cooky\"", &[":7:", "did you mean `cookie`"]);
    one_model_mistake("http_only = false", "http_onyl = false", &[":9:", "did you mean `http_only`"]);
    one_model_mistake("\"seconds\"", "\"secnods\"", &[":14:", "did you mean `seconds`"]);
    one_model_mistake("name = \"arg0\"", "name = \"argument0\"", &[":8:", "`argument0`", "`arg0`"]);
    one_model_mistake("call = \"max_age\"\n", "", &["`call` or `field` is missing"]);
    one_model_mistake(">=1, <2", "one", &[":3:", "version range"]);
    one_model_mistake("\"rust\"", "\"rusty\"", &[":2:", "did you mean `rust`"]);
    one_model_mistake("library  = \"own-crate\"\n", "", &["`library` is missing"]);
    one_model_mistake("[[edit]]", "[[edti]]", &[":11:", "`edti`", "did you mean `edit`"]);
    one_model_mistake("http_only = false", "http_only = 0", &[":9:", "true or false"]);
}

#[test]
fn parts_of_a_row_that_would_say_nothing_are_mistakes() {
    let row = |rest: &str| format!("[[value]]\ncall = \"own_crate::week\"\n{rest}\n\n[[edit]]");
    one_model_mistake("[[edit]]", &row("gives = \"now\"\ntimes = 7"), &["`times`", "`gives = \"duration\"`"]);
    one_model_mistake(
        "[[edit]]",
        &row("gives = \"tag:week\"\nfrom = \"arg0\""),
        &["`from`", "`gives = \"same\"`"],
    );
}

#[test]
fn all_mistakes_come_together_and_nothing_is_scanned() {
    let tree = Tree::new()
        .with("src/a.rs", BAD)
        .with("rules/own/own-rule.toml", changed("\"cookie\"", "\"cokie\""))
        .with("rules/own/second.toml", changed("\"warning\"", "\"waring\"").replace("own-rule", "second"))
        .with("rules/models/rust/own-crate.toml", MODEL.replace("\"seconds\"", "\"secnods\""))
        .with("authlint.toml", "[policy]\ncookie-lifetim = \"1d\"\n");
    let said = check(tree.root(), &["--rules", "rules"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    for part in [
        "own-rule.toml",
        "`cokie`",
        "second.toml",
        "`waring`",
        "own-crate.toml",
        "`secnods`",
        "`cookie-lifetim`",
    ] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
}

#[test]
fn a_folder_that_is_not_there_is_a_mistake() {
    let said = check(Tree::new().root(), &["--rules", "no/such/folder"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("no/such/folder"), "{}", said.err);
}

#[test]
fn a_rule_of_ones_own_takes_the_place_of_an_embedded_one() {
    let own = GOOD.replace("own-rule", RULE).replace(", lifetime = { gt = \"1h\" }", "");
    let tree = Tree::new().with("src/a.rs", BAD).with(&format!("rules/own/{RULE}.toml"), own);
    let said = check(tree.root(), &["--rules", "rules", "--select", RULE]);
    assert_eq!(said.paths(), ["src/a.rs"]);
    assert_eq!(said.json()["findings"][0]["message"], "cookie `auth_token` is risky");
}

#[test]
fn a_rule_can_be_switched_off() {
    let off = format!("id = \"{RULE}\"\nenabled = false\n");
    let tree = Tree::new().with("src/a.rs", BAD).with(&format!("rules/{RULE}.toml"), off);
    assert!(load_rules(&tree).rules.get(RULE).is_none());
    let listed = program::run(tree.root(), &["rules", "--rules", "rules"]);
    assert!(!listed.out.contains(RULE), "{}", listed.out);
    assert_eq!(check(tree.root(), &["--rules", "rules", "--select", RULE]).code, 2);
}

fn load_rules(tree: &Tree) -> Knowledge {
    knowledge::load(&[tree.path("rules")], |_| Vec::new()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

#[test]
fn a_model_of_ones_own_is_read_and_can_be_switched_off() {
    let tree = Tree::new().with("rules/models/rust/own-crate.toml", MODEL);
    let has =
        |knowledge: &Knowledge, name: &str| knowledge.models.rust.iter().any(|model| model.library == name);
    assert!(has(&load_rules(&tree), "own-crate"));
    tree.write(
        "rules/models/rust/cookie.toml",
        "language = \"rust\"\nlibrary = \"cookie\"\nenabled = false\n",
    );
    assert!(!has(&load_rules(&tree), "cookie"));
    tree.write("src/a.rs", BAD);
    assert_eq!(check(tree.root(), &["--rules", "rules", "--select", RULE]).paths().len(), 0);
}

#[test]
fn configuration_is_checked_as_strictly() {
    let cases: &[(&str, &[&str])] = &[
        ("ignroe = []\n", &["`ignroe`", "did you mean `ignore`"]),
        ("fail-on = \"errors\"\n", &["`errors`", "did you mean `error`"]),
        ("min-confidence = 3\n", &["must be a text"]),
        ("pedantic = \"yes\"\n", &["must be true or false"]),
        ("exclude = [\"[\"]\n", &["not a file pattern"]),
        ("[policy]\ncookie-lifetim = \"1d\"\n", &["`cookie-lifetim`", "did you mean `cookie-lifetime`"]),
        ("[policy]\ncookie-lifetime = \"soon\"\n", &["duration"]),
        ("policy = 3\n", &["must be a table"]),
        ("ignore = [\n", &["authlint.toml"]),
        ("select = [\"cookie-missing-httponyl\"]\n", &["did you mean `cookie-missing-httponly`"]),
        ("rules = [\"no/such/folder\"]\n", &["no/such/folder"]),
    ];
    for (text, wanted) in cases {
        let tree = Tree::new().with("src/a.rs", BAD).with("authlint.toml", text);
        let said = check(tree.root(), &[]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{text}");
        for part in *wanted {
            assert!(said.err.contains(part), "{text}: `{part}` is not in: {}", said.err);
        }
    }
}

#[test]
fn a_threshold_of_ones_own_changes_the_verdict() {
    let rule = GOOD
        .replace("\"1h\"", "\"policy:cookie-lifetime\"")
        .replace("role = [\"auth\"], http_only = false, ", "")
        .replace("[fix]\nset    = { http_only = true }\nsafety = \"safe\"\n", "");
    let code = "pub fn f(v: String) -> cookie::Cookie<'static> {
    cookie::Cookie::build((\"auth_token\", v)).http_only(true).permanent().build()
}
";
    let tree = Tree::new().with("src/a.rs", code).with("rules/own/own-rule.toml", rule);
    let arguments = ["--rules", "rules", "--select", "own-rule"];
    assert_eq!(
        check(tree.root(), &arguments).paths(),
        ["src/a.rs"],
        "twenty years are more than the default"
    );
    tree.write("authlint.toml", "[policy]\ncookie-lifetime = \"7300d\"\n");
    assert_eq!(check(tree.root(), &arguments).paths().len(), 0);
}

#[test]
fn rows_of_scripts_that_would_do_nothing_are_mistakes() {
    let model = |rows: &str| {
        let text = format!("library = \"own\"\nlanguage = \"script\"\n{rows}");
        mistakes(&Tree::new().with("models/script/own.toml", text))
    };
    for (row, wanted) in [
        ("[[value]]\ncall = \"own\"\ngives = \"members\"\nfallback = \"arg0\"", "`fallback` goes with"),
        ("[[value]]\ncall = \"own\"\ngives = \"rule\"", "`fallback` goes with"),
        ("[[value]]\ncall = \"own\"\ngives = \"env\"\nfallback = \"receiver\"", "an argument is written"),
    ] {
        let found = model(row);
        assert!(found.len() == 1 && found[0].contains(wanted), "{row}: {found:#?}");
    }
    assert_eq!(model("[[value]]\ncall = \"own\"\ngives = \"same\"\nform = \"arg1\""), [""; 0]);
}
