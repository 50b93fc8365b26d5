//! Places of texts that stand behind a name which says that they are secret, in whatever language a file is written.
//!
//! In: text. Out: ranges to cover. It knows no grammar: names, the signs that hand them a value, quotes and comments
//! look alike nearly everywhere. What a comment keeps of an old setting counts like the setting. More is covered than
//! is secret: a drawn line loses nothing that its reader needs.

use super::comment;
use crate::fact::role;
use std::ops::Range;

/// Longer names are none.
const LONGEST_NAME: usize = 96;

/// How far behind a name its type may reach: `const KEY: &'static str = ".."`.
const TYPE: usize = 80;

/// Texts that go over several lines are no longer than this.
const LONGEST_TEXT: usize = 8 * 1024;

/// First words of a description: `/// token: the one that ..`.
const PROSE: [&str; 18] = [
    "a", "an", "and", "any", "as", "for", "from", "if", "in", "is", "must", "not", "of", "see", "that",
    "the", "this", "to",
];

pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        of_line(text.as_bytes(), start..end, &mut found);
        start += line.len();
    }
    found
}

fn of_line(text: &[u8], line: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut comment = None;
    let (mut at, mut told) = (line.start, false);
    while at < line.end {
        let Some(sign) = Sign::at(text, at, line.end) else {
            at += 1;
            continue;
        };
        let behind = at + sign.len;
        let Some(name) = Name::before(text, line.start, at).filter(|name| sign.fits(name)) else {
            at = behind;
            continue;
        };
        let comment = *comment.get_or_insert_with(|| comment::start(text, &line));
        let value = value(text, behind, line.end, &sign, comment <= name.start);
        let value = value.filter(|value| !is_version(text.get(value.clone()).unwrap_or_default()));
        at = value.as_ref().map_or(behind, |value| value.end.max(behind));
        if let (Some(value), false) = (&value, told) {
            told = true;
            found.extend(aside(text, value.end, &line, comment));
        }
        found.extend(value);
    }
}

/// What else stands in a comment that holds or follows a secret: quoted texts in it, or all of one at the line's end.
fn aside(text: &[u8], from: usize, line: &Range<usize>, comment: usize) -> Vec<Range<usize>> {
    if comment >= from {
        return vec![comment::words(text, comment, line.end)];
    }
    let mut found = Vec::new();
    let mut at = from;
    while at < line.end {
        match quoted(text, at, line.end) {
            Some(inner) => {
                at = inner.end + 1;
                found.push(inner);
            }
            None => at += 1,
        }
    }
    found
}

/// A sign between a name and its value.
struct Sign {
    len: usize,
    kind: SignKind,
}

#[derive(Clone, Copy, PartialEq)]
enum SignKind {
    /// `=`, `:=`, `=>`
    Gives,
    /// `:`
    Colon,
    /// `==`, `||`, `??`, `(`: what follows is a secret only as a text in quotes.
    Text,
    /// `,` behind a name in quotes: `get("JWT_SECRET", "..")`.
    Comma,
    /// A blank behind `--client-secret`.
    Blank,
}

impl Sign {
    fn at(text: &[u8], at: usize, end: usize) -> Option<Sign> {
        let sign = |len, kind| Some(Sign { len, kind });
        match text.get(at..end)? {
            [b'=', b'=', b'=', ..] => sign(3, SignKind::Text),
            [b'=' | b'!', b'=', ..] | [b'|', b'|', ..] | [b'?', b'?' | b':', ..] => sign(2, SignKind::Text),
            [b'=', b'>', ..] | [b':', b'=', ..] => sign(2, SignKind::Gives),
            [b':', b':', ..] => None,
            [b'=', ..] => sign(1, SignKind::Gives),
            [b':', ..] => sign(1, SignKind::Colon),
            [b'(', ..] => sign(1, SignKind::Text),
            [b',', ..] => sign(1, SignKind::Comma),
            [b' ', ..] => sign(1, SignKind::Blank),
            _ => None,
        }
    }

