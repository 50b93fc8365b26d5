//! `authlint token` with keys: tokens that it signs are checked under every form of key file, secrets come from where
//! they leave no trace, and weak ones are found without being shown.

#[path = "support/piped.rs"]
mod piped;

use piped::{said, with_input};
use std::path::{Path, PathBuf};

fn key(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/keys").join(name);
    path.display().to_string()
}

/// The token that these arguments make, without its line end.
fn signed(arguments: &[&str], input: &str) -> String {
    let (out, err, code) = said(&with_input(&[&["token", "sign"], arguments].concat(), input.as_bytes()));
    assert_eq!(code, Some(0), "{err}");
    out.trim_end().to_owned()
}

fn token(arguments: &[&str], text: &str) -> (String, String, Option<i32>) {
    said(&with_input(&[&["token", "--fail-on", "never"], arguments].concat(), text.as_bytes()))
}

#[test]
fn every_form_of_key_file_signs_and_verifies() {
    let pairs = [
        ("rsa.pem", "rsa.pub", "RS256"),
        ("rsa-pkcs1.pem", "rsa-pkcs1.pub", "PS512"),
        ("rsa.pem", "rsa.crt", "RS384"),
        ("ec.pem", "ec.crt", "ES256"),
        ("ec-pkcs8.pem", "ec.pub", "ES256"),
        ("p384.pem", "p384.pub", "ES384"),
        ("ed.pem", "ed.pub", "EdDSA"),
    ];
    for (private, public, alg) in pairs {
        let text = signed(&["--key", &key(private), "--alg", alg, "--exp", "15m", "--claim", "sub=fake"], "");
        let (out, err, code) = token(&["--key", &key(public)], &text);
        assert!(out.contains("checks: valid") && code == Some(0), "{private} {public}: {out}{err}");
        let (out, _, code) = token(&["--key", &key("p384.pub")], &text);
        assert_eq!(
            (out.contains("checks: valid"), code == Some(0)),
            (alg == "ES384", alg == "ES384"),
            "{out}"
        );
    }
}

#[test]
fn unusable_keys_are_named() {
    let text = signed(&["--key", &key("ec.pem")], "");
    let usage = [("p521.pub", "curve"), ("ec-encrypted.pem", "passphrase"), ("missing.pem", "missing.pem")];
    for (name, word) in usage {
        let (out, err, code) = token(&["--key", &key(name)], &text);
        assert!(err.contains(word) && out.is_empty() && code == Some(2), "{name}: {err}");
    }
    let (out, _, code) = token(&["--key", &key("ec.pem")], &text);
    assert!(out.contains("this is a private key") && code == Some(1), "{out}");
    let (_, err, code) = said(&with_input(&["token", "sign", "--key", &key("ec.pub")], b""));
    assert!(err.contains("a public key cannot sign") && code == Some(2), "{err}");
}

#[test]
fn secrets_come_from_files_standard_input_and_the_environment() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("secret");
    std::fs::write(&file, "fake-test-key\n").expect("a file");
    let file = file.display().to_string();
    let from_file = signed(&["--secret-file", &file, "--no-iat"], "");
    assert_eq!(signed(&["--secret-file", "-", "--no-iat"], "fake-test-key"), from_file);
    assert_eq!(
        signed(&["--secret-file", "-", "--no-iat", "--secret-encoding", "hex"], "66616b652d746573742d6b6579"),
        from_file
    );
    let (out, err, code) = token(&["--secret", "fake-test-key"], &from_file);
    assert!(out.contains("checks: valid") && err.contains("history") && code == Some(0), "{out}{err}");
    assert!(!out.contains("fake-test-key") && !err.contains("fake-test-key"));
    let (_, err, code) = token(&["--secret-env", "AUTHLINT_NO_SUCH_VARIABLE"], &from_file);
    assert!(err.contains("no environment variable") && code == Some(2));
    let (_, err, code) = token(&["--secret-file", "-"], &from_file);
    assert!(err.contains("only one of them") && code == Some(2), "{err}");
    let (_, _, code) = token(&["--secret-file", &file, "--key", &key("ec.pub")], &from_file);
    assert_eq!(code, Some(2));
}

