//! How far a recursive parser would descend into Rust code, measured on its tokens without parsing.
//!
//! In: text, or a macro's tokens. Out: whether parser and evaluator can bear it. Every operator, keyword
//! and bracket may add a level to the syntax tree; `;`, `,` and `=>` end what adds up. The result is an
//! upper bound: chains such as `a.b().c()` nest as deeply as they are long.

use proc_macro2::{TokenStream, TokenTree};

/// Levels that a thread's stack bears, with the unoptimised parser's frames (`crate::STACK`).
pub const HIGHEST: u32 = 1_500;

/// Levels of a bracket: from one expression to the next inside of it lie this many times the frames.
const BRACKET: u32 = 6;

/// Where a text gets deeper than the parser's stack allows.
pub fn too_deep(text: &str) -> Option<usize> {
    measured(text).err()
}

/// How deep the code in a text is; `None` where nothing could parse it.
pub fn levels_of_text(text: &str) -> Option<u32> {
    measured(text).ok()
}

/// Levels, or the byte offset where they are too many.
fn measured(text: &str) -> Result<u32, usize> {
    let mut meter = Meter::new();
    let mut at = 0;
    while at < text.len() {
        let (token, len) = next(&text[at..]);
        if !token.is_none_or(|token| meter.add(token)) {
            return Err(at);
        }
        at += len;
    }
    if meter.end() { Ok(meter.now.height()) } else { Err(text.len()) }
}

/// Tokens that take so few bytes cannot be too deep, whatever they are.
pub const SHALLOW: usize = (HIGHEST / BRACKET) as usize;

/// How deep tokens are, which the scan of the text took for a macro's own; `None` where nothing could parse them.
pub fn levels(tokens: &TokenStream) -> Option<u32> {
    let mut meter = Meter::new();
    (feed(&mut meter, tokens.clone()) && meter.end()).then(|| meter.now.height())
}

/// Whether they are too deep to parse.
pub fn tokens_too_deep(tokens: &TokenStream) -> bool {
    levels(tokens).is_none()
}

fn feed(meter: &mut Meter, tokens: TokenStream) -> bool {
    tokens.into_iter().all(|token| match token {
        TokenTree::Ident(word) => meter.add(Token::Word(&word.to_string())),
        TokenTree::Punct(punct) => meter.add(Token::Punct(punct.as_char())),
        TokenTree::Literal(_) => meter.add(Token::Literal),
        TokenTree::Group(group) => {
            let block = group.delimiter() == proc_macro2::Delimiter::Brace;
            meter.add(Token::Open) && feed(meter, group.stream()) && meter.add(Token::Close { block })
        }
    })
}

enum Token<'t> {
    Word(&'t str),
    Punct(char),
    Literal,
    Open,
    Close { block: bool },
}

/// What the token before was, as far as the next one's meaning depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Other,
    Name,
    /// `name !`
    Call,
    /// `name ! name`
    Named,
    /// `'`, which makes a word the name of a lifetime or a label
    Tick,
    Equals,
    Block,
}

#[derive(Default)]
struct Level {
    /// Levels that add up since the last separator.
    links: u32,
    /// Height of the tallest bracket since then.
    inner: u32,
    /// Height of the tallest part before.
    tallest: u32,
    /// A macro's body: no tree until someone parses it.
    opaque: bool,
}

impl Level {
    fn height(&self) -> u32 {
        self.tallest.max(self.links + self.inner)
    }

    fn separate(&mut self) {
        *self = Level { tallest: self.height(), opaque: self.opaque, ..Level::default() };
    }
}

struct Meter {
    levels: Vec<Level>,
    now: Level,
    before: Before,
}

impl Meter {
    fn new() -> Meter {
        Meter { levels: Vec::new(), now: Level::default(), before: Before::Other }
    }

