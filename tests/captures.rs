//! Captured traffic as users meet it: cut off anywhere, hostile, and full of secrets that no output may show.

#[path = "support/program.rs"]
mod program;
#[path = "support/tree.rs"]
mod tree;

use program::{check, run};
use tree::Tree;

/// Values of the captures below: a run of letters and digits that nothing else holds.
const SECRET: &str = "Zq7fakeSecretValue93";

/// As long as the other, and nothing but its place says that it is a secret.
const PLAIN: &str = "plainfakewordsecrets";

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

/// Every place of a Bruno request that may hold a secret.
fn bru() -> String {
    let values = [
        "headers {\n  X-Shop: @\n  ~X-Old: @\n}",
        "auth:apikey {\n  key: X-Shop\n  value: @\n}",
        "auth:basic {\n  username: ada\n  password: @\n}",
        "auth:digest {\n  password: @\n}",
        "auth:awsv4 {\n  secretAccessKey: @\n  ~sessionToken: @\n}",
        "params:query {\n  q: @\n  ~old: @\n}",
        "params:path {\n  id: @\n}",
        "body:json {\n  {\n    \"pin\": \"@\",\n    @\n  }\n}",
        "body:form-urlencoded {\n  pin: @\n}",
        "vars:secret [\n  @\n]",
        "vars:secret {\n  pin: @\n}",
        "vars:pre-request {\n  greeting: @\n  ~old: @\n  long: '''\n    a: b\n    @\n  '''\n}",
        "script:pre-request {\n  const pin = \"@\";\n}",
        "docs {\n  Use @\n}",
        "@",
    ];
    let head = "meta {\n  name: shop\n}\n\npost {\n  url: http://shop.example/login?access_token=@\n  auth: basic\n}\n";
    let spread = values.map(|block| format!("{block}\n\n{head}"));
    format!("{head}\n{}", spread.join("\n")).replace('@', SECRET)
}

/// A request of Insomnia with secrets wherever it may hold some.
fn signed() -> String {
    let request = |auth: &str| {
        format!(
            "  - url: http://shop.example/?access_token=@\n    method: POST\n    headers:\n      - name: X-Shop\n        value: @\n      \
             - name: X-Old\n        value: @\n        disabled: true\n    parameters:\n      - name: q\n        value: @\n        disabled: true\n    \
             body:\n      mimeType: text/plain\n      text: |\n        pin\n        @\n    authentication:\n{auth}    scripts:\n      \
             preRequest: |-\n        const pin = '@';\n"
        )
    };
    let kinds = [
        "type: apikey\n      key: X-Shop\n      value: @\n",
        "type: oauth1\n      consumerKey: @\n      tokenSecret: @\n",
        "type: hawk\n      id: shop\n      key: @\n",
        "type: iam\n      secretAccessKey: \"@\"\n",
        "disabled: true\n      type: basic\n      password: @\n",
    ];
    let requests: String = kinds.iter().map(|kind| request(&format!("      {kind}"))).collect();
    format!(
        "type: collection.insomnia.rest/5.0\ncollection:\n{requests}environments:\n  data:\n    greeting: @\n    inner:\n      pin: @\n"
    )
    .replace('@', SECRET)
}

/// The same for Postman.
fn signed_collection() -> String {
    let auth = |kind: &str, key: &str| {
        format!(
            r#"{{"type": "{kind}", "{kind}": [
  {{"key": "{key}", "value": "@"}}]}}"#
        )
    };
    let request = |auth: String| {
        format!(
            r#"{{"name": "shop", "event": [{{"script": {{"exec": [
  "const pin = '@';"]}}}}], "request": {{"method": "POST", "url": {{
  "raw": "http://shop.example/?access_token=@", "query": [
  {{"key": "q", "value": "@", "disabled": true}}]}}, "header": [
  {{"key": "X-Shop", "value": "@"}},
  {{"key": "X-Old", "value": "@", "disabled": true}}],
  "auth": {auth},
  "body": {{"raw": "@"}}}}}}"#
        )
    };
    let kinds = [("apikey", "value"), ("hawk", "authKey"), ("awsv4", "secretKey"), ("digest", "password")];
    let requests = kinds.map(|(kind, key)| request(auth(kind, key)));
    format!(
        r#"{{"info": {{"schema": "https://schema.getpostman.com/json/collection/v2.1.0/c.json"}}, "item": [
  {}], "variable": [
  {{"key": "greeting", "value": "@"}}]}}"#,
        requests.join(",\n")
    )
    .replace('@', SECRET)
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
        ("login.bru", bru()),
        ("signed.yaml", signed()),
        ("signed.json", signed_collection()),
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
        shows_none(name, &text, SECRET);
        shows_none(name, &text.replace(SECRET, PLAIN), PLAIN);
    }
}

fn shows_none(name: &str, text: &str, secret: &str) {
    let tree = Tree::new().with(name, text);
    for format in ["terminal", "json", "sarif"] {
        let said = run(tree.root(), &["check", ".", "--format", format, "--pedantic"]);
        let speaks = ["shop", "sid", "token"].iter().any(|word| said.out.contains(word));
        assert!(speaks, "{name}: {}", said.out);
        assert!(!said.err.contains(&secret[..12]), "{name} as {format}");
        let line = said.out.lines().find(|line| line.contains(&secret[..12]));
        assert_eq!(line, None, "{name} as {format}");
    }
    let facts = run(tree.root(), &["facts", "."]);
    let line = facts.out.lines().find(|line| line.contains(&secret[..12]));
    assert_eq!(line, None, "{name}: facts");
}

#[test]
fn aliases_of_an_export_cost_no_more_than_they_say() {
    let lists: String =
        (1..60).map(|n| format!("    l{n}: &l{n} [*l{}, *l{}, *l{}]\n", n - 1, n - 1, n - 1)).collect();
    let tables: String = (1..60)
        .map(|n| {
            format!("    t{n}: &t{n} {{a: *t{m}, b: *t{m}, c: *t{m}, children: [*t{m}, *t{m}]}}\n", m = n - 1)
        })
        .collect();
    let bomb = format!(
        "type: collection.insomnia.rest/5.0\nenvironments:\n  data:\n    l0: &l0 [a, b]\n{lists}    t0: &t0 {{url: http://shop.example/}}\n{tables}\
         collection:\n  - url: http://shop.example/?access_token={SECRET}\n    headers: *l59\n  - *t59\n  - children: [*t59, *t59]\n    environment: *t59\n"
    );
    let many = format!(
        "type: collection.insomnia.rest/5.0\nenvironments:\n  data: &d {{{}}}\ncollection:\n{}",
        (0..5_000).map(|n| format!("k{n}: v, ")).collect::<String>(),
        "  - {url: http://shop.example/, environment: *d, authentication: *d, headers: *d}\n".repeat(5_000),
    );
    let tree = Tree::new().with("bomb.yaml", bomb).with("many.yaml", many);
    let said = check(tree.root(), &[]);
    assert!(said.code < 2, "{}", said.err);
    for name in ["bomb.yaml", "many.yaml"] {
        let told = |(path, message): (String, String)| path == name && message.contains("aliases repeat");
        assert!(said.problems().into_iter().any(told), "{name}: {:?}", said.problems());
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
