//! The tables of names in `names.toml`: each name under the answer that it must give.

use authlint::fact::role::{
    Sensitivity, claim_sensitivity, cookie_role, flag_role, lifetime_role, names_a_slot, names_in_path,
    secret_role, switch_role,
};

fn check(table: &str, answer: impl Fn(&str) -> String) {
    let document: toml::Table = include_str!("names.toml").parse().expect("the table parses");
    let rows = document[table].as_table().expect("a table of answers");
    let mut wrong = Vec::new();
    for (want, names) in rows {
        for name in names.as_str().expect("names between blanks").split_whitespace() {
            let got = answer(name);
            if got != *want {
                wrong.push(format!("{name}: {got} instead of {want}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn cookies() {
    check("cookie", |name| cookie_role(name).to_owned());
}

#[test]
fn secrets() {
    check("secret", |name| secret_role(name).unwrap_or("-").to_owned());
    assert!(names_a_slot("SESSION_KEY") && !names_a_slot("SESSION_SECRET"));
}

#[test]
fn keys_above() {
    check("above", |path| {
        let path: Vec<&str> = path.split('.').collect();
        let names = names_in_path(&path);
        if names.is_empty() { "-".to_owned() } else { names.join(" ") }
    });
}

#[test]
fn lifetimes() {
    check("lifetime", |name| match lifetime_role(name) {
        Some((role, unit)) => {
            format!("{role} {}", unit.map_or("none".to_owned(), |unit| format!("{unit:?}").to_lowercase()))
        }
        None => "-".to_owned(),
    });
}

#[test]
fn cookie_flags() {
    check("flag", |name| {
        flag_role(name).map_or("-".to_owned(), |(attribute, inverted)| format!("{attribute} {inverted}"))
    });
}

#[test]
fn switches() {
    check("switch", |name| {
        switch_role(name).map_or("-".to_owned(), |switch| format!("{} {}", switch.kind, switch.bad_value))
    });
}

#[test]
fn claims() {
    check("claim", |name| match claim_sensitivity(name) {
        Some(Sensitivity::Credential) => "credential".to_owned(),
        Some(Sensitivity::Personal) => "personal".to_owned(),
        None => "-".to_owned(),
    });
}

#[test]
fn hostile_names_are_survived() {
    let huge = "session_".repeat(100_000);
    for name in ["", "_", "__Host-", "\0", "é", "__SECURE-é", huge.as_str(), "ÀÉ_ß", "İ_sid", "1234"] {
        let _ =
            (cookie_role(name), secret_role(name), lifetime_role(name), flag_role(name), switch_role(name));
        let _ = claim_sensitivity(name);
    }
    assert_eq!(cookie_role(&huge), "unknown");
}
