//! JSON and SARIF against their schemas, and regions against the text that they point at.

use super::project::{BROKEN, EXPLICIT, Project};
use authlint::source::{Decoded, decode};
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A project with findings, a related place, problems and awkward names.
fn varied() -> Project {
    let through = "use cookie::Cookie;\nconst OPEN: bool = false;\npub fn a(t: String) -> Cookie<'static> {\n    \
                   Cookie::build((\"auth_token\", t)).http_only(OPEN).build()\n}\n";
    Project::new(&[
        ("src/login.rs", EXPLICIT.as_bytes()),
        ("src/a b/ü[1]#%.rs", through.as_bytes()),
        ("src/broken.rs", BROKEN),
    ])
}

fn schema(path: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(format!("{ROOT}/{path}")).expect("the schema is there");
    let schema = serde_json::from_str(&text).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is valid")
}

fn assert_valid(schema: &jsonschema::Validator, document: &Value) {
    let errors: Vec<String> =
        schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn json_keeps_its_contract() {
    let schema = schema("docs/report.schema.json");
    let report = varied().json();
    assert_valid(&schema, &report);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["problems"][0]["path"], "src/broken.rs");
    assert_valid(&schema, &Project::new(&[]).json());
    let mut changed = report.clone();
    changed["findings"][0]["colour"] = Value::from("red");
    assert!(!schema.is_valid(&changed), "the contract is closed");
}

#[test]
fn sarif_keeps_to_the_standard() {
    let schema = schema("tests/data/sarif-2.1.0.json");
    let log = varied().sarif();
    assert_valid(&schema, &log);
    assert_valid(&schema, &Project::new(&[]).sarif());
    let mut changed = log.clone();
    changed["runs"][0]["results"][0]["level"] = Value::from("critical");
    assert!(!schema.is_valid(&changed), "the schema is read");
}

/// What GitHub's code scanning asks for beyond the standard.
#[test]
fn sarif_is_what_dashboards_ask_for() {
    let log = varied().sarif();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        assert_ne!(rule["id"], rule["name"]);
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[key]["text"].as_str().is_some_and(|text| text.len() > 10), "{key} of {rule}");
        }
        assert!(rule["properties"]["tags"].as_array().is_some_and(|tags| tags.len() <= 20));
        let severity = rule["properties"]["security-severity"].as_str().and_then(|s| s.parse::<f64>().ok());
        assert!(severity.is_some_and(|number| number > 0.0 && number <= 10.0));
    }
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
        assert!(result["partialFingerprints"]["authlint/v1"].is_string());
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
        assert!(uri.is_some_and(|uri| uri.is_ascii() && !uri.contains([' ', '[', '#', ':'])), "{uri:?}");
    }
    let tags = rules
        .iter()
        .find(|rule| rule["id"] == "cookie-missing-httponly")
        .map(|rule| &rule["properties"]["tags"]);
    assert!(
        tags.is_some_and(|tags| tags.as_array().is_some_and(|t| t.contains(&"external/cwe/cwe-1004".into())))
    );
}

#[test]
fn related_places_are_linked_from_the_message() {
    let log = varied().sarif();
    let results = log["runs"][0]["results"].as_array().expect("results").clone();
    let related =
        results.iter().find(|result| result["relatedLocations"].is_array()).expect("a related place");
    let message = related["message"]["text"].as_str().unwrap_or("");
    assert!(message.contains("[used here](1)"), "{message}");
    assert_eq!(related["relatedLocations"][0]["id"], 1);
}

/// How a file is spelled on disk.
fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    vec![
        ("plain", text.as_bytes().to_vec()),
        ("crlf", text.replace('\n', "\r\n").into_bytes()),
        ("bom", format!("\u{feff}{text}").into_bytes()),
        ("utf-16le", utf16(u16::to_le_bytes)),
        ("utf-16be", utf16(u16::to_be_bytes)),
    ]
}

#[test]
fn regions_point_at_what_the_finding_is_about() {
    let text = "use cookie::Cookie; // ü\npub fn f(t: String) {\n    let _ = (\"日本🦀é\", \
                Cookie::build((\"auth_token\", t)).http_only(false).build());\n}\n\
                pub fn g(t: String) -> Cookie<'static> { /* 🦀 */ Cookie::build((\"auth_token\", t))\n    .build() }\n";
    for (name, bytes) in encodings(text) {
        let project = Project::new(&[("src/a.rs", &bytes)]);
        let Decoded::Text(read, _) = decode(bytes) else { panic!("{name} is text") };
        let expected = ["false", "Cookie::build((\"auth_token\", t)).build()"];
        assert_eq!(json_regions(&project, &read), expected, "JSON, {name}");
        assert_eq!(sarif_regions(&project, &read), expected, "SARIF, {name}");
    }
}

fn json_regions(project: &Project, text: &str) -> Vec<String> {
    let report = project.json();
    let rows = report["findings"].as_array().expect("findings").iter();
    rows.map(|row| {
        let at = |line: &str, column: &str| (number(&row[line]), number(&row[column]));
        region(text, at("line", "column"), at("end_line", "end_column"), |_| 1)
    })
    .collect()
}

fn sarif_regions(project: &Project, text: &str) -> Vec<String> {
    let log = project.sarif();
    let rows = log["runs"][0]["results"].as_array().expect("results").iter();
    rows.map(|row| {
        let at = &row["locations"][0]["physicalLocation"]["region"];
        let start = (number(&at["startLine"]), number(&at["startColumn"]));
        let end = (number(&at["endLine"]), number(&at["endColumn"]));
        region(text, start, end, char::len_utf16)
    })
    .collect()
}

fn number(value: &Value) -> usize {
    value.as_u64().expect("a number") as usize
}

/// Cuts a region out of a text in the plainest way; line breaks with the blanks around them go.
fn region(text: &str, start: (usize, usize), end: (usize, usize), width: fn(char) -> usize) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let mut place = (1, 1);
    let mut out = String::new();
    for c in text.chars() {
        if place >= start && place < end {
            out.push(c);
        }
        place = if c == '\n' { (place.0 + 1, 1) } else { (place.0, place.1 + width(c)) };
    }
    out.lines().map(str::trim).collect()
}
