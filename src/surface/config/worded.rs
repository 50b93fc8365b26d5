//! Formats of one directive a line: Caddyfiles with blocks in braces, HAProxy with sections.
//!
//! In: the text of a file; nothing is imported. Out: the tree of `blocks`. A brace opens or closes a block
//! only as a word of its own: `{$NAME:fallback}` and `{env.NAME}` are words.

#[cfg(test)]
mod tests;
mod word;

use super::blocks::Blocks;
use super::tree::{Problem, Syntax, Tree};
use word::{Quotes, lines};

/// Reads a Caddyfile. A global block's directives stand at the top.
pub fn read_caddyfile(text: &str) -> (Tree, Vec<Problem>) {
    let mut blocks = Blocks::new(text);
    for mut words in lines(text, Quotes::Caddy) {
        let first = words.first().map(|word| (word.text.as_str(), word.span.start));
        let last = words.last().map(|word| (word.text.as_str(), word.span.start));
        match (first, last) {
            (Some(("}", offset)), _) => blocks.close(offset),
            (_, Some(("{", offset))) => {
                words.pop();
                blocks.open(words, offset);
            }
            _ => blocks.directive(words),
        }
    }
    blocks.finish(Syntax::Caddyfile)
}

/// Words that begin a section (HAProxy configuration manual, section 2.1), whatever the indentation.
const SECTIONS: [&str; 18] = [
    "global",
    "defaults",
    "frontend",
    "backend",
    "listen",
    "userlist",
    "peers",
    "resolvers",
    "mailers",
    "cache",
    "program",
    "http-errors",
    "ring",
    "fcgi-app",
    "log-forward",
    "crt-store",
    "traces",
    "acme",
];

/// Reads a HAProxy configuration. Directives in front of the first section stand at the top.
pub fn read_haproxy(text: &str) -> (Tree, Vec<Problem>) {
    let mut blocks = Blocks::new(text);
    for words in lines(text, Quotes::Haproxy) {
        let Some(first) = words.first() else { continue };
        if SECTIONS.contains(&first.text.as_str()) {
            blocks.close_innermost();
            let offset = first.span.start;
            blocks.open(words, offset);
        } else {
            blocks.directive(words);
        }
    }
    blocks.close_innermost();
    blocks.finish(Syntax::Haproxy)
}