    fn fits(&self, name: &Name<'_>) -> bool {
        let possible = match self.kind {
            SignKind::Comma => name.quoted,
            SignKind::Blank => name.text.starts_with("--"),
            _ => true,
        };
        possible && name.says_secret()
    }
}

struct Name<'t> {
    text: &'t str,
    start: usize,
    quoted: bool,
}

impl<'t> Name<'t> {
    /// The name in front of a sign, with what may stand between: blanks, a closing quote or bracket, `?`, `!`.
    fn before(text: &'t [u8], from: usize, sign: usize) -> Option<Name<'t>> {
        let line = text.get(from..sign)?;
        let between = |byte: &u8| {
            matches!(byte, b' ' | b'\t' | b']' | b')' | b'?' | b'!' | b'"' | b'\'' | b'`' | b'\\')
        };
        let gap = line.iter().rev().take(LONGEST_NAME).take_while(|byte| between(byte)).count();
        let (line, gap) = line.split_at(line.len() - gap);
        let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let len = line.iter().rev().take(LONGEST_NAME).take_while(|byte| of_name(byte)).count();
        let name = str::from_utf8(line.get(line.len() - len..)?).ok()?;
        let quoted = gap.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'`'));
        (len > 0).then_some(Name { text: name, start: from + line.len() - len, quoted })
    }

    fn says_secret(&self) -> bool {
        let last = self.text.rsplit('.').next().unwrap_or(self.text);
        role::is_to_be_hidden(last) || last.len() < self.text.len() && role::is_to_be_hidden(self.text)
    }
}

/// `"express-jwt": "^8.3.0"`
fn is_version(value: &[u8]) -> bool {
    value.contains(&b'.') && value.iter().all(|byte| byte.is_ascii_digit() || b".^~*<>=| ".contains(byte))
}

/// What a name is given, where that is a text in quotes, or one without where these are not needed.
fn value(text: &[u8], from: usize, end: usize, sign: &Sign, commented: bool) -> Option<Range<usize>> {
    let blanks =
        text.get(from..end)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'&' | b'\\')).count();
    let start = from + blanks;
    // `&'static str` is a type.
    let lifetime =
        |inner: &Range<usize>| sign.kind == SignKind::Colon && text[start] == b'\'' && inner.end == end;
    if let Some(inner) = quoted(text, start, end).filter(|inner| !lifetime(inner)) {
        return Some(inner);
    }
    let adjacent = blanks == 0 && text.get(from.checked_sub(sign.len + 1)?) != Some(&b' ');
    let bare = match sign.kind {
        SignKind::Gives => commented || adjacent,
        SignKind::Colon => commented,
        SignKind::Blank => true,
        SignKind::Text | SignKind::Comma => false,
    };
    match bare.then(|| word(text, start, end)).flatten() {
        Some(word) => Some(word),
        None if sign.kind == SignKind::Colon => behind_type(text, start, end),
        None => None,
    }
}

/// `: &str = ".."`
fn behind_type(text: &[u8], from: usize, end: usize) -> Option<Range<usize>> {
    let near = text.get(from..end.min(from + TYPE))?;
    let sign = from + near.iter().position(|byte| *byte == b'=')? + 1;
    let blanks = text.get(sign..end)?.iter().take_while(|byte| **byte == b' ').count();
    quoted(text, sign + blanks, end)
}

/// The inside of a text that begins here, letters in front of its quote allowed: `r#".."#`, `b'..'`.
fn quoted(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let rest = text.get(start..end)?;
    let letters = rest.iter().take(2).take_while(|byte| b"rbfuRBFU".contains(byte)).count();
    let hashes = rest.get(letters..)?.iter().take_while(|byte| **byte == b'#').count();
    let open = start + letters + hashes;
    let quote = *text.get(open).filter(|byte| matches!(byte, b'"' | b'\'' | b'`') && open < end)?;
    let triple = text.get(open..open + 3) == Some(&[quote; 3]);
    let inner = open + if triple { 3 } else { 1 };
    let limit = if triple || quote == b'`' { text.len().min(inner + LONGEST_TEXT) } else { end };
    let mut at = inner;
    while at < limit {
        match text[at] {
            b'\\' if hashes == 0 => at += 1,
            byte if byte == quote && (!triple || text.get(at..at + 3) == Some(&[quote; 3])) => break,
            _ => {}
        }
        at += 1;
    }
    Some(inner..at.min(limit))
}

