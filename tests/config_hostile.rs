//! Hostile configuration, in every format: what can be read is judged, what cannot is named with its place, and the
//! file beside it is judged whatever happens.

#[path = "support/formats.rs"]
mod formats;
#[path = "support/run.rs"]
mod run;

use authlint::report::Report;
use formats::{FORMATS, Format};
use rayon::prelude::*;

const SECRET: &str = "fake7hV2cXq9mZr4TnLw8KpYb3sJd6Gf";
const BESIDE: &str = "zz/.env";
const DEEP: usize = 10_000;

fn checked(path: &str, bytes: &[u8]) -> Report {
    all_checked(&[(path.to_owned(), bytes.to_owned())])
}

fn all_checked(files: &[(String, Vec<u8>)]) -> Report {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let beside = (BESIDE.to_owned(), format!("JWT_SECRET={SECRET}\n").into_bytes());
    for (path, bytes) in files.iter().chain([&beside]) {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap_or(folder.path())).expect("a folder can be made");
        std::fs::write(&file, bytes).expect("a file can be written");
    }
    let mut request = run::request(folder.path());
    request.max_filesize = 1024 * 1024;
    run::check(&request).0
}

fn is_found(report: &Report, path: &str) -> bool {
    let secret = |finding: &&authlint::finding::Finding| finding.rule == "config-hardcoded-secret";
    report.findings.iter().filter(secret).any(|finding| run::place(report, finding).0 == path)
}

/// What no input may do: lose the neighbour, end in an internal error, or name a place outside of the file.
fn broken(report: &Report, path: &str, length: usize) -> Option<String> {
    let own = || report.problems.iter().filter(|problem| problem.path == path);
    if !is_found(report, BESIDE) {
        return Some("the file beside it is lost".to_owned());
    }
    if let Some(problem) = own().find(|problem| problem.message.contains("internal")) {
        return Some(problem.message.clone());
    }
    let outside = own().find(|problem| problem.offset.is_some_and(|offset| offset > length));
    outside.map(|problem| format!("{} at {:?}", problem.message, problem.offset))
}

/// The same, and the secret in the file is found.
fn lost(format: &Format, what: &str, bytes: &[u8]) -> Option<String> {
    let report = checked(format.path, bytes);
    let missing = || (!is_found(&report, format.path)).then(|| "its secret is not found".to_owned());
    let wrong = broken(&report, format.path, 4 * bytes.len() + 16).or_else(missing)?;
    Some(format!("{what} {}: {wrong}", format.path))
}

#[test]
fn encodings_are_read() {
    let wide = |text: &str, little: bool| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16()).collect::<Vec<u16>>();
        units.iter().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let wrong = FORMATS.par_iter().flat_map_iter(|format| {
        let text = format.text(SECRET);
        let windows = text.replace('\n', "\r\n");
        let marked = format!("\u{feff}{text}");
        [
            lost(format, "UTF-16 LE", &wide(&text, true)),
            lost(format, "UTF-16 BE", &wide(&text, false)),
            lost(format, "UTF-8 with a mark", marked.as_bytes()),
            lost(format, "CRLF", windows.as_bytes()),
        ]
    });
    run::none(wrong.flatten().collect());
}

/// A comment in Latin-1, where the format has comments.
#[test]
fn a_damaged_file_is_read_and_named() {
    let comments = [
        ("config/app.yaml", "# caf\u{e9}\n"),
        ("config/app.toml", "# caf\u{e9}\n"),
        ("config/app.json", "// caf\u{e9}\n"),
        (".env", "# caf\u{e9}\n"),
        ("config/production.ini", "; caf\u{e9}\n"),
        ("application.properties", "# caf\u{e9}\n"),
        ("web.config", "<!-- caf\u{e9} -->\n"),
        ("docker-compose.yml", "# caf\u{e9}\n"),
        ("nginx.conf", "# caf\u{e9}\n"),
        ("terraform.tfvars", "# caf\u{e9}\n"),
    ];
    let mut wrong = Vec::new();
    for (path, comment) in comments {
        let Some(format) = FORMATS.iter().find(|format| format.path == path) else { continue };
        let latin: Vec<u8> =
            format!("{comment}{}", format.text(SECRET)).chars().map(|letter| letter as u8).collect();
        wrong.extend(lost(format, "Latin-1", &latin));
        let report = checked(path, &latin);
        let named = report.problems.iter().any(|one| one.path == path && one.message.contains("encoding"));
        if !named {
            wrong.push(format!("{path}: nothing says that it is damaged"));
        }
    }
    run::none(wrong);
}

