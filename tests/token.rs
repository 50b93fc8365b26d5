//! Tokens and private keys: what the surface states about files, what the command says, and that neither repeats a
//! token or a secret.

#[path = "support/piped.rs"]
mod piped;

use authlint::fact::kinds::{key, token};
use authlint::fact::{Fact, Kind, Value};
use authlint::model::Models;
use authlint::source::{Encoding, FileId, Source};
use authlint::surface::{self, Extracted, Tools};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use piped::{said, with_input as authlint};
use sha2::Sha256;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

const NOW: i64 = 1_700_000_000;

fn b64(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn signed(claims: &str, secret: &str) -> String {
    let input = format!("{}.{}", b64(r#"{"alg":"HS256","typ":"JWT"}"#), b64(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    mac.update(input.as_bytes());
    format!("{input}.{}", b64(mac.finalize().into_bytes()))
}

fn fake(claims: &str) -> String {
    signed(claims, "fake-test-key")
}

fn extract(path: &str, text: &str) -> Extracted {
    let source = Source {
        id: FileId(0),
        path: path.into(),
        disk: PathBuf::from(path),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        gaps: Vec::new(),
    };
    let models = Models::default();
    let surface = surface::SURFACES.iter().find(|surface| surface.name == "token").expect("the surface");
    let tools = Tools::new(&models, NOW);
    if (surface.claims)(&source, &tools) { (surface.extract)(&source, &tools) } else { Extracted::default() }
}

fn only(path: &str, text: &str) -> Fact {
    let facts = extract(path, text).facts;
    assert_eq!(facts.len(), 1, "{path}");
    facts.into_iter().next().expect("one fact")
}

fn flag(fact: &Fact, key: authlint::fact::Key) -> Option<bool> {
    fact.value(key).and_then(Value::as_bool)
}

#[test]
fn a_token_is_a_fact_in_every_kind_of_file() {
    let text = fake(r#"{"sub":"fake","iat":1699999000,"exp":1700000100}"#);
    let files = [
        ("src/a.rs", format!("const T: &str = \"{text}\";\n"), "source"),
        ("test.http", format!("GET /\nAuthorization: Bearer {text}\n"), "source"),
        ("a.har", format!(r#"{{"log":{{"entries":[{{"value":"Bearer {text}"}}]}}}}"#), "capture"),
        ("out.log", format!("GET /?access_token={text} 200\n"), "capture"),
        ("README.md", format!("Send `{text}`.\n"), "documentation"),
        ("package-lock.json", format!(r#"{{"_token":"{text}"}}"#), "source"),
        ("app.min.js", format!("!function(){{t=\"{text}\"}}()"), "source"),
    ];
    for (path, content, place) in files {
        let fact = only(path, &content);
        assert_eq!(fact.text(token::place), Some(place), "{path}");
        assert_eq!(fact.text(token::state), Some("live"), "{path}");
        assert_eq!(fact.value(token::lifetime), Some(&Value::Int(1_100)), "{path}");
        assert_eq!(fact.text(token::signature), Some("plausible"), "{path}");
        assert_eq!(flag(&fact, token::weak_secret), Some(false), "{path}");
        assert_eq!(content.get(fact.span.range()), Some(text.as_str()), "{path}");
    }
}

#[test]
fn the_clock_and_the_words_are_compared() {
    let expired = only("a.txt", &signed(r#"{"exp":1699999000}"#, "secret"));
    assert_eq!(expired.text(token::state), Some("expired"));
    assert_eq!(expired.value(token::expired_for), Some(&Value::Int(1_000)));
    assert_eq!(flag(&expired, token::weak_secret), Some(true));
    let endless = only("a.txt", &fake("{}"));
    assert_eq!(endless.text(token::state), Some("never-expires"));
    assert!(!endless.has(token::expired_for));
    let milliseconds = only("a.txt", &fake(r#"{"exp":1600000000000}"#));
    assert_eq!(milliseconds.text(token::timestamp_unit), Some("milliseconds"));
    assert_eq!(milliseconds.text(token::state), Some("live"));
    let words = only("a.txt", &fake(r#"{"exp":"tomorrow"}"#));
    assert!(!words.has(token::state), "unknown stays unknown");
}

#[test]
fn text_about_tokens_is_no_token() {
    for text in ["eyJhbGciOiJIUzI1NiJ9...", "eyJ...", "a.b.c", "-----BEGIN PRIVATE KEY-----", "BEGIN ", ""] {
        let found = extract("a.txt", text);
        assert!(found.facts.is_empty() && found.secrets.is_empty(), "{text}");
    }
}

#[test]
fn the_same_token_again_is_one_fact_with_its_places() {
    let text = fake(r#"{"exp":1700000100}"#);
    let other = fake(r#"{"exp":1700000200}"#);
    let found = extract("a.har", &format!("{text}\n{other}\n{}", format!("\"{text}\"\n").repeat(3_000)));
    assert_eq!(found.facts.len(), 2);
    assert_eq!(found.secrets.len(), 3_002, "every one is masked");
    let trail = found.facts[0].get(token::state).map(|state| state.trail.len());
    assert_eq!(trail, Some(8));
    assert!(found.problems.is_empty());
}

#[test]
fn too_many_tokens_are_a_problem_and_not_a_burden() {
    let many: Vec<String> = (0..10_050)
        .map(|n| format!("{}.{}.", b64(r#"{"alg":"none"}"#), b64(format!(r#"{{"n":{n}}}"#))))
        .collect();
    let found = extract("a.log", &many.join("\n"));
    assert_eq!(found.facts.len(), 10_000);
    assert_eq!(found.secrets.len(), 10_050);
    assert_eq!(found.problems.len(), 1);
    assert!(found.problems[0].message.contains("50 further ones"));
}

/// DER of the right shape, and no key.
fn fake_pem(label: &str) -> String {
    let body: Vec<u8> = [0x30, 0x81, 0x90].into_iter().chain((0..0x90).map(|n| n as u8)).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(body))
}

#[test]
fn private_keys_are_found_plain_escaped_and_wrapped() {
    let pem = fake_pem("PRIVATE KEY");
    let forms = [
        pem.clone(),
        format!("KEY=\"{}\"\n", pem.trim().replace('\n', "\\n")),
        format!("data:\n  tls.key: {}\n", STANDARD.encode(&pem)),
    ];
    for text in forms {
        let found = extract("a.yaml", &text);
        let fact = found.facts.first().expect("a key");
        assert_eq!((fact.kind, fact.text(key::purpose)), (Kind::SecretKey, Some("private-key")));
        assert!(found.secrets.iter().any(|span| span.range().len() > 180), "its body is masked");
        assert!(!format!("{fact:?}").contains(&STANDARD.encode([4, 5, 6, 7, 8, 9])));
    }
}

#[test]
fn public_encrypted_and_placeholder_keys_are_nothing() {
    let texts = [
        fake_pem("PUBLIC KEY"),
        fake_pem("CERTIFICATE"),
        fake_pem("ENCRYPTED PRIVATE KEY"),
        "-----BEGIN PRIVATE KEY-----\n<your key>\n-----END PRIVATE KEY-----".to_owned(),
        "-----BEGIN PRIVATE KEY-----\nMIIE...\n-----END PRIVATE KEY-----".to_owned(),
    ];
    for text in texts {
        assert!(extract("a.pem", &text).facts.is_empty(), "{text}");
    }
}

#[test]
fn the_command_decodes_and_judges() {
    let text = signed(r#"{"sub":"fake-user","iat":1600000000,"exp":1600003600}"#, "secret");
    let (out, err, code) = said(&authlint(&["token"], format!("Authorization: Bearer {text}\n").as_bytes()));
    for part in ["HS256", "fake-user", "2020-09-13 13:26:40 UTC", "years ago", "1 hour", "32 bytes"] {
        assert!(out.contains(part), "{part} in {out}");
    }
    assert!(out.contains("error[jwt-weak-secret]") && out.contains("help: "));
    assert!(!out.contains(&text) && !out.contains(text.rsplit('.').next().expect("a signature")));
    assert_eq!((err.as_str(), code), ("", Some(1)));
    let (_, err, code) = said(&authlint(&["token", "--fail-on", "never", &text], b""));
    assert!(err.contains("history") && !err.contains(&text));
    assert_eq!(code, Some(0));
}

#[test]
fn json_holds_the_claims_and_not_the_token() {
    let text = fake(r#"{"sub":"a\u001b[2J","n":12345678901234567890123,"exp":1600003600}"#);
    let (out, _, code) = said(&authlint(&["token", "--json"], text.as_bytes()));
    assert!(!out.contains('\u{1b}') && out.contains("12345678901234567890123"), "{out}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["claims"]["sub"], "a\u{1b}[2J");
    assert_eq!(json["times"]["exp"], "2020-09-13 13:26:40 UTC");
    assert_eq!(json["signature"]["length"], 32);
    assert!(!out.contains(&text));
    assert_eq!(code, Some(0), "{out}");
}

#[test]
fn encrypted_tokens_show_their_header() {
    let header = b64(r#"{"alg":"RSA1_5","enc":"A256GCM"}"#);
    let text = format!("{header}.{}.{}.{}.{}", b64([7; 256]), b64([7; 12]), b64([7; 9]), b64([7; 16]));
    let (out, _, code) = said(&authlint(&["token"], text.as_bytes()));
    assert!(out.contains("encrypted: without the key") && out.contains("jwt-weak-jwe-alg"), "{out}");
    assert_eq!(code, Some(1));
}

#[test]
fn a_stream_of_tokens_is_judged_line_by_line() {
    let lines: Vec<String> =
        (0..40).map(|n| format!("{{\"t\":\"{}\"}}", fake(&format!(r#"{{"n":{n}}}"#)))).collect();
    let (out, _, code) = said(&authlint(&["token", "--json"], lines.join("\n").as_bytes()));
    assert_eq!(out.lines().count(), 40);
    assert!(out.lines().all(|line| line.contains("jwt-no-exp")));
    assert_eq!(code, Some(1));
}

#[test]
fn what_is_no_token_gets_a_reason() {
    let deep = format!("{}.{}.ZmFrZQ", b64(r#"{"alg":"HS256"}"#), b64("[".repeat(10_000)));
    let header = format!("{}.e30.ZmFrZQ", b64("[".repeat(10_000)));
    let dots = ".".repeat(3 << 20);
    let cases: [(&[u8], &str); 8] = [
        (b"", "no token"),
        (b"\n \n", "no token"),
        (b"hello", "not a token"),
        (dots.as_bytes(), "without a break"),
        (header.as_bytes(), "nested too deep"),
        (b"eyJhbGciOiJIUzI1NiJ9.e30", "2 segments"),
        (b"e.!.?", "not a token"),
        (b"\xff\xfe\x00.\x00.\x00", "not a token"),
    ];
    for (input, reason) in cases {
        let (out, err, code) = said(&authlint(&["token"], input));
        assert!(err.contains(reason) && out.is_empty(), "{reason}: {out}{err}");
        assert!(!err.contains("panicked"), "{err}");
        assert_eq!(code, Some(2), "{reason}");
    }
    let (out, err, code) = said(&authlint(&["token"], deep.as_bytes()));
    assert!(out.contains("nested too deep") && out.contains("token-malformed"), "{out}{err}");
    assert_eq!(code, Some(1));
    let (_, err, code) = said(&authlint(&["token", "missing-file.txt"], b""));
    assert!(err.contains("neither a file"), "{err}");
    assert_eq!(code, Some(2));
}

/// A folder with one file, checked.
fn check(path: &str, text: &str, more: &[&str]) -> (String, String, Option<i32>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(path);
    std::fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
    std::fs::write(&file, text).expect("a file");
    let root = folder.path().display().to_string();
    let command = more.first().copied().unwrap_or("check");
    let rest = more.get(1..).unwrap_or_default();
    said(&authlint(&[&[command, "--no-config", &root], rest].concat(), b""))
}

#[test]
fn no_output_holds_a_token_or_a_key() {
    let claims = r#"{"sub":"fake-user","email":"fake@fake.example","password":"fake-password"}"#;
    let text = signed(claims, "secret");
    let pem = fake_pem("PRIVATE KEY");
    let content = format!("a: {text} # one\nb: '{text}'\nkey: |\n{pem}");
    let body = pem.lines().nth(1).expect("a body");
    for format in ["terminal", "json", "sarif"] {
        let (out, err, code) = check("a.yaml", &content, &["check", "--format", format]);
        for secret in text.split('.').chain([body, "fake-user", "fake-password", "fake@fake"]) {
            assert!(!out.contains(secret) && !err.contains(secret), "{format}: {out}");
        }
        assert_eq!(code, Some(1), "{format}: {out}{err}");
    }
    let (out, _, _) = check("a.yaml", &content, &["facts"]);
    assert!(text.split('.').all(|part| !out.contains(part)) && !out.contains(body), "{out}");
}

#[test]
fn test_code_keeps_its_tokens_unless_they_live() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let live = fake(&format!(r#"{{"iat":{now},"exp":{}}}"#, now + 7_200));
    let (out, _, code) = check("tests/a.rs", &format!("const T: &str = \"{live}\";"), &[]);
    assert!(out.contains("note[captured-token-in-repo]") && code == Some(0), "{out}");
    for quiet in [fake("{}"), fake(r#"{"iat":1600000000,"exp":1600003600}"#), signed("{}", "secret")] {
        let (out, _, code) = check("tests/a.rs", &format!("const T: &str = \"{quiet}\";"), &[]);
        assert!(!out.contains("captured-token") && code == Some(0), "{out}");
    }
}

#[test]
fn serialised_and_nested_tokens_are_opened() {
    let [header, claims, signature]: [String; 3] = {
        let text = fake(r#"{"sub":"fake-inner"}"#);
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        parts.try_into().expect("three segments")
    };
    let flat = format!(
        "{{\n \"payload\": \"{claims}\",\n \"protected\": \"{header}\",\n \"signature\": \"{signature}\"\n}}\n"
    );
    let (out, err, code) = said(&authlint(&["token"], flat.as_bytes()));
    assert!(out.contains("fake-inner") && code == Some(1), "{out}{err}");
    let inner = format!("{header}.{claims}.{signature}");
    let outer = format!("{}.{}.{}", b64(r#"{"alg":"RS256","cty":"JWT"}"#), b64(&inner), b64([7; 256]));
    let (out, _, _) = said(&authlint(&["token"], outer.as_bytes()));
    assert!(out.contains("another token, in its turn") && out.contains("within the token before"), "{out}");
    assert!(out.contains("fake-inner"), "{out}");
    let mut deep = inner;
    for _ in 0..8 {
        deep = format!("{}.{}.ZmFrZQ", b64(r#"{"alg":"HS256","cty":"JWT"}"#), b64(&deep));
    }
    let (out, err, _) = said(&authlint(&["token", "--json"], deep.as_bytes()));
    assert_eq!(out.lines().count(), 5, "{err}");
    let (_, err, code) =
        said(&authlint(&["token"], br#"{"payload":"e30","header":{"alg":"HS256"},"signature":"eA"}"#));
    assert!(err.contains("nothing vouches") && code == Some(2), "{err}");
}

/// `found` of each token's secret.
fn guesses(out: &str) -> Vec<serde_json::Value> {
    let secret = |line: &str| {
        serde_json::from_str::<serde_json::Value>(line).expect("JSON")["secret"]["found"].clone()
    };
    out.lines().map(secret).collect()
}

#[test]
fn many_tokens_keep_their_order_and_later_ones_stay_unknown() {
    let fakes = (0..5).map(|n| fake(&format!(r#"{{"n":{}}}"#, 2_100 + n)));
    let lines: Vec<String> = (0..2_100)
        .map(|n| format!("{}.{}.", b64(r#"{"alg":"none"}"#), b64(format!(r#"{{"n":{n}}}"#))))
        .chain(fakes)
        .chain([signed(r#"{"n":2105}"#, "secret")])
        .collect();
    let (out, _, _) = said(&authlint(&["token", "--json"], lines.join("\n").as_bytes()));
    for (number, line) in out.lines().enumerate() {
        let json: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(json["claims"]["n"].as_u64(), Some(number as u64));
    }
    let guesses = guesses(&out);
    let last: Vec<String> = guesses.iter().skip(2_100).map(serde_json::Value::to_string).collect();
    assert_eq!(last, ["false", "false", "false", "false", "null", "true"]);
}

#[test]
fn a_secret_that_was_found_is_looked_for_in_all_tokens_of_its_issuer() {
    let rare = "my-secret2021";
    let lines: Vec<String> = (0..2_500)
        .map(|n| signed(&format!(r#"{{"iss":"https://id.fake.example","n":{n}}}"#), rare))
        .collect();
    let (out, _, _) = said(&authlint(&["token", "--json"], lines.join("\n").as_bytes()));
    let guesses = guesses(&out);
    assert_eq!(guesses.len(), 2_500);
    assert!(guesses.iter().all(|found| found == &serde_json::Value::Bool(true)));
}

#[test]
fn words_in_front_mean_what_they_say_and_wrong_ones_repeat_no_token() {
    let text = fake(r#"{"exp":3000000000}"#);
    for word in ["decode", "audit"] {
        let (out, err, code) = said(&authlint(&["token", word, "--fail-on", "never"], text.as_bytes()));
        assert!(out.contains("HS256") && code == Some(0), "{word}: {err}");
    }
    let (out, err, code) =
        said(&authlint(&["token", "verify", "--secret", "fake-test-key"], text.as_bytes()));
    assert!(out.contains("checks: valid"), "{out}{err}{code:?}");
    let (out, _, _) = said(&authlint(&["token", "--help"], b""));
    assert!(out.contains("Exit code: 0") && out.contains("verify --key"), "{out}");
    let (_, err, code) = said(&authlint(&["token", "verify"], text.as_bytes()));
    assert!(err.contains("verify needs a key") && code == Some(2), "{err}");
    for wrong in [&["token", "inspect", &text][..], &["token", &text, "more"], &["check", "--format", &text]]
    {
        let (out, err, code) = said(&authlint(wrong, b""));
        assert!(!format!("{out}{err}").contains(&text[..30]) && code == Some(2), "{err}");
    }
}

#[test]
fn no_claim_reaches_the_terminal_raw() {
    let hostile = "\\u001b]0;x\\u0007\\u009b2J\\u202e\\u200b\\u0000\\r";
    let claims = format!(
        r#"{{"{hostile}":"{hostile}","exp":"{hostile}","aud":["{hostile}"],"iss":{{"{hostile}":1}}}}"#
    );
    let header = format!(r#"{{"alg":"{hostile}","typ":"{hostile}","kid":"{hostile}","enc":"{hostile}"}}"#);
    let text = format!("{}.{}.ZmFrZQ", b64(header), b64(claims.replace("\\\\", "\\")));
    for more in [&["--color", "never"][..], &["--json"], &["--secret", "fake"], &["--vary"]] {
        let (out, err, _) = said(&authlint(&[&["token"], more].concat(), text.as_bytes()));
        let raw = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!out.contains(raw) && !err.contains(raw), "{out}{err}");
        assert!(!out.is_empty(), "{err}");
    }
}
