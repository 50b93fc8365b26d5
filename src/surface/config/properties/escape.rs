//! Escapes of properties files, both ways.
//!
//! In: text as it is written, line joints included. Out: what it says, and back.

/// Undoes escapes. An unfinished `\u` stays as it stands.
pub(super) fn decoded(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        rest = one(behind, &mut out);
    }
    out.push_str(rest);
    out
}

/// Reads what follows a backslash, and gives what is left.
fn one<'t>(behind: &'t str, out: &mut String) -> &'t str {
    let mut letters = behind.chars();
    match letters.next() {
        Some('n') => out.push('\n'),
        Some('r') => out.push('\r'),
        Some('t') => out.push('\t'),
        Some('f') => out.push('\u{c}'),
        Some('u') => {
            let digits = letters
                .as_str()
                .get(..4)
                .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
                out.push_str("\\u");
                return letters.as_str();
            };
            // Half of a surrogate pair says nothing about secrets or switches.
            out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
            return letters.as_str().get(4..).unwrap_or("");
        }
        Some('\r' | '\n') => return behind.trim_start_matches(['\r', '\n', ' ', '\t', '\u{c}']),
        Some(other) => out.push(other),
        None => {}
    }
    letters.as_str()
}

/// Spells a value. Files are Latin-1 to old readers, so other letters are escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, letter) in text.chars().enumerate() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            ' ' if index == 0 => out.push_str("\\ "),
            ' '..='~' => out.push(letter),
            other => {
                let mut units = [0; 2];
                for unit in other.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out
}
