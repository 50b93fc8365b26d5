//! Spans, the grammar's traps and recovery of nginx configuration.

use super::super::hostile;
use super::super::tree::Tree;
use super::read;

fn sound(text: &str) -> Tree {
    hostile::sound(read, text)
}

#[test]
fn directives_and_blocks_become_paths() {
    let text = "\u{feff}user www; # c\r\nhttp {\n  server {\n    listen 443 ssl;\n    ssl on;\n    location ~ \\.php$ {\n      add_header Set-Cookie \"a=b; Path=/\" always;\n      if ($http_x = '}') { return 403; }\n    }\n    add_header A 'b';\n    add_header A c;\n  }\n}\nlast";
    let expected = [
        "user = www",
        "http.server.listen.443 = ssl",
        "http.server.ssl = on",
        "http.server.location.~ \\.php$.add_header.Set-Cookie.0 = a=b; Path=/",
        "http.server.location.~ \\.php$.add_header.Set-Cookie.1 = always",
        "http.server.location.~ \\.php$.if.($http_x = '}').return = 403",
        "http.server.add_header.A = b",
        "http.server.add_header.A = c",
        "last = ",
    ];
    let tree = sound(text);
    assert_eq!(hostile::scalars(&tree), expected);
    let header = tree.get(&["http", "server", "add_header", "A"]).expect("a header");
    assert_eq!((&text[header.key_span.clone()], &text[header.span.clone()]), ("A", "'b'"));
    let location = tree.get(&["http", "server", "location"]).expect("a block");
    assert_eq!(
        (&text[location.key_span.clone()], &text[location.span.clone()]),
        ("location", "location ~ \\.php$")
    );
}

#[test]
fn variables_and_escapes_stay_in_words() {
    let text = "a ${x}y\\;z$q#r;\nmap $a $b { default \"\\\"x\\\\\"; ~^/(?<n>.*)$ 1; }";
    let expected = ["a = ${x}y\\;z$q#r", "map.$a $b.default = \"x\\", "map.$a $b.~^/(?<n>.*)$ = 1"];
    assert_eq!(hostile::scalars(&sound(text)), expected);
}

#[test]
fn broken_files_are_read_on() {
    for (text, expected, places) in [
        ("a { b 1;", "a.b = 1", &[8][..]),
        ("} a 1;", "a = 1", &[0]),
        ("a \"open\nb 1;", "a.\"open.0 = b", &[2]),
    ] {
        let (tree, problems) = read(text);
        assert_eq!(hostile::scalars(&tree).first().map(String::as_str), Some(expected), "{text}");
        assert_eq!(problems.iter().map(|problem| problem.offset).collect::<Vec<_>>(), places, "{text}");
    }
}

#[test]
fn hostile_files_are_survived() {
    hostile::survives(read, "\u{feff}a 1; # c\r\nb \"x ${y}\" 'z' {\r\n if ($a ~ \"}\") { c; }\n}\nd \\é;\n");
}