    /// Takes one token; false where the limit is passed.
    fn add(&mut self, token: Token<'_>) -> bool {
        let before = self.before;
        if before == Before::Block && begins_anew(&token) {
            self.now.separate();
        }
        self.before = match token {
            Token::Word(word) if is_keyword(word) => {
                self.link(1);
                Before::Other
            }
            Token::Word(_) => {
                match before {
                    Before::Call => Before::Named,
                    // `break 'outer !(..)` calls no macro.
                    Before::Tick => Before::Other,
                    _ => Before::Name,
                }
            }
            Token::Punct(';' | ',') => self.separate(),
            Token::Punct('>') if before == Before::Equals => self.separate(),
            Token::Punct(mark) => {
                self.link(1);
                match (mark, before) {
                    ('!', Before::Name) => Before::Call,
                    ('=', _) => Before::Equals,
                    ('\'', _) => Before::Tick,
                    _ => Before::Other,
                }
            }
            Token::Literal => Before::Other,
            Token::Open => return self.open(matches!(before, Before::Call | Before::Named)),
            Token::Close { block } => return self.close(block),
        };
        self.now.height() <= HIGHEST
    }

    fn link(&mut self, count: u32) {
        self.now.links += if self.now.opaque { 0 } else { count };
    }

    fn separate(&mut self) -> Before {
        self.now.separate();
        Before::Other
    }

    fn open(&mut self, is_macro: bool) -> bool {
        let opaque = self.now.opaque || is_macro;
        self.levels.push(std::mem::replace(&mut self.now, Level { opaque, ..Level::default() }));
        self.before = Before::Other;
        self.levels.len() as u32 * BRACKET <= HIGHEST
    }

    fn close(&mut self, block: bool) -> bool {
        let height = self.now.height() + BRACKET;
        if let Some(outer) = self.levels.pop() {
            self.now = outer;
        }
        self.link(1);
        self.now.inner = self.now.inner.max(height);
        self.before = if block { Before::Block } else { Before::Other };
        self.now.height() <= HIGHEST
    }

    fn end(&mut self) -> bool {
        while !self.levels.is_empty() {
            self.close(false);
        }
        self.now.height() <= HIGHEST
    }
}

/// Behind a block, whether a token begins a statement, an item or an arm of its own.
fn begins_anew(token: &Token<'_>) -> bool {
    match token {
        Token::Word(word) => !matches!(*word, "else" | "as"),
        Token::Punct(mark) => matches!(mark, '#' | '\''),
        Token::Literal => true,
        Token::Open | Token::Close { .. } => false,
    }
}

/// Words that can stand before an expression, a type or a pattern, and so nest.
fn is_keyword(word: &str) -> bool {
    // A pattern is compiled to a look at the length first; a list would be gone through for every word of the code.
    matches!(
        word,
        "as" | "async"
            | "await"
            | "box"
            | "break"
            | "const"
            | "dyn"
            | "else"
            | "extern"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "move"
            | "mut"
            | "ref"
            | "return"
            | "static"
            | "try"
            | "unsafe"
            | "while"
            | "where"
            | "yield"
    )
}

/// The token at the start of a text and its length; blanks and comments are no token.
fn next(text: &str) -> (Option<Token<'_>>, usize) {
    let bytes = text.as_bytes();
    match bytes[0] {
        b'/' if text.starts_with("//") => (None, memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())),
        b'/' if text.starts_with("/*") => (None, comment(bytes)),
        b'"' => (Some(Token::Literal), string(bytes)),
        b'\'' => quote(text),
        b'(' | b'[' | b'{' => (Some(Token::Open), 1),
        b')' | b']' => (Some(Token::Close { block: false }), 1),
        b'}' => (Some(Token::Close { block: true }), 1),
        b'0'..=b'9' => (Some(Token::Literal), word(text)),
        byte if byte == b'_' || byte.is_ascii_alphabetic() || byte >= 0x80 => name(text),
        byte if byte.is_ascii_punctuation() => (Some(Token::Punct(char::from(byte))), 1),
        _ => (None, blanks(bytes)),
    }
}

/// Bytes of a run of blanks, at least one: indentation is a good part of all code.
fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count().max(1)
}