/// The secret, and behind it ten thousand levels of nothing.
fn deep() -> Vec<(&'static str, String)> {
    let nest = |open: &str, close: &str| format!("{}{}", open.repeat(DEEP), close.repeat(DEEP));
    let brackets = nest("[", "]");
    vec![
        ("config/app.yaml", format!("jwt: {{ secret: {SECRET} }}\ndeep: {brackets}\n")),
        ("config/app.yml", format!("jwt: {{ secret: {SECRET} }}\ndeep:\n  {}x\n", "- ".repeat(DEEP))),
        (
            "docker-compose.yml",
            format!(
                "services:\n  a:\n    image: a\n    environment:\n      JWT_SECRET: {SECRET}\nx-deep: {}\n",
                nest("{ a: ", "}")
            ),
        ),
        ("config/app.json", format!("{{ \"jwt\": {{ \"secret\": \"{SECRET}\" }}, \"deep\": {brackets} }}")),
        ("config/app.toml", format!("[jwt]\nsecret = \"{SECRET}\"\n[x]\ndeep = {brackets}\n")),
        ("config/app.toml", format!("[jwt]\nsecret = \"{SECRET}\"\n[x]\ndeep = {}\n", nest("{ a = ", "}"))),
        ("config/app.toml", format!("[jwt]\nsecret = \"{SECRET}\"\n[x]\n{}b = 1\n", "a.".repeat(DEEP))),
        (
            "web.config",
            format!(
                "<configuration><appSettings><add key=\"JwtSecret\" value=\"{SECRET}\"/></appSettings>{}</configuration>",
                nest("<a>", "</a>")
            ),
        ),
        (
            "nginx.conf",
            format!("server {{ listen 80; auth_jwt_key \"{SECRET}\"; }}\n{}\n", nest("a { ", "} ")),
        ),
        ("application.properties", format!("app.jwt.secret={SECRET}\n{}b=1\n", "a.".repeat(DEEP))),
        ("config/production.ini", format!("[jwt]\njwt_secret = {SECRET}\n[{}b]\nx = 1\n", "a.".repeat(DEEP))),
        (".env", format!("JWT_SECRET={SECRET}\nDEEP={}\n", "${A:-".repeat(DEEP))),
        ("Dockerfile", format!("FROM scratch\nENV JWT_SECRET={SECRET}\nENV DEEP={}\n", "${A:-".repeat(DEEP))),
    ]
}

#[test]
fn ten_thousand_levels_cost_nothing_else() {
    let wrong = deep().into_par_iter().filter_map(|(path, text)| {
        let format = FORMATS.iter().find(|format| format.path == path)?;
        lost(format, &format!("nested {}", &text[text.len().min(120)..text.len().min(130)]), text.as_bytes())
    });
    run::none(wrong.collect());
}

/// Terraform's parser gives up as a whole: the file is named, and the others go on.
#[test]
fn what_is_nested_too_deep_is_named_with_its_place() {
    let hcl = format!("jwt_secret = \"{SECRET}\"\ndeep = {}{}\n", "[".repeat(DEEP), "]".repeat(DEEP));
    let files = deep().into_iter().chain([("terraform.tfvars", hcl)]);
    let nesting = [
        "config/app.yaml",
        "config/app.json",
        "config/app.toml",
        "web.config",
        "nginx.conf",
        "terraform.tfvars",
    ];
    let mut wrong = Vec::new();
    for (path, text) in files.filter(|(path, _)| nesting.contains(path)) {
        let report = checked(path, text.as_bytes());
        wrong.extend(broken(&report, path, text.len()).map(|wrong| format!("{path}: {wrong}")));
        if !report.problems.iter().any(|problem| problem.path == path && problem.offset.is_some()) {
            wrong.push(format!("{path}: no problem with a place: {}", &text[..60]));
        }
    }
    run::none(wrong);
}

#[test]
fn bombs_of_aliases_and_entities_do_not_go_off() {
    let mut yaml = format!("jwt: {{ secret: {SECRET} }}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        yaml.push_str(&format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", ")));
    }
    yaml.push_str("self: &self { again: *self }\n");
    let mut entities = String::from("<!DOCTYPE c [<!ENTITY a0 \"xxxxxxxxxx\">");
    for level in 1..30 {
        entities.push_str(&format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10)));
    }
    let xml = format!(
        "{entities}]>\n<configuration><appSettings><add key=\"JwtSecret\" value=\"{SECRET}\"/><add key=\"x\" value=\"&a29;\"/></appSettings></configuration>"
    );
    let wrong = [("config/app.yaml", yaml), ("web.config", xml)].into_iter().filter_map(|(path, text)| {
        let format = FORMATS.iter().find(|format| format.path == path)?;
        lost(format, "bomb", text.as_bytes())
    });
    run::none(wrong.collect());
}

