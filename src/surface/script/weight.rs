//! How deep the syntax tree of a text can be at most, without parsing it.
//!
//! In: text. Out: a bound that no text deceives: each level of a tree costs a bracket, an operator or one of some words,
//! wherever these stand, so their number is the bound. Knows nothing of strings, comments or the grammar.

/// Words that make a level without any other sign: `new new X`, `typeof typeof x`, `else do x`.
const WORDS: [&[u8]; 20] = [
    b"as", b"async", b"await", b"delete", b"do", b"else", b"extends", b"if", b"in", b"infer", b"instanceof", b"is",
    b"keyof", b"new", b"readonly", b"satisfies", b"typeof", b"unique", b"void", b"yield",
];

/// The most levels that the tree can have.
pub fn weight(text: &str) -> usize {
    let mut signs = 0;
    let mut words = 0;
    for piece in text.as_bytes().split(|byte| !is_of_word(*byte)) {
        words += usize::from(WORDS.contains(&piece));
    }
    for byte in text.bytes() {
        signs += usize::from(is_sign(byte));
    }
    signs + words + 1
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Brackets and operators. Quotes, commas and semicolons end a level or stand beside one; `@` begins a decorator, and
/// a backslash may spell any letter.
fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b'[' | b'{' | b'<' | b'`' | b'.' | b'?' | b':' | b'=' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|'
            | b'^' | b'!' | b'~' | b'@' | b'#' | b'\\'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_costs_something() {
        assert_eq!(weight(""), 1);
        assert_eq!(weight("((((x))))"), 5);
        assert_eq!(weight("new new new x"), 4);
        assert_eq!(weight("a.b.c + d"), 4);
        assert_eq!(weight("renew; anew, x"), 1);
    }
}
