//! Requirements and lock files of every sort, also broken ones.

use super::range::{newest_of_cargo, newest_of_npm};
use super::*;
use proptest::prelude::*;

fn versions(path: &str, text: &str) -> Vec<String> {
    let found = reader(path).expect("a known file")(text);
    found
        .iter()
        .map(|one| format!("{} {} {:?}", one.name, one.written, text.get(one.place.clone())))
        .collect()
}

#[test]
fn requirements_have_ends() {
    let cargo =
        |text: &str| newest_of_cargo(text).map(|version| (version.major, version.minor, version.patch));
    let any = 999_999;
    assert_eq!(cargo("9"), Some((9, any, any)));
    assert_eq!(cargo("0.17.2"), Some((0, 17, any)));
    assert_eq!(cargo("=10.2.0"), Some((10, 2, 0)));
    assert_eq!(cargo("~10.2"), Some((10, 2, any)));
    assert_eq!(cargo(">=9, <10"), Some((9, any, any)));
    assert_eq!(cargo(">=9"), None);
    assert_eq!(cargo("*"), None);
    assert_eq!(cargo("not one"), None);
    let npm = |text: &str| newest_of_npm(text).map(|version| (version.major, version.minor, version.patch));
    assert_eq!(npm("8.5.1"), Some((8, 5, 1)));
    assert_eq!(npm("^8.5.1"), Some((8, any, any)));
    assert_eq!(npm("8.x"), Some((8, any, any)));
    assert_eq!(npm("8.5"), Some((8, 5, any)));
    assert_eq!(npm("^7.0.0 || ^8.0.0"), Some((8, any, any)));
    assert_eq!(npm(">=8 <9"), Some((8, any, any)));
    assert_eq!(npm("^8 || >=9"), None);
    assert_eq!(npm("latest"), None);
    assert_eq!(npm("1.2.3 - 4.5.6"), None);
}

#[test]
fn a_cargo_lock_tells_what_the_project_itself_asks_for() {
    let package =
        |name: &str, rest: &str| format!("[[package]]\nname = \"{name}\"\nversion = \"9.3.1\"\n{rest}\n");
    let far = package("jsonwebtoken", "source = \"registry+x\"\n");
    let other = package("other", "source = \"registry+x\"\ndependencies = [\n \"jsonwebtoken\",\n]\n");
    assert_eq!(versions("Cargo.lock", &format!("{far}{other}")), Vec::<String>::new());
    let own = package("app", "dependencies = [\n \"jsonwebtoken\",\n]\n");
    assert_eq!(versions("Cargo.lock", &format!("{far}{own}")), ["jsonwebtoken 9.3.1 Some(\"9.3.1\")"]);
}

#[test]
fn lock_files_of_npm_pnpm_and_yarn() {
    let old = r#"{"lockfileVersion": 1, "dependencies": {"jsonwebtoken": {"version": "8.5.1", "requires": {"jws": "^3.2.2"}}}}"#;
    assert_eq!(versions("package-lock.json", old), ["jsonwebtoken 8.5.1 Some(\"8.5.1\")"]);
    let new = r#"{"packages": {"": {"dependencies": {"jsonwebtoken": "^8.5.1"}},
      "node_modules/jsonwebtoken": {"version": "8.5.1", "dependencies": {"jws": "^3.2.2"}}, "node_modules/jws": {"version": "3.2.2"}}}"#;
    assert_eq!(versions("package-lock.json", new), ["jsonwebtoken 8.5.1 Some(\"8.5.1\")"]);
    let pnpm = "importers:\n  .:\n    dependencies:\n      jsonwebtoken:\n        specifier: ^8.5.1\n        version: 8.5.1(x@1)\n    devDependencies:\n      passport:\n        specifier: 0.5.0\n        version: 0.5.0\npackages:\n  jws@3.2.2:\n";
    assert_eq!(versions("pnpm-lock.yaml", pnpm), ["jsonwebtoken 8.5.1 Some(\"8.5.1\")"]);
    let older = "dependencies:\n  jsonwebtoken: 8.5.1\n\npackages:\n";
    assert_eq!(versions("pnpm-lock.yaml", older), ["jsonwebtoken 8.5.1 Some(\"8.5.1\")"]);
    let yarn = "# yarn lockfile v1\n\n\njsonwebtoken@^8.5.1:\n  version \"8.5.1\"\n  resolved \"x\"\n\n\"passport@npm:^0.5.0\":\n  version: 0.5.3\n";
    let wanted = ["jsonwebtoken 8.5.1 Some(\"8.5.1\")", "passport 0.5.3 Some(\"0.5.3\")"];
    assert_eq!(versions("yarn.lock", yarn), wanted);
}

#[test]
fn a_manifest_names_what_runs() {
    let text = "[dependencies]\njwt = { package = \"jsonwebtoken\", version = \"9\" }\n[dev-dependencies]\nsvix = \"1.0\"\n[dependencies.tower-sessions-cookie-store]\nfeatures = [\"dangerous-plaintext\"]\n";
    let found = versions("Cargo.toml", text);
    assert!(found.contains(&"jsonwebtoken 9 Some(\"\\\"9\\\"\")".to_owned()), "{found:?}");
    assert_eq!(found.len(), 2);
    let json = r#"{"name": "app", "dependencies": {"passport": "^0.5.0"}, "devDependencies": {"jsonwebtoken": "8.0.0"}}"#;
    assert_eq!(versions("package.json", json), ["passport ^0.5.0 Some(\"^0.5.0\")"]);
}

proptest! {
    #[test]
    fn nothing_breaks_it(text in r#"([a-z@^:."{}\[\]= \n\\]|jsonwebtoken|"version"|"dependencies"|node_modules/|name = "jsonwebtoken"|é){0,80}"#) {
        for (name, _) in READERS {
            let _ = versions(name, &text);
        }
    }
}