#[test]
fn repeated_keys_are_all_read() {
    let texts = [
        ("config/app.yaml", format!("jwt:\n  secret: ${{A}}\n  secret: {SECRET}\n")),
        ("config/app.json", format!("{{ \"jwt\": {{ \"secret\": \"${{A}}\", \"secret\": \"{SECRET}\" }} }}")),
        ("config/app.toml", format!("[jwt]\nsecret = \"${{A}}\"\nsecret = \"{SECRET}\"\n")),
        (".env", format!("JWT_SECRET=${{A}}\nJWT_SECRET={SECRET}\n")),
        ("config/production.ini", format!("[jwt]\njwt_secret = ${{A}}\n[jwt]\njwt_secret = {SECRET}\n")),
        ("application.properties", format!("app.jwt.secret=${{A}}\napp.jwt.secret={SECRET}\n")),
        ("Dockerfile", format!("FROM scratch\nENV JWT_SECRET=${{A}}\nENV JWT_SECRET={SECRET}\n")),
    ];
    let wrong = texts.into_iter().filter_map(|(path, text)| {
        let format = FORMATS.iter().find(|format| format.path == path)?;
        lost(format, "repeated", text.as_bytes())
    });
    run::none(wrong.collect());
}

#[test]
fn tabs_are_read_or_named() {
    let indented = format!("jwt:\n\tsecret: {SECRET}\nsession:\n  secret: {SECRET}x\n");
    let report = checked("config/app.yaml", indented.as_bytes());
    assert_eq!(broken(&report, "config/app.yaml", indented.len()), None);
    assert!(
        report.problems.iter().any(|problem| problem.path == "config/app.yaml" && problem.offset.is_some())
    );
    assert!(is_found(&report, "config/app.yaml"), "what stands behind the tab");
    let wrong = FORMATS
        .iter()
        .filter(|format| !format.path.contains(".y"))
        .filter_map(|format| lost(format, "tabs", format.text(SECRET).replace("  ", "\t").as_bytes()));
    run::none(wrong.collect());
}

/// Many files at once, each in a folder of its own.
fn survived(format: &Format, texts: impl Iterator<Item = Vec<u8>>) -> Vec<String> {
    let place = |(number, bytes)| (format!("n{number}/{}", format.path), bytes);
    let files: Vec<(String, Vec<u8>)> = texts.enumerate().map(place).collect();
    let report = all_checked(&files);
    let wrong = |(path, bytes): &(String, Vec<u8>)| {
        broken(&report, path, bytes.len()).map(|wrong| format!("{path}: {wrong}"))
    };
    files.iter().filter_map(wrong).collect()
}

/// Every file cut off, and with a piece of a template put in, at each of its bytes.
#[test]
fn files_that_end_early_or_hold_templates_are_survived() {
    const PIECES: &[&str] = &[
        "{{ x }}",
        "{{",
        "{% if a %}",
        "{% endif %}\n",
        "<%= x %>",
        "{{- range .a }}\n",
        "${",
        "\0",
        "\t",
        "]]>",
        "'''",
    ];
    let wrong = FORMATS.par_iter().flat_map_iter(|format| {
        let text = format.text(SECRET);
        let cuts = (0..=text.len()).filter(|cut| text.is_char_boundary(*cut)).zip(PIECES.iter().cycle());
        let texts = cuts.flat_map(|(cut, piece)| {
            let (head, tail) = text.split_at(cut);
            [head.to_owned(), tail.to_owned(), format!("{head}{piece}{tail}")]
        });
        survived(format, texts.map(String::into_bytes))
    });
    run::none(wrong.collect());
}

#[test]
fn files_in_another_format_than_their_name_says_are_survived() {
    let binary = [&b"\x7fELF\x02\x01\x01\0\0\0"[..], &[0xff; 200]].concat();
    let wrong = FORMATS.par_iter().flat_map_iter(|format| {
        let others = FORMATS.iter().map(|other| other.text(SECRET).into_bytes());
        let strange = [Vec::new(), binary.clone(), b"\0\0\0\0".to_vec(), "\u{e9}".repeat(1_000).into_bytes()];
        survived(format, others.chain(strange))
    });
    run::none(wrong.collect());
}

#[test]
fn what_is_larger_than_the_limit_is_not_read_and_named() {
    let row = "    { \"id\": 1, \"name\": \"somebody\", \"note\": \"nothing of interest\" },\n";
    let text = format!("{{ \"jwt\": {{ \"secret\": \"{SECRET}\" }}, \"rows\": [\n{}] }}", row.repeat(20_000));
    let report = checked("config/app.json", text.as_bytes());
    assert_eq!(broken(&report, "config/app.json", text.len()), None);
    let said: Vec<&str> = report.problems.iter().map(|problem| problem.message.as_str()).collect();
    let wanted =
        format!("not read: {} bytes, more than the limit of 1048576 (see --max-filesize)", text.len());
    assert_eq!(said, [wanted]);
}
