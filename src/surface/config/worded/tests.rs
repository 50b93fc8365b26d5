//! Spans, the grammars' traps and recovery of Caddyfiles and HAProxy configuration.

use super::super::hostile;
use super::{read_caddyfile, read_haproxy};

const CADDY: &str = "\u{feff}{\r\n  email a@b.test # c\r\n}\r\n(snippet) {\r\n  header X \"a \\\"b\\\" c\"\r\n}\r\nexample.com, www.example.com {\r\n  reverse_proxy /api {$BACKEND:localhost:80} {\r\n    header_up X {env.KEY}\r\n    transport http {\r\n      tls_insecure_skip_verify\r\n    }\r\n  }\r\n  respond `a\r\nb` 200\r\n  import snippet \\\r\n    x\r\n}\r\n";

#[test]
fn site_blocks_become_paths() {
    let (tree, problems) = read_caddyfile(CADDY);
    assert_eq!(problems, []);
    let expected = [
        "email = a@b.test",
        "(snippet).header.X = a \"b\" c",
        "example.com,.www.example.com.reverse_proxy./api {$BACKEND:localhost:80}.header_up.X = {env.KEY}",
        "example.com,.www.example.com.reverse_proxy./api {$BACKEND:localhost:80}.transport.http.tls_insecure_skip_verify = ",
        "example.com,.www.example.com.respond.a\r\nb = 200",
        "example.com,.www.example.com.import.snippet = x",
    ];
    assert_eq!(hostile::scalars(&tree), expected);
    let email = tree.get(&["email"]).expect("a global option");
    assert_eq!((&CADDY[email.key_span.clone()], &CADDY[email.span.clone()]), ("email", "a@b.test"));
}

#[test]
fn haproxy_sections_become_paths() {
    let text = "# c\nglobal\n  daemon\nfrontend web\n    bind :443 ssl crt /x.pem\n    http-request deny if { path '/a b' } # c\nbackend \"app\"\ncookie SRV insert httponly\n  server a 10.0.0.1:80 check cookie a\\ b\n";
    let (tree, problems) = read_haproxy(text);
    assert_eq!(problems, []);
    let expected = [
        "global.daemon = ",
        "frontend.web.bind.:443.0 = ssl",
        "frontend.web.bind.:443.1 = crt",
        "frontend.web.bind.:443.2 = /x.pem",
        "frontend.web.http-request.deny.0 = if",
        "frontend.web.http-request.deny.1 = {",
        "frontend.web.http-request.deny.2 = path",
        "frontend.web.http-request.deny.3 = /a b",
        "frontend.web.http-request.deny.4 = }",
        "backend.app.cookie.SRV.0 = insert",
        "backend.app.cookie.SRV.1 = httponly",
        "backend.app.server.a.0 = 10.0.0.1:80",
        "backend.app.server.a.1 = check",
        "backend.app.server.a.2 = cookie",
        "backend.app.server.a.3 = a\\ b",
    ];
    assert_eq!(hostile::scalars(&tree), expected);
}

#[test]
fn broken_files_are_read_on() {
    let (tree, problems) = read_caddyfile("}\na {\n  b 1\n");
    assert_eq!(hostile::scalars(&tree), ["a.b = 1"]);
    assert_eq!(problems.iter().map(|problem| problem.offset).collect::<Vec<_>>(), [0, 12]);
    let (tree, _) = read_caddyfile("a \"open\nb 1\n");
    assert_eq!(hostile::scalars(&tree), ["a = \"open", "b = 1"]);
}

#[test]
fn hostile_files_are_survived() {
    hostile::survives(read_caddyfile, CADDY);
    hostile::survives(read_haproxy, "global\r\n a 'b c' \"d\r\nbackend x\n\tserver \\é y\\\n z\n");
}
