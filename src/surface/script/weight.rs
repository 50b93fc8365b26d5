//! How deep the syntax tree of a text can be at most, without parsing it.
//!
//! In: text. Out: bounds that no text deceives: each level of a tree costs a bracket, an operator or one of some words,
//! wherever these stand, so their number is the bound. Knows nothing of strings, comments or the grammar.

/// Words that make a level without any other sign: `new new X`, `typeof typeof x`, `else do x`.
const WORDS: [&[u8]; 20] = [
    b"as",
    b"async",
    b"await",
    b"delete",
    b"do",
    b"else",
    b"extends",
    b"if",
    b"in",
    b"infer",
    b"instanceof",
    b"is",
    b"keyof",
    b"new",
    b"readonly",
    b"satisfies",
    b"typeof",
    b"unique",
    b"void",
    b"yield",
];

/// What a text may cost to parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// The most levels that the tree can have.
    pub levels: usize,
    /// Brackets at which the parser may guess and begin anew: nested, they take time and memory by the square of their
    /// number (oxc_parser 0.146: `(a=(a=(a=`, `A<A<A<`).
    pub guesses: usize,
}

pub fn weight(text: &str) -> Weight {
    let pieces = text.as_bytes().split(|byte| !is_of_word(*byte));
    let words = pieces.filter(|piece| WORDS.contains(piece)).count();
    let signs = text.bytes().filter(|byte| is_sign(*byte)).count();
    let guesses = text.bytes().filter(|byte| matches!(byte, b'(' | b'<')).count();
    Weight { levels: signs + words + 1, guesses }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Brackets and operators. Quotes, commas and semicolons end a level or stand beside one; `@` begins a decorator, and
/// a backslash may spell any letter.
fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b'['
            | b'{'
            | b'<'
            | b'`'
            | b'.'
            | b'?'
            | b':'
            | b'='
            | b'+'
            | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'&'
            | b'|'
            | b'^'
            | b'!'
            | b'~'
            | b'@'
            | b'#'
            | b'\\'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_costs_something() {
        let levels = |text: &str| weight(text).levels;
        assert_eq!(levels(""), 1);
        assert_eq!(weight("((((x))))"), Weight { levels: 5, guesses: 4 });
        assert_eq!(levels("new new new x"), 4);
        assert_eq!(levels("a.b.c + d"), 4);
        assert_eq!(levels("renew; anew, x"), 1);
    }
}