#[test]
fn checks_say_what_was_not_checked_and_decide_the_exit_code() {
    let text = signed(&["--secret-file", "-", "--exp", "-1h", "--claim", "aud=[\"me\"]"], "fake-test-key");
    let (out, _, code) = token(&["--secret", "fake-test-key"], &text);
    assert!(out.contains("checks: not valid") && out.contains("has expired") && code == Some(1), "{out}");
    let (out, _, code) = token(&["--secret", "fake-test-key", "--leeway", "2h"], &text);
    assert!(out.contains("no audience was given") && out.contains("not checked") && code == Some(0), "{out}");
    let all = ["--secret", "fake-test-key", "--ignore-exp", "--aud", "me", "--format", "json"];
    let (out, _, code) = token(&all, &text);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (json["valid"].as_bool(), json["signature"]["checked"].as_bool(), code),
        (Some(true), Some(true), Some(0))
    );
    assert_eq!(json["checks"][3]["verdict"], "passed");
    let (out, _, code) = token(&["--ignore-exp", "--aud", "me"], &text);
    assert!(out.contains("the signature was not checked") && code == Some(0), "{out}");
    let (out, _, code) = token(&["--ignore-exp", "--aud", "you"], &text);
    assert!(out.contains("not valid") && code == Some(1), "{out}");
    for wrong in [["--aud", "you"], ["--iss", "it"], ["--require", "jti"], ["--alg", "HS512"]] {
        let (out, _, code) = token(&[&all[..3], &wrong].concat(), &text);
        assert!(out.contains("failed") && code == Some(1), "{wrong:?}");
    }
}

