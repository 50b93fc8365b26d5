//! Rust code that a recursive parser or evaluator does not survive: each text is one way to be deep.

/// Makes a parser look at the file at all, and is a finding of its own where the file can be read.
const HEAD: &str = "use cookie::Cookie;\n";

const DEEP: usize = 100_000;

/// `before`, then `part` many times, then `after`.
fn long(before: &str, part: &str, times: usize, after: &str) -> String {
    format!("{HEAD}fn w() {{ Cookie::build; }}\n{before}{}{after}\n", part.repeat(times))
}

/// Opened and closed again.
fn nested(before: &str, open: &str, close: &str, times: usize, after: &str) -> String {
    long(before, open, times, &format!("1{}{after}", close.repeat(times)))
}

/// Names and texts.
pub fn sources() -> Vec<(&'static str, String)> {
    [nestings(), chains(), prefixes(), types_and_patterns(), statements(), unfinished(), code_in_code()]
        .concat()
}

type Sources = Vec<(&'static str, String)>;

fn nestings() -> Sources {
    vec![
        ("round", nested("fn f() { let x = ", "(", ")", DEEP, "; }")),
        ("square", nested("fn f() { let x = ", "[", "]", DEEP, "; }")),
        ("curly", nested("fn f() { ", "{", "}", DEEP, " }")),
        ("ifs", nested("fn f() { ", "if a { ", "}", DEEP, " }")),
        ("matches", nested("fn f() { ", "match a { _ => ", "}", DEEP / 2, " }")),
        ("callbacks", nested("fn f() { ", "a.b(|x| { ", "})", DEEP / 2, " }")),
        ("modules", nested("", "mod a { ", "}", DEEP, "")),
        ("macro-brackets", nested("fn f() { vec![", "[", "]", DEEP, "]; }")),
        ("json", nested("fn f() { json!(", "{\"a\":", "}", DEEP, "); }")),
        ("attribute", nested("#[cfg(", "not(", ")", DEEP, ")] fn f() {}")),
        ("comments", long("", "/*", DEEP, &"*/".repeat(DEEP))),
        ("links-in-brackets", nested("fn f() { let x = ", "(", ".b().c().d())", 240, "; }")),
    ]
}

fn chains() -> Sources {
    vec![
        ("methods", long("fn f() { let x = a", ".b()", DEEP, "; }")),
        ("cookie-methods", long("fn f() { let x = Cookie::build((\"a\", b))", ".path(c)", DEEP, "; }")),
        ("fields", long("fn f() { let x = a", ".b", DEEP, "; }")),
        ("questions", long("fn f() { let x = a", "?", DEEP, "; }")),
        ("awaits", long("fn f() { let x = a", ".await", DEEP, "; }")),
        ("indexes", long("fn f() { let x = a", "[0]", DEEP, "; }")),
        ("calls", long("fn f() { let x = a", "()", DEEP, "; }")),
        ("casts", long("fn f() { let x = a", " as u8", DEEP, "; }")),
        ("sum", long("fn f() { let x = 1", "+1", 2 * DEEP, "; }")),
        ("conditions", long("fn f() { let x = a", " && b", DEEP, "; }")),
        ("comparisons", long("fn f() { let x = a", " < b", DEEP, "; }")),
        ("else-ifs", long("fn f() { ", "if a {} else ", DEEP, "{} }")),
        ("macro-sum", long("fn f() { vec![1", "+1", DEEP, "]; }")),
        ("macro-methods", long("fn f() { m!(a", ".b()", DEEP, "); }")),
        ("path", long("fn f() { ", "a::", DEEP, "b(); }")),
        ("use", long("use ", "a::", DEEP, "b;")),
    ]
}

fn prefixes() -> Sources {
    vec![
        ("not", long("fn f() { let x = ", "!", DEEP, "true; }")),
        ("minus", long("fn f() { let x = ", "- ", DEEP, "1; }")),
        ("minus-in-comments", long("fn f() { let x = ", "-/**/", DEEP, "1; }")),
        ("references", long("fn f() { let x = ", "&mut ", DEEP, "1; }")),
        ("returns", long("fn f() { ", "return ", DEEP, "1; }")),
        ("breaks", long("fn f() { loop { ", "break ", DEEP, "1; } }")),
        ("closures", long("fn f() { let x = ", "|| ", DEEP, "1; }")),
        ("moving-closures", long("fn f() { let x = ", "move |a| ", DEEP, "1; }")),
        ("assignments", long("fn f() { ", "a = ", DEEP, "1; }")),
        ("additions", long("fn f() { ", "a += ", DEEP, "1; }")),
        ("ranges", long("fn f() { let x = ", "..", DEEP, "1; }")),
        ("if-ifs", long("fn f() { ", "if ", DEEP, "a {} }")),
        ("labels", long("fn f() { ", "'a: ", DEEP, "loop {} }")),
        ("behind-a-label", long("fn f() { 'a: loop { break 'a !(", "- ", DEEP, "1); } }")),
    ]
}

fn types_and_patterns() -> Sources {
    vec![
        ("options", long("fn f(x: ", "Option<", DEEP, &format!("u8{}) {{}}", ">".repeat(DEEP)))),
        ("turbofish", long("fn f() { let x = ", "a::<", DEEP, &format!("u8{}; }}", ">".repeat(DEEP)))),
        ("projections", long("fn f() { let x = ", "<a as ", DEEP, &format!("b{}; }}", ">::c".repeat(DEEP)))),
        ("type-references", long("fn f(x: ", "&'a mut ", DEEP, "u8) {}")),
        ("pointers", long("fn f(x: ", "*const ", DEEP, "u8) {}")),
        ("functions", long("fn f(x: ", "fn() -> ", DEEP, "u8) {}")),
        ("bounds", long("fn f() where T: ", "A + ", DEEP, "B {}")),
        ("reference-patterns", long("fn f() { let ", "&", DEEP, "x = 1; }")),
        ("at-patterns", long("fn f() { let ", "x @ ", DEEP, "y = 1; }")),
        ("box-patterns", long("fn f() { let ", "box ", DEEP, "x = 1; }")),
        ("or-patterns", long("fn f() { match a { ", "a | ", DEEP, "b => {} } }")),
    ]
}

/// Many things, none of them deep: these are read.
fn statements() -> Sources {
    let one = |number: usize| format!("fn a{number}() {{ a{}(); a{}(); }}\n", number + 1, number + 1);
    vec![
        ("lets", long("fn f() { ", "let x = 1;", 20_000, "}")),
        ("attributes", long("", "#[a] fn f() {}\n", 20_000, "")),
        ("calls-of-calls", long(&(0..2_000).map(one).collect::<String>(), "", 0, "")),
        ("circle", long("fn a() { b(); }\nfn b() { a(); }\nconst C: u8 = D; const D: u8 = C;", "", 0, "")),
        (
            "globs",
            long(
                &(0..200)
                    .map(|n| format!("mod m{n} {{ pub use super::*; }}\nuse m{n}::*;\n"))
                    .collect::<String>(),
                "",
                0,
                "",
            ),
        ),
    ]
}

/// Code that is parsed by itself, in a macro or a text: alone it may be borne, inside of others it is not.
fn code_in_code() -> Sources {
    let member = |code: &str| format!("struct S {{ #[arg(default = {code})] jwt_secret: String }}");
    let texts = |inner: String, hashes: usize| {
        let quote = "#".repeat(hashes);
        let code = format!("r{quote}\"\"x\" + {}{{ {} }}\"{quote}", "-".repeat(1_300), inner);
        member(&code)
    };
    vec![
        (
            "text-of-an-attribute",
            long("", &member("\"\\\"x\\\" PART\"").replace("PART", &"+ 1 ".repeat(DEEP)), 1, ""),
        ),
        ("texts-in-texts", long("", &(1..40).fold(String::new(), texts), 1, "")),
        ("macros-in-macros", nested("fn f() { ", &format!("a!({}", "- ".repeat(1_000)), ")", 60, "; }")),
        ("logs-in-logs", nested("fn f() { ", &format!("info!({}a", "&mut ".repeat(500)), ")", 60, "; }")),
    ]
}

fn unfinished() -> Sources {
    vec![
        ("open-comment", long("", "/*", DEEP, "")),
        ("open-text", long("fn f() { let x = \"", "a", DEEP, "")),
        ("open-raw-text", long("fn f() { let x = r", "#", DEEP, "\"")),
        ("open-generics", long("fn f(x: ", "A<", DEEP, "")),
        ("open-brackets", long("", "({[", DEEP, "")),
        ("closed-brackets", long("", ")}]", DEEP, "")),
        ("not-rust", long("", "lorem ipsum \u{fffd} ", 1_000, "")),
    ]
}

/// Other files: name and content.
pub fn files() -> Vec<(&'static str, String)> {
    const HEAD: &str = "eyJhbGciOiJIUzI1NiJ9.";
    let lines = |prefix: &str| (0..5_000).map(|n| format!("{prefix}{n}=\"hunter{n}\"\n")).collect::<String>();
    vec![
        ("deep/Rocket.toml", format!("a={}", "[".repeat(DEEP))),
        ("closed/Rocket.toml", format!("a={}{}", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("tables/Rocket.toml", format!("a={}1{}", "{a=".repeat(DEEP), "}".repeat(DEEP))),
        ("dotted/Rocket.toml", format!("[{}a]\nx=1", "a.".repeat(DEEP))),
        ("arrays/Rocket.toml", "[[a]]\n".repeat(20_000)),
        ("keys/Rocket.toml", lines("k")),
        ("twice/Rocket.toml", "secret_key=\"x\"\n".repeat(200)),
        ("escapes/Rocket.toml", "secret_key = \"\\u0000\\uD800\"".to_owned()),
        ("long/Rocket.toml", format!("[default]\nsecret_key = \"{}\"", "A".repeat(500_000))),
        ("number/Rocket.toml", format!("secret_key = {}", "9".repeat(DEEP))),
        ("dollars/.env", format!("SECRET_KEY={}", "$".repeat(DEEP))),
        ("references/.env", format!("SECRET_KEY={}{}", "${A:-".repeat(DEEP), "}".repeat(DEEP))),
        ("escapes/.env", format!("SECRET_KEY=\"{}", "\\\"".repeat(DEEP))),
        ("equals/.env", "=".repeat(DEEP)),
        ("exports/.env", format!("{}A=1", "export ".repeat(DEEP))),
        ("newlines/.env", format!("SECRET_KEY='{}", "\n".repeat(DEEP))),
        ("lines/.env", lines("SECRET_")),
        ("arrays.json", "[".repeat(DEEP)),
        ("objects.json", "{\"a\":".repeat(DEEP)),
        ("deep.har", format!("{{\"log\":{{\"entries\":[{{\"request\":{}", "{\"a\":[".repeat(DEEP))),
        ("commas.har", format!("{{\"log\":{{\"entries\":[{{\"request\":{{}}}}{}", ",".repeat(DEEP))),
        ("escapes.har", escaped_cookies()),
        ("tabs/cookies.txt", format!("#HttpOnly_{}", "a\tTRUE\t".repeat(DEEP))),
        ("heads.http", "GET / HTTP/1.1\nSet-Cookie: a=b\nHTTP/1.1 200 OK\n".repeat(10_000)),
        (
            "signs/curl.log",
            format!("> GET / HTTP/1.1\n{}", "< HTTP/1.1 200 OK\n< Set-Cookie: ;=;\n".repeat(10_000)),
        ),
        ("begins.pem", "-----BEGIN PRIVATE KEY-----\n".repeat(20_000)),
        ("dashes.pem", "-----BEGIN ".repeat(DEEP)),
        (
            "letters.pem",
            format!("-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----", "A".repeat(DEEP)),
        ),
        ("heads.txt", "eyJ".repeat(DEEP)),
        ("segments.txt", HEAD.repeat(20_000)),
        ("token.txt", format!("{HEAD}{}.{}", "A".repeat(1_000_000), "A".repeat(43))),
    ]
}

/// One header of many cookies, each with an escape.
fn escaped_cookies() -> String {
    let cookies = "a\\u0000=b; \\n".repeat(20_000);
    let header = format!("{{\"name\":\"Set-Cookie\",\"value\":\"{cookies}\"}}");
    format!(
        "{{\"log\":{{\"entries\":[{{\"request\":{{}},\"response\":{{\"status\":200,\"headers\":[{header}]}}}}]}}}}"
    )
}