/// A text without quotes: what a shell, a connection string or an address would take.
fn word(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let rest = text.get(start..end)?;
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b'&' | b'"' | b'\'' | b'`' | b',');
    let mut len = rest.iter().position(ends).unwrap_or(rest.len());
    if let Some(broken) =
        rest.get(..len)?.windows(2).position(|pair| matches!(pair, [b'\\', b'n' | b'r' | b't']))
    {
        len = broken;
    }
    let stands_for = matches!(rest.first(), Some(b'{' | b'$' | b'<' | b'(' | b'[' | b'%' | b'-'));
    let prose = str::from_utf8(rest.get(..len)?).is_ok_and(|word| PROSE.contains(&word));
    (len > 0 && !stands_for && !prose).then(|| start..start + len)
}

#[cfg(test)]
mod tests {
    use super::places;

    fn covered(text: &str) -> Vec<&str> {
        places(text).into_iter().filter_map(|range| text.get(range)).filter(|part| !part.is_empty()).collect()
    }

    #[test]
    fn what_a_secret_is_given_is_found_in_any_language() {
        for text in [
            "dbPassword: 'FAKE'",
            "'client_secret': \"FAKE\",",
            "const JWT_SECRET: &'static str = \"FAKE\";",
            "process.env.JWT_SECRET || 'FAKE'",
            "os.environ.get(\"JWT_SECRET\", \"FAKE\")",
            "config[\"jwt.secret\"] = r#\"FAKE\"#;",
            "'password' => 'FAKE'",
            ".client_secret(\"FAKE\")",
            "--client-secret FAKE",
            "curl https://host/?access_token=FAKE&x=1",
            "\"Host=db;Password=FAKE;Port=1\"",
            "export JWT_SECRET=FAKE",
            "{\\\"clientSecret\\\":\\\"FAKE\\\"}",
        ] {
            let found = covered(text);
            assert!(found.iter().any(|part| part.contains("FAKE")), "{text}: {found:?}");
        }
    }

    #[test]
    fn comments_keep_nothing() {
        assert_eq!(covered("# JWT_SECRET=FAKE"), ["FAKE"]);
        assert_eq!(covered("// JWT_SECRET=FAKE"), ["FAKE"]);
        assert_eq!(covered(" * password: FAKE"), ["FAKE"]);
        assert_eq!(covered("// let secret = Some(\"FAKE\".into());"), ["FAKE", "Some("]);
        assert_eq!(covered("JWT_SECRET=FAKE # old FAKE2"), ["old FAKE2", "FAKE"]);
    }

    #[test]
    fn code_without_texts_stays() {
        for text in [
            "let password = form.password.clone();",
            "pub password: String,",
            "password: &str = self.first,",
            "/// token: the one that came",
            "JWT_SECRET=${JWT_SECRET}",
            "max_age = \"3600\"",
            "\"express-jwt\": \"^8.3.0\"",
            "fn sign(secret: &[u8], name: &str)",
        ] {
            assert_eq!(covered(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn hostile_texts_are_survived() {
        for text in [
            "",
            "=",
            "secret=",
            "secret='",
            "secret=`\\",
            "secret:\u{0}",
            "sécret='é",
            "secret=\"\"\"",
            "\\\\='",
        ] {
            let ranges = places(text);
            assert!(
                ranges.iter().all(|range| range.start <= range.end && range.end <= text.len()),
                "{text:?}"
            );
        }
        for part in ["secret=", "secret='", "// secret: \"", "#", "--secret ", "'\"`"] {
            assert!(places(&part.repeat(40_000)).len() < 200_000);
        }
    }
}