#[test]
fn discovery_documents_name_local_keys_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let keys = include_str!("data/rfc-keys.json");
    std::fs::write(at("keys.json"), keys).expect("a file");
    std::fs::write(at("local.json"), r#"{"issuer":"https://fake.example","jwks_uri":"keys.json"}"#)
        .expect("a file");
    std::fs::write(at("remote.json"), r#"{"jwks_uri":"https://fake.example/keys"}"#).expect("a file");
    std::fs::write(at("circle.json"), r#"{"jwks_uri":"circle.json"}"#).expect("a file");
    let text = signed(&["--key", &at("keys.json")], "");
    let (out, err, code) = token(&["--key", &at("local.json")], &text);
    assert!(out.contains("kid 7515-A.1") && err.contains("left out") && code == Some(0), "{out}{err}");
    let (_, err, code) = token(&["--key", &at("remote.json")], &text);
    assert!(err.contains("fetches nothing") && code == Some(2), "{err}");
    let (_, err, code) = token(&["--key", &at("circle.json")], &text);
    assert!(err.contains("another discovery document") && code == Some(2), "{err}");
}

#[test]
fn made_tokens_hold_what_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("claims.json");
    std::fs::write(&file, r#"{"sub":"file","big":12345678901234567890123,"iat":5}"#).expect("a file");
    let claims = file.display().to_string();
    let arguments = [
        "--alg",
        "none",
        "--claims",
        &claims,
        "--claim",
        "sub=line",
        "--header",
        "kid=a b",
        "--header",
        "alg=\"None\"",
    ];
    let (out, err, code) = said(&with_input(&[&["token", "sign"], &arguments[..]].concat(), b""));
    assert!(err.contains("not signed") && code == Some(0) && out.ends_with(".\n"), "{out}{err}");
    let (out, _, _) = token(&["--json"], &out);
    let wanted = r#""header":{"alg":"None","typ":"JWT","kid":"a b"},"claims":{"sub":"line","big":12345678901234567890123,"iat":5}"#;
    assert!(out.contains(wanted), "{out}");
    for wrong in [&["--alg", "none", "--claim", "x"][..], &["--alg", "HS256"], &["--exp", "soon"], &[]] {
        let (_, _, code) = said(&with_input(&[&["token", "sign"], wrong].concat(), b""));
        assert_eq!(code, Some(2), "{wrong:?}");
    }
}

fn list(folder: &Path, words: impl Iterator<Item = String>) -> String {
    let path = folder.join("list.txt");
    let text: Vec<String> = words.collect();
    std::fs::write(&path, text.join("\n")).expect("a file");
    path.display().to_string()
}

#[test]
fn a_list_gives_the_rank_and_never_the_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = (1..5_000).map(|number| format!("fake-word-{number}"));
    let list =
        list(folder.path(), words.chain(["fake-zq-pass\r".to_owned(), String::new(), "more".to_owned()]));
    for alg in ["HS256", "HS384", "HS512"] {
        let text = signed(&["--secret-file", "-", "--alg", alg], "fake-zq-pass");
        let (out, err, code) =
            said(&with_input(&["token", "--wordlist", &list, "--reveal"], text.as_bytes()));
        assert!(out.contains("wordlist list, rank 5000") && code == Some(1), "{out}{err}");
        assert!(out.contains("jwt-weak-secret") && err.contains("no terminal") && err.contains("guesses in"));
        assert!(!out.contains("fake-zq-pass") && !err.contains("fake-zq-pass"));
    }
    let text = signed(&["--secret-file", "-"], "Fake-word-77123");
    let (out, _, _) = token(&["--wordlist", &list, "--format", "json"], &text);
    assert!(out.contains(r#""found":false"#), "{out}");
    let (out, _, _) = token(&["--wordlist", &list, "--vary", "--format", "json"], &text);
    assert!(out.contains(r#""found":true,"list":"wordlist","rank":77,"#), "{out}");
}

#[test]
fn names_of_claims_and_repositories_are_tried() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"fakeshop-zq\"\n").expect("a file");
    let root = folder.path().display().to_string();
    let text = signed(&["--secret-file", "-", "--claim", "iss=https://zqbakery.example"], "Zqbakery123");
    let (out, _, _) = token(&["--vary"], &text);
    assert!(out.contains("found in the names list, varied"), "{out}");
    let text = signed(&["--secret-file", "-"], "fakeshop-zq");
    let (out, _, _) = token(&["--names-from", &root], &text);
    assert!(out.contains("found in the names list"), "{out}");
}

#[test]
fn guessing_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = list(folder.path(), (0..20_000).map(|number| format!("fake-word-{number}")));
    let place = folder.path().join("place.json").display().to_string();
    let text = signed(&["--secret-file", "-"], "fake-absent-word");
    let guess = ["--wordlist", &list, "--resume", &place, "--chunk", "4K", "--format", "json"];
    let (out, _, _) = token(&guess, &text);
    assert!(out.contains(r#""found":false"#), "{out}");
    let kept = std::fs::read_to_string(&place).expect("a place");
    let size = std::fs::metadata(&list).expect("the list").len();
    assert!(
        kept.contains(&format!("\"offset\":{size}")) && !kept.contains("fake-") && !kept.contains("ey"),
        "{kept}"
    );
    let tried = |out: &str| serde_json::from_str::<serde_json::Value>(out).ok()?["secret"]["tried"].as_u64();
    let (again, err, _) = token(&guess, &text);
    assert!(err.contains("going on behind line") && tried(&again) < tried(&out), "{again}{err}");
    let other = signed(&["--secret-file", "-", "--claim", "a=1"], "fake-word-19998");
    let (out, err, _) = token(&guess, &other);
    assert!(err.contains("beginning anew") && out.contains(r#""rank":19999"#), "{out}{err}");
    assert!(!Path::new(&place).exists(), "nothing to go on with");
    for broken in ["", "{}", "\u{0}", r#"{"version":1,"offset":-1}"#] {
        std::fs::write(&place, broken).expect("a file");
        let (out, _, _) = token(&guess, &other);
        assert!(out.contains(r#""rank":19999"#), "{broken}");
    }
}
