//! References to secrets in every grammar and every format: nothing is found in them but the literal that they fall
//! back to.

#[path = "support/run.rs"]
mod run;

use authlint::report::Report;
use rayon::prelude::*;

/// How a secret named for JWTs is written in a format: path, text in front, text behind, and how a value is quoted.
struct Format {
    path: &'static str,
    head: &'static str,
    tail: &'static str,
    quote: fn(&str) -> String,
}

fn bare(text: &str) -> String {
    text.to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn single(text: &str) -> String {
    text.replace('\'', "''")
}

fn markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

const FORMATS: &[Format] = &[
    Format { path: "config/app.yaml", head: "jwt:\n  secret: '", tail: "'\n", quote: single },
    Format { path: "config/app.yml", head: "jwt:\n  secret: \"", tail: "\"\nnext: 1\n", quote: escaped },
    Format { path: "config/app.json", head: "{ \"jwt\": { \"secret\": \"", tail: "\" } }\n", quote: escaped },
    Format { path: "config/app.toml", head: "[jwt]\nsecret = \"", tail: "\"\n", quote: escaped },
    Format { path: ".env", head: "JWT_SECRET=", tail: "\n", quote: bare },
    Format { path: "app.env", head: "JWT_SECRET=\"", tail: "\"\n", quote: escaped },
    Format { path: "config/production.ini", head: "[jwt]\njwt_secret = ", tail: "\n", quote: bare },
    Format { path: "application.properties", head: "app.jwt.secret=", tail: "\n", quote: bare },
    Format {
        path: "web.config",
        head: "<configuration><appSettings><add key=\"JwtSecret\" value=\"",
        tail: "\"/></appSettings></configuration>\n",
        quote: markup,
    },
    Format { path: "Dockerfile", head: "FROM scratch\nENV JWT_SECRET=\"", tail: "\"\n", quote: escaped },
    Format {
        path: "docker-compose.yml",
        head: "services:\n  a:\n    image: a\n    environment:\n      - 'JWT_SECRET=",
        tail: "'\n",
        quote: single,
    },
    Format {
        path: "k8s.yaml",
        head: "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      env:\n        - name: JWT_SECRET\n          value: '",
        tail: "'\n",
        quote: single,
    },
    Format { path: "app.service", head: "[Service]\nEnvironment='JWT_SECRET=", tail: "'\n", quote: bare },
    Format {
        path: "nginx.conf",
        head: "server {\n  listen 80;\n  auth_jwt_key \"",
        tail: "\";\n}\n",
        quote: escaped,
    },
    Format {
        path: ".github/workflows/deploy.yml",
        head: "on: push\njobs:\n  deploy:\n    runs-on: a\n    env:\n      JWT_SECRET: '",
        tail: "'\n    steps: []\n",
        quote: single,
    },
    Format { path: "terraform.tfvars", head: "jwt_secret = \"", tail: "\"\n", quote: escaped },
];

/// Formats in which a text that falls back is no syntax of the format's own.
const PLAIN: &[&str] = &[
    "config/app.yaml",
    "config/app.yml",
    "config/app.json",
    "config/app.toml",
    ".env",
    "docker-compose.yml",
];

fn rows(kind: &str) -> Vec<String> {
    let lines = include_str!("references.txt").lines();
    let own = lines.filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' '));
    own.map(|text| text.replace("\\n", "\n")).collect()
}

fn checked(path: &str, text: &str) -> Report {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let file = folder.path().join(path);
    std::fs::create_dir_all(file.parent().unwrap_or(folder.path())).expect("a folder can be made");
    std::fs::write(&file, text).expect("a file can be written");
    run::check(&run::request(folder.path())).0
}

fn of(format: &Format, value: &str) -> Report {
    checked(format.path, &format!("{}{}{}", format.head, (format.quote)(value), format.tail))
}

fn said(report: &Report) -> Vec<String> {
    report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

#[test]
fn a_literal_is_found_in_every_format() {
    let missed = |format: &Format| said(&of(format, "fake7hV2cXq9mZr4TnLw8KpYb3sJd6Gf")).is_empty();
    let wrong = FORMATS.iter().filter(|format| missed(format)).map(|format| format.path.to_owned());
    run::none(wrong.collect());
}

#[test]
fn references_are_no_secrets_in_any_format() {
    let wrong = rows("reference").into_par_iter().flat_map_iter(|text| {
        FORMATS.iter().filter_map(move |format| {
            let said = said(&of(format, &text));
            (!said.is_empty()).then(|| format!("{text} in {}: {}", format.path, said.join("; ")))
        })
    });
    run::none(wrong.collect());
}

#[test]
fn tags_of_yaml_are_no_secrets() {
    let wrong = rows("tag").into_par_iter().filter_map(|text| {
        let report = checked("config/app.yaml", &format!("jwt:\n  secret: {text}\nnext: 1\n"));
        let said = said(&report);
        (!said.is_empty()).then(|| format!("{text}: {}", said.join("; ")))
    });
    run::none(wrong.collect());
}

#[test]
fn what_a_reference_falls_back_to_is_found() {
    let wrong = rows("fallback").into_par_iter().flat_map_iter(|text| {
        let doubled = text.contains('\'');
        let plain = move |format: &&Format| {
            PLAIN.contains(&format.path) && !(doubled && format.tail.starts_with('\''))
        };
        FORMATS.iter().filter(plain).filter_map(move |format| {
            let report = of(format, &text);
            let found = report.findings.iter().any(|finding| finding.rule == "secret-env-fallback");
            (!found).then(|| format!("{text} in {}: {}", format.path, said(&report).join("; ")))
        })
    });
    run::none(wrong.collect());
}
