//! Claim values as JSON text that no terminal obeys. A tree comes in, text comes out: numbers as they were written,
//! members in their order, and every control, format or other invisible character as an escape.

use crate::jose::json::{Json, Value, shown};

/// The value as compact JSON.
pub fn text(json: &Json) -> String {
    let mut out = String::new();
    write(json, &mut out);
    out
}

/// The same, behind what is written already. The tree is at most `jose`'s depth limit deep, so recursion is safe.
pub fn write(json: &Json, out: &mut String) {
    match &json.value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(digits) => out.push_str(digits),
        Value::Text(text) => quote(text, out),
        Value::Array(elements) => {
            list(out, ('[', ']'), elements.iter(), write);
        }
        Value::Object(members) => list(out, ('{', '}'), members.iter(), |member, out| {
            quote(&member.name, out);
            out.push(':');
            write(&member.value, out);
        }),
    }
}

fn list<T>(
    out: &mut String,
    brackets: (char, char),
    items: impl Iterator<Item = T>,
    each: impl Fn(T, &mut String),
) {
    out.push(brackets.0);
    for (number, item) in items.enumerate() {
        if number > 0 {
            out.push(',');
        }
        each(item, out);
    }
    out.push(brackets.1);
}

/// A JSON string; characters that `shown` would replace are written as escapes (RFC 8259 section 7).
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    // Without a way out in the middle, which vectors of bytes do not have.
    let odd = |byte: u8| !matches!(byte, b' '..=b'~') | (byte == b'"') | (byte == b'\\');
    if !text.bytes().fold(false, |found, byte| found | odd(byte)) {
        out.push_str(text);
        out.push('"');
        return;
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if is_plain(c) => out.push(c),
            _ => escape(c, out),
        }
    }
    out.push('"');
}

fn is_plain(c: char) -> bool {
    c.is_ascii_graphic() || c == ' ' || shown(c.encode_utf8(&mut [0; 4])).starts_with(c)
}

fn escape(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str(&format!("\\u{unit:04x}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_a_terminal_raw() {
        let source = br#"{"a\u001b[2J":"x\u202ey\u0007","n":[1e400,null,true,{"\u0000":"\ud83e\udd80"}]}"#;
        let json = crate::jose::read::json(source).json.map(|json| text(&json)).unwrap_or_default();
        assert_eq!(json, r#"{"a\u001b[2J":"x\u202ey\u0007","n":[1e400,null,true,{"\u0000":"🦀"}]}"#);
    }
}
