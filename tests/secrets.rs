//! The table of values in `secrets.txt`, what random text must never be taken for, and that no drawn line shows a
//! secret.

#[path = "support/run.rs"]
mod run;
#[path = "support/tree.rs"]
mod tree;

use authlint::fact::strength::{Class, Encoding, Judgement, judge};

fn unescape(text: &str) -> String {
    text.replace("\\s", " ").replace("\\t", "\t")
}

fn verdict(judgement: &Judgement) -> &'static str {
    match judgement.class {
        Class::Empty => "empty",
        Class::Reference => "reference",
        Class::Placeholder => "placeholder",
        Class::Verifier => "verifier",
        Class::Literal if judgement.low_diversity && !judgement.dictionary => "low",
        Class::Literal if judgement.dictionary => "weak",
        Class::Literal => "strong",
    }
}

#[test]
fn every_value_is_judged_as_the_table_says() {
    let mut wrong = Vec::new();
    for line in include_str!("secrets.txt").lines().filter(|line| !line.starts_with('#')) {
        let (want, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (text, fallback) =
            rest.trim().rsplit_once(" => ").map_or((rest.trim(), None), |(a, b)| (a, Some(b)));
        let text = unescape(text);
        let judgement = judge(&text, Encoding::Unknown);
        let found = judgement.fallback.clone().and_then(|range| text.get(range));
        if verdict(&judgement) != want || found != fallback {
            wrong.push(format!("{text}: {} {found:?} instead of {want} {fallback:?}", verdict(&judgement)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A small generator (splitmix64), so that every run sees the same strings.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| alphabet[self.next() as usize % alphabet.len()]).collect()
    }
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const HEX: &str = "0123456789abcdef";
const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn random_text_is_a_strong_literal(kind: &str, make: impl Fn(&mut Random) -> String) {
    let mut random = Random(7);
    let mut wrong = Vec::new();
    for _ in 0..20_000 {
        let text = make(&mut random);
        let judgement = judge(&text, Encoding::Unknown);
        if verdict(&judgement) != "strong" || judgement.published.is_some() {
            wrong.push(format!("{} {text}", verdict(&judgement)));
        }
    }
    assert!(
        wrong.is_empty(),
        "{kind}: {} of 20000, such as {:#?}",
        wrong.len(),
        wrong.iter().take(5).collect::<Vec<_>>()
    );
}

#[test]
fn random_hex_is_no_words() {
    random_text_is_a_strong_literal("hex", |random| {
        let length = [32, 40, 64, 128][random.next() as usize % 4];
        random.text(HEX, length)
    });
    random_text_is_a_strong_literal("upper hex", |random| random.text(HEX, 32).to_uppercase());
}

#[test]
fn random_base64_is_no_words() {
    for symbols in ["+/", "-_"] {
        let alphabet = format!("{ALNUM}{symbols}");
        random_text_is_a_strong_literal("base64", |random| {
            let length = [22, 43, 86][random.next() as usize % 3];
            let padding = ["", "="][random.next() as usize % 2];
            random.text(&alphabet, length) + padding
        });
    }
}

#[test]
fn random_uuids_are_no_words() {
    random_text_is_a_strong_literal("uuid", |random| {
        [8, 4, 4, 4, 12].map(|length| random.text(HEX, length)).join("-")
    });
}

#[test]
fn random_letters_and_digits_are_no_words() {
    random_text_is_a_strong_literal("alphanumeric", |random| {
        let length = 16 + random.next() as usize % 48;
        random.text(ALNUM, length)
    });
    random_text_is_a_strong_literal("lower case", |random| {
        let length = 16 + random.next() as usize % 48;
        random.text(LOWER, length)
    });
    random_text_is_a_strong_literal("base32", |random| random.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32));
}

#[test]
fn random_keyboard_text_is_no_words() {
    let alphabet: String = ('!'..='~').collect();
    random_text_is_a_strong_literal("printable", |random| {
        let length = 16 + random.next() as usize % 16;
        random.text(&alphabet, length)
    });
}

#[test]
fn the_decoding_of_the_surface_decides_the_length() {
    let generated = "aB3xK9mZq2Lw7Rt5Yv8N";
    assert_eq!(judge(generated, Encoding::Base64).length_bytes, 15);
    assert_eq!(judge(generated, Encoding::Base64).strength_bits, 119);
    assert_eq!(judge(generated, Encoding::Raw).length_bytes, 20);
    assert_eq!(judge(&"0f".repeat(32), Encoding::Base64OrHex).length_bytes, 32);
}

#[test]
fn words_and_low_diversity_cap_the_strength() {
    let words = judge("your-256-bit-secret-key-min-32-chars", Encoding::Raw);
    assert!(words.strength_bits <= 64 && words.length_bytes == 36);
    assert!(judge("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Encoding::Raw).strength_bits <= 8);
    assert_eq!(judge("9f3c17a2e84b60d5c1f27e9ab03d486f", Encoding::Hex).strength_bits, 128);
}

#[test]
fn generic_values_are_known_as_published() {
    for text in ["keyboard cat", "your-256-bit-secret", "secret", "shhhhh", "changeme", " changeme\n"] {
        assert!(judge(text, Encoding::Raw).published.is_some(), "{text}");
    }
    assert_eq!(judge("visibly-fake-unpublished", Encoding::Raw).published, None);
}

#[test]
fn the_debug_form_of_a_judgement_holds_no_text() {
    let judgement = judge("${JWT_SECRET:-visibly-fake}", Encoding::Raw);
    assert!(!format!("{judgement:?}").contains("fake"));
}

#[test]
fn hostile_values_are_survived() {
    let huge = "secret".repeat(200_000);
    let nested = "${A:-".repeat(20_000);
    let braces = "${".repeat(3_000);
    let hostile = [
        huge.as_str(),
        &nested,
        &braces,
        "\0",
        "${",
        "${}",
        "{{",
        "}}",
        "$(",
        "%%",
        "%",
        "$",
        "<>",
        "é",
        "…",
        "${é:-ü}",
    ];
    for text in hostile {
        for encoding in [Encoding::Raw, Encoding::Base64, Encoding::Hex, Encoding::Unknown] {
            let _ = judge(text, encoding);
        }
    }
}

/// Files with a finding each, and secrets on the lines around it.
const PLANTED: [(&str, &str); 5] = [
    (
        "a.ts",
        "import jwt from 'jsonwebtoken';
const dbPassword = 'PLANTED'; // before: PLANTED
// JWT_SECRET=PLANTED
// const secret = `PLANTED`;
export const config = { 'client_secret': 'PLANTED', db: { url: 'postgres://app:PLANTED@db/x' } };
const secret = process.env.JWT_SECRET ||
    `PLANTED`; // once it was PLANTED
const cookieSecret = production ? load() : 'PLANTED';
const conn = 'Server=db;Password=PLANTED;Port=1';
jwt.sign({}, secret, { headers: { Authorization: 'Bearer PLANTED1' } });
",
    ),
    (
        ".env",
        "# JWT_SECRET=PLANTED
JWT_SECRET=changeme # old PLANTED
CONN=\"Server=db;Password=PLANTED;\"
# CONN=\"Server=db;Pwd=PLANTED;\"
#export API_TOKEN='PLANTED'
DATABASE_URL=postgres://app:PLAN/TED:PLANTED@db/x
",
    ),
    (
        "docker-compose.yml",
        "services:
  app:
    image: app
    command: serve --client-secret PLANTED
    environment:
      # JWT_SECRET: PLANTED
      JWT_SECRET: changeme # old PLANTED
      #- SESSION_SECRET=PLANTED
      CONN: \"Server=db;Password=PLANTED;\" # Password=PLANTED
",
    ),
    (
        "src/main.rs",
        "const CONN: &str = \"Host=db;Password=PLANTED;Port=1\"; // Password=PLANTED
// const JWT_SECRET: &str = \"PLANTED\";
fn key() -> jsonwebtoken::EncodingKey {
    // password: PLANTED
    let start = \"curl -u 'admin' -d 'password=PLANTED'\";
    jsonwebtoken::EncodingKey::from_secret(b\"changeme\") /* secret = \"PLANTED\" */
}
",
    ),
    ("Cargo.toml", "[package]\nname = \"a\"\n[dependencies]\njsonwebtoken = \"9\"\n"),
];

#[test]
fn no_drawn_line_shows_a_secret() {
    let tree = PLANTED.iter().fold(tree::Tree::new(), |tree, (path, text)| tree.with(path, text));
    let (report, _) = run::check(&run::everything(tree.root()));
    let drawn: Vec<&str> = report.pages.values().map(|page| page.source.path.as_ref()).collect();
    for (path, _) in PLANTED.iter().filter(|(_, text)| text.contains("PLANTED")) {
        assert!(drawn.contains(path), "{path} has no finding");
    }
    let bare = |line: &&str| line.contains("PLANTED");
    let shown = report.pages.values().flat_map(|page| page.masked().lines().filter(bare));
    run::none(shown.map(str::to_owned).collect());
}