/// Bytes of a run of letters, digits and `_`; at least one character.
fn word(text: &str) -> usize {
    // Nearly every word is plain; letters of other scripts are looked at one by one.
    let plain = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if plain > 0 && text.as_bytes().get(plain).is_none_or(u8::is_ascii) {
        return plain;
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    end.unwrap_or(text.len()).max(text.chars().next().map_or(1, char::len_utf8))
}

/// A name or keyword, or a raw string behind its prefix.
fn name(text: &str) -> (Option<Token<'_>>, usize) {
    let len = word(text);
    let rest = &text[len..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    if matches!(&text[..len], "r" | "br" | "cr") && rest[hashes..].starts_with('"') {
        let end = format!("\"{}", &rest[..hashes]);
        let start = len + hashes + 1;
        let found = memchr::memmem::find(&text.as_bytes()[start..], end.as_bytes());
        return (Some(Token::Literal), found.map_or(text.len(), |at| start + at + end.len()));
    }
    (Some(Token::Word(&text[..len])), len)
}

/// Block comments nest.
fn comment(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < bytes.len() {
        let step = match bytes.get(at..at + 2) {
            Some(b"/*") => {
                depth += 1;
                2
            }
            Some(b"*/") => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}

fn string(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

/// A character literal, or the mark of a lifetime.
fn quote(text: &str) -> (Option<Token<'_>>, usize) {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), _) => {
            let end = text.get(3..).and_then(|rest| rest.find('\'')).map_or(text.len(), |at| at + 4);
            (Some(Token::Literal), end)
        }
        (Some(_), Some((at, '\''))) => (Some(Token::Literal), at + 1),
        _ => (Some(Token::Punct('\'')), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_measured_without_parsing() {
        assert_eq!(too_deep("fn main() { ((())) }"), None);
        assert_eq!(too_deep(&"(".repeat(100_000)), Some(250));
        for part in
            ["!", "- ", "&mut ", ".b()", "?", "+1", "a::", "return ", "|| ", " as u8", "if a {} else "]
        {
            assert!(too_deep(&part.repeat(5_000)).is_some(), "{part}");
            assert!(too_deep(&format!("x = {};", part.repeat(100)).repeat(1_000)).is_none(), "{part}");
        }
    }

    #[test]
    fn what_stands_side_by_side_does_not_add_up() {
        for part in
            ["fn f() { a.b(); }", "#[test] fn f() {}", "(A, 1) => { b }", "1 => {}", "x(&y, -1),", "a; "]
        {
            assert_eq!(too_deep(&part.repeat(20_000)), None, "{part}");
        }
        assert!(
            too_deep(&format!("{}a{}", "(".repeat(200), ".b(1))".repeat(200))).is_some(),
            "levels add up"
        );
    }

    #[test]
    fn text_in_literals_and_comments_counts_nothing() {
        for part in [
            "\"((((\\\"\"; ",
            "// ((((\n",
            "/* (( /* (( */ */",
            "r##\"(((\"#\"##;",
            "'(';",
            "'\\'';",
            "b'(';",
        ] {
            assert_eq!(too_deep(&part.repeat(20_000)), None, "{part}");
        }
        assert_eq!(too_deep(&"'a: loop { break 'a; }".repeat(10_000)), None);
        for broken in ["\"", "r#\"", "'", "'\\", "/*", "\"\\", "r#", "é", "'é"] {
            assert_eq!(too_deep(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_macro_is_measured_when_it_is_parsed() {
        let page = format!("html! {{ {} }}", "<p a=b> </p>".repeat(2_000));
        assert_eq!(too_deep(&page), None);
        assert!(too_deep(&page.replace("html!", "if !")).is_some());
        let tokens: TokenStream = page.parse().unwrap_or_default();
        assert!(!tokens_too_deep(&tokens));
        assert!(tokens_too_deep(&"1 + ".repeat(5_000).parse().unwrap_or_default()));
        assert!(
            too_deep(&format!("break 'a !({}1)", "- ".repeat(5_000))).is_some(),
            "a label is no macro's name"
        );
    }
}
