//! Captured traffic as users meet it: cut off anywhere, hostile, and full of secrets that no output may show.

#[path = "support/program.rs"]
mod program;
#[path = "support/tree.rs"]
mod tree;

use program::{check, run};
use tree::Tree;

/// Values of the captures below: a run of letters and digits that nothing else holds.
const SECRET: &str = "Zq7fakeSecretValue93";

fn har(entries: usize) -> String {
    let entry = format!(
        r#"{{"request":{{"method":"POST","url":"http://shop.example/login?session_id={SECRET}","headers":[{{"name":"Cookie","value":"sid={SECRET}"}},{{"name":"Authorization","value":"Bearer {SECRET}"}},{{"name":"Origin","value":"https://evil.example"}}],"postData":{{"text":"user=ada&password={SECRET}"}}}},"response":{{"status":200,"headers":[{{"name":"Content-Type","value":"application/json"}},{{"name":"Set-Cookie","value":"sid={SECRET}; Path=/\nauth={SECRET}"}},{{"name":"Access-Control-Allow-Origin","value":"https://evil.example"}},{{"name":"Access-Control-Allow-Credentials","value":"true"}}],"content":{{"text":"{{\"refresh_token\":\"{SECRET}\"}}"}}}}}}"#
    );
    format!(r#"{{"log":{{"version":"1.2","entries":[{}]}}}}"#, vec![entry; entries].join(",\n"))
}

/// A tagged netstring: its length, its bytes, and a letter for its kind.
fn tagged(content: &str, kind: char) -> String {
    format!("{}:{content}{kind}", content.len())
}

fn flows() -> String {
    let pair = |name: &str, value: &str| tagged(name, ';') + value;
    let header = |name: &str, value: &str| tagged(&(tagged(name, ',') + &tagged(value, ',')), ']');
    let sent =
        header("Cookie", &format!("sid={SECRET}")) + &header("Authorization", &format!("Bearer {SECRET}"));
    let request = [
        pair("method", &tagged("POST", ',')),
        pair("scheme", &tagged("http", ',')),
        pair("host", &tagged("shop.example", ';')),
        pair("port", &tagged("80", '#')),
        pair("path", &tagged(&format!("/login?access_token={SECRET}"), ',')),
        pair("headers", &tagged(&sent, ']')),
        pair("content", &tagged(&format!("password={SECRET}"), ',')),
    ];
    let answered = header("Set-Cookie", &format!("sid={SECRET}; Path=/"));
    let response = pair("status_code", &tagged("200", '#')) + &pair("headers", &tagged(&answered, ']'));
    let flow = pair("websocket", &tagged("", '~'))
        + &pair("request", &tagged(&request.concat(), '}'))
        + &pair("response", &tagged(&response, '}'));
    tagged(&flow, '}').repeat(2)
}

fn captures() -> Vec<(&'static str, String)> {
    let jar = format!("# Netscape HTTP Cookie File\n.shop.example\tTRUE\t/\tFALSE\t0\tsid\t{SECRET}\n");
    let curl = format!(
        "> POST /login HTTP/1.1\n> Host: shop.example\n> Authorization: Basic {SECRET}\n>\n< HTTP/1.1 200 OK\n< Set-Cookie: sid={SECRET}\n<\n{{\"token\":\"{SECRET}\"}}\n"
    );
    let state = format!(
        r#"{{"cookies":[{{"name":"sid","value":"{SECRET}","domain":"shop.example","httpOnly":false,"secure":false}}],"origins":[{{"origin":"https://shop.example","localStorage":[{{"name":"access_token","value":"{SECRET}"}}]}}]}}"#
    );
    let requests = format!(
        "@token = {SECRET}\n\n### a\nPOST http://shop.example/login?access_token={SECRET}\nAuthorization: Bearer {SECRET}\n\npassword={SECRET}\n"
    );
    let collection = format!(
        r#"{{"info":{{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/c.json"}},"item":[{{"request":{{"method":"POST","url":{{"raw":"http://shop.example/?access_token={SECRET}"}},"header":[],"auth":{{"type":"bearer","bearer":[{{"key":"token","value":"{SECRET}"}}]}},"body":{{"urlencoded":[{{"key":"password","value":"{SECRET}"}}]}}}}}}],"variable":[{{"key":"api_token","value":"{SECRET}"}}]}}"#
    );
    let export = format!(
        r#"{{"_type":"export","__export_format":4,"resources":[{{"_type":"request","method":"POST","url":"http://shop.example/login","headers":[],"body":{{"text":"{{\"password\":\"{SECRET}\"}}"}},"authentication":{{"type":"bearer","token":"{SECRET}"}}}},{{"_type":"environment","data":{{"client_secret":"{SECRET}"}}}},{{"_type":"cookie_jar","cookies":[{{"key":"sid","value":"{SECRET}","domain":"shop.example","httpOnly":false}}]}}]}}"#
    );
    let folders = format!(
        "type: collection.insomnia.rest/5.0\ncollection:\n  - url: http://shop.example/?access_token={SECRET}\n    method: GET\n    authentication:\n      type: basic\n      password: \"{SECRET}\"\nenvironments:\n  data:\n    client_secret: {SECRET}\n"
    );
    vec![
        ("export.json", export),
        ("folders.yaml", folders),
        ("shop.flow", flows()),
        ("a.har", har(2)),
        ("cookies.txt", jar),
        ("curl.log", curl),
        ("state.json", state),
        ("calls.http", requests),
        ("shop.json", collection),
    ]
}

#[test]
fn no_output_shows_a_value() {
    for (name, text) in captures() {
        let tree = Tree::new().with(name, text);
        for format in ["terminal", "json", "sarif"] {
            let said = run(tree.root(), &["check", ".", "--format", format, "--pedantic"]);
            assert!(
                said.out.contains("shop") || said.out.contains("sid") || said.out.contains("token"),
                "{name}: {}",
                said.out
            );
            assert!(!said.out.contains(SECRET) && !said.err.contains(SECRET), "{name} as {format}");
            assert!(!said.out.contains(&SECRET[..12]), "{name} as {format}: a part of it");
        }
        let facts = run(tree.root(), &["facts", "."]);
        assert!(!facts.out.contains(SECRET), "{name}: facts");
    }
}

#[test]
fn a_capture_may_end_anywhere() {
    for (name, text) in captures() {
        let step = (text.len() / 40).max(1);
        let mut tree = Tree::new();
        for end in (0..text.len()).step_by(step).filter(|end| text.is_char_boundary(*end)) {
            tree = tree.with(&format!("{end}/{name}"), &text[..end]);
        }
        let said = check(tree.root(), &["--threads", "2"]);
        assert!(said.code < 2, "{name}: {}", said.err);
        let internal = said.problems().into_iter().find(|(_, message)| message.contains("internal"));
        assert_eq!(internal, None, "{name}");
    }
}

#[test]
fn whole_entries_of_a_cut_recording_are_judged() {
    let text = har(3);
    let said = check(Tree::new().with("a.har", &text[..text.len() - 200]).root(), &[]);
    assert!(said.problems().iter().any(|(path, message)| path == "a.har" && message.contains("cut off")));
    assert!(said.paths().iter().any(|path| path == "a.har"));
}

#[test]
fn control_characters_stay_out_of_terminals() {
    let text = "HTTP/1.1 200 OK\nSet-Cookie: session\u{1b}[31m=7g2kq9x4p05rv83nd6wt; Path=/\u{7}; Domain=a\u{9b}.shop\n";
    let said = run(Tree::new().with("dump.txt", text).root(), &["check", ".", "--color", "never"]);
    assert!(said.out.contains("session"), "{}", said.out);
    assert!(!said.out.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{:?}", said.out);
}

#[test]
fn sizes_and_depths_cost_no_more_than_their_text() {
    let body = "QUJD".repeat(2_000_000);
    let large = format!(
        r#"{{"log":{{"entries":[{{"request":{{"url":"https://a.example/","headers":[]}},"response":{{"status":200,"headers":[],"content":{{"encoding":"base64","text":"{body}"}}}}}}]}}}}"#
    );
    let deep = format!(r#"{{"log":{{"entries":[{{"request":{}"#, r#"{"a":["#.repeat(200_000));
    let tree = Tree::new()
        .with("large.har", large)
        .with("deep.har", deep)
        .with("crlf.har", har(1).replace('\n', "\r\n"))
        .with(
            "nul.txt",
            format!("{}\0", "HTTP/1.1 200 OK\nSet-Cookie: sid=7g2kq9x4p05rv83nd6wt\n".repeat(400)),
        );
    let said = check(tree.root(), &[]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.problems().iter().any(|(path, _)| path == "deep.har"));
    assert!(said.paths().iter().any(|path| path == "crlf.har"));
}
