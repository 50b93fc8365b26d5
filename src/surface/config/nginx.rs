//! nginx configuration into the key-path tree.
//!
//! In: the text of a file; nothing is included. Out: directives in file order, repeated ones kept. A lone
//! argument is the value; of several, the first is a key of its own and the others its value:
//! `add_header.X-Frame-Options`, `location.~ \.php$.proxy_pass`. Variables stay as they are written.

#[cfg(test)]
mod tests;
mod token;

use super::blocks::Blocks;
use super::edit::{NewValue, bare, mark_len};
use super::tree::{Problem, Style, Syntax, Tree};
use token::{Mark, Token};

/// Reads a file. Blocks below the deepest level are skipped; what is left open at the end is closed.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let mut blocks = Blocks::new(text);
    let mut words = Vec::new();
    for token in token::tokens(text, mark_len(text)) {
        match token {
            Token::Word(word) => words.push(word),
            Token::Broken(offset) => blocks.problem(offset, "unclosed quote"),
            Token::Mark(Mark::End, _) => blocks.directive(std::mem::take(&mut words)),
            Token::Mark(Mark::Open, offset) => blocks.open(std::mem::take(&mut words), offset),
            Token::Mark(Mark::Close, offset) => {
                blocks.directive(std::mem::take(&mut words));
                blocks.close(offset);
            }
        }
    }
    blocks.directive(words);
    blocks.finish(Syntax::Nginx)
}

/// Spells an argument: bare where no letter ends it, else in the quotes it had.
pub(super) fn replacement(style: Style, new: &NewValue) -> String {
    let text = bare(new);
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+,=*".contains(letter);
    match style {
        Style::Plain if !text.is_empty() && text.chars().all(plain) => text,
        Style::SingleQuoted => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        _ => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}
