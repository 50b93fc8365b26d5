//! Which files are captures, by what they hold and not by name alone: a look at the beginning, cheap enough for every
//! file of a tree.

use super::messages;

/// What wrote the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Har,
    /// Cookies and local storage as JSON.
    Storage,
    Jar,
    /// Collections and environments.
    Postman,
    Burp,
    /// Requests and environments.
    Bruno,
    /// Exports of all that it knows.
    Insomnia,
    Mitmproxy,
    Messages(messages::Form),
}

/// Bytes of the beginning that are looked at.
const HEAD: usize = 4096;

/// Source code and prose quote messages; they are none.
const NO_CAPTURES: [&str; 30] = [
    "rs", "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "go", "py", "rb", "java",
    "kt", "cs", "php", "swift", "c", "cc", "cpp", "h", "md", "mdx", "rst", "adoc", "html", "css", "sh",
];

pub fn of(path: &str, text: &str) -> Option<Form> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or("");
    match head.as_bytes().first()? {
        _ if NO_CAPTURES.contains(&ending) => None,
        _ if ending == "bru" => super::bruno::begins(text).then_some(Form::Bruno),
        b'{' | b'[' => of_json(text, head),
        b'0'..=b'9' => super::mitmproxy::begins(head.as_bytes()).then_some(Form::Mitmproxy),
        _ if head.contains(".insomnia.rest/5") && ["yaml", "yml"].contains(&ending) => Some(Form::Insomnia),
        _ if ["http", "rest"].contains(&ending) => Some(Form::Messages(messages::Form::Requests)),
        b'#' if is_jar(head, &name) => Some(Form::Jar),
        b'<' if head.contains("<items") && head.contains("burpVersion") => Some(Form::Burp),
        b'<' if !is_curl(head) => None,
        _ if starts_with_message(head) => Some(Form::Messages(messages::Form::Raw)),
        _ if is_curl(head) => Some(Form::Messages(messages::Form::Curl)),
        _ => is_jar(head, &name).then_some(Form::Jar),
    }
}

fn of_json(text: &str, head: &str) -> Option<Form> {
    let has = |word: &str| memchr::memmem::find(head.as_bytes(), word.as_bytes()).is_some();
    let anywhere = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if head.starts_with('{') && has("\"log\"") && anywhere("\"entries\"") && anywhere("\"request\"") {
        return Some(Form::Har);
    }
    if has("\"__export_format\"") && anywhere("\"resources\"") {
        return Some(Form::Insomnia);
    }
    let environment = has("\"values\"") && anywhere("\"_postman_variable_scope\"");
    if has("schema.getpostman.com/json/collection/") || environment {
        return Some(Form::Postman);
    }
    let cookies = has("\"domain\"") && (has("\"httpOnly\"") || has("\"hostOnly\""));
    let state = head.starts_with('{') && has("\"cookies\"") && (cookies || anywhere("\"origins\""));
    (state || (head.starts_with('[') && cookies)).then_some(Form::Storage)
}

fn is_jar(head: &str, name: &str) -> bool {
    let first = head.lines().next().unwrap_or("");
    let named = name.contains("cookie");
    let is_cookie = |line: &str| super::jar::cookie(line, 0..line.len()).is_some();
    first.starts_with("# Netscape HTTP Cookie File")
        || first.starts_with("# HTTP Cookie File")
        || head.starts_with("#HttpOnly_")
        || (named && head.lines().take(20).any(is_cookie))
}

fn starts_with_message(head: &str) -> bool {
    let first = head.lines().next().unwrap_or("");
    messages::status(first).is_some() || messages::request(first, false).is_some()
}

fn is_curl(head: &str) -> bool {
    let sent =
        |line: &str| line.strip_prefix("> ").is_some_and(|rest| messages::request(rest, false).is_some());
    let answered = |line: &str| line.strip_prefix("< ").is_some_and(|rest| messages::status(rest).is_some());
    let marked = head.starts_with(['<', '>', '*']) || head.contains("\n> ") || head.contains("\n< HTTP/");
    marked && head.lines().any(|line| sent(line) || answered(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_tell_the_form() {
        use messages::Form::*;
        let cases = [
            ("a.json", r#"{"log":{"version":"1.2","entries":[{"request":{}}]}}"#, Some(Form::Har)),
            ("a.json", r#"{"log":{"level":"info"}}"#, None),
            ("a.json", r#"{"cookies":[],"origins":[]}"#, Some(Form::Storage)),
            ("x.json", r#"[{"domain":"a","name":"b","httpOnly":false}]"#, Some(Form::Storage)),
            (
                "a.json",
                r#"{"info":{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/c.json"}}"#,
                Some(Form::Postman),
            ),
            ("a.xml", "<?xml version=\"1.0\"?>\n<items burpVersion=\"2023\">", Some(Form::Burp)),
            ("a.xml", "<items><item/></items>", None),
            ("cookies.txt", "# Netscape HTTP Cookie File\n", Some(Form::Jar)),
            ("a.bru", "vars {\n  host: a\n}\n", Some(Form::Bruno)),
            ("a.json", r#"{"_type":"export","__export_format":4,"resources":[]}"#, Some(Form::Insomnia)),
            ("a.yaml", "type: collection.insomnia.rest/5.0\nname: a\n", Some(Form::Insomnia)),
            ("a.flow", "812:9:websocket;0:~8:response;", Some(Form::Mitmproxy)),
            ("a.log", "12:30:00 GET /", None),
            ("a.http", "### login\nGET {{host}}/", Some(Form::Messages(Requests))),
            ("dump", "POST /login HTTP/1.1\r\nHost: a\r\n", Some(Form::Messages(Raw))),
            ("a.log", "* Connected\n> GET / HTTP/2\n> Host: a\n", Some(Form::Messages(Curl))),
            ("a.md", "GET / HTTP/1.1\n", None),
            ("notes.txt", "> a quotation\n", None),
            ("empty", "", None),
        ];
        for (path, text, form) in cases {
            assert_eq!(of(path, text), form, "{text}");
        }
    }
}
