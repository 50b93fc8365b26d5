//! A script cut into words and the marks between commands.
//!
//! In: the text. Out: words with their places, quotes included, and a break wherever a new command may begin. A
//! substitution belongs to its word; comments and the texts of `<<END` are left out. Knows no variable.

use std::ops::Range;

pub(super) struct Word {
    pub span: Range<usize>,
}

pub(super) enum Piece {
    Word(Word),
    /// A line ends, or one of `; & | ( ) { }` stands here.
    Break,
}

/// Deeper substitutions end a word.
const DEEPEST: usize = 64;

pub(super) fn pieces(text: &str, start: usize) -> Vec<Piece> {
    let bytes = text.as_bytes();
    let (mut found, mut at, mut waiting) = (Vec::new(), start, Vec::new());
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' => {
                found.push(Piece::Break);
                at = behind_documents(text, at + 1, &mut waiting);
            }
            b'\\' if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => {
                at += if bytes.get(at + 1) == Some(&b'\r') { 3 } else { 2 };
            }
            b' ' | b'\t' | b'\r' => at += 1,
            b'#' => at = line_end(bytes, at),
            b';' | b'&' | b'|' | b'(' | b')' => {
                found.push(Piece::Break);
                at += 1;
            }
            b'<' if bytes.get(at..at + 2) == Some(b"<<") => {
                let end = word_end(bytes, at + 2 + usize::from(bytes.get(at + 2) == Some(&b'-')));
                waiting.extend(document(text, at + 2, end).filter(|_| waiting.is_empty()));
                at = end.max(at + 2);
            }
            b'<' | b'>' => at += 1,
            _ => {
                let end = word_end(bytes, at).max(at + 1);
                found.push(match bytes.get(at..end) {
                    Some(b"{" | b"}") => Piece::Break,
                    _ => Piece::Word(Word { span: at..end }),
                });
                at = end;
            }
        }
    }
    found
}

/// The word that ends a text of `<<END`, without its quotes; none for `<<<`.
fn document(text: &str, from: usize, end: usize) -> Option<String> {
    let word = text.get(from..end)?.trim_start_matches('-').trim_matches(['"', '\'', '\\']);
    (!word.is_empty() && !word.starts_with('<')).then(|| word.to_owned())
}

/// Behind the text that the line before has announced. One that never ends is the rest.
fn behind_documents(text: &str, mut at: usize, waiting: &mut Vec<String>) -> usize {
    for end in waiting.drain(..) {
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let line = rest.lines().next().unwrap_or("");
            at += rest.find('\n').map_or(rest.len(), |newline| newline + 1);
            if line.trim() == end {
                break;
            }
        }
    }
    at
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr::memchr(b'\n', bytes.get(from..).unwrap_or(&[])).map_or(bytes.len(), |found| from + found)
}

/// Where the word that begins here ends: at a blank or an operator outside of quotes and substitutions.
fn word_end(bytes: &[u8], from: usize) -> usize {
    // What closes the quotes and substitutions that are open.
    let (mut at, mut open): (usize, Vec<u8>) = (from, Vec::new());
    while let Some(byte) = bytes.get(at) {
        let close = open.last().copied();
        let opens = if close == Some(b'\'') { None } else { opened(bytes, at, close) };
        if close == Some(*byte) {
            open.pop();
        } else if let Some(wanted) = opens.filter(|_| open.len() < DEEPEST) {
            open.push(wanted);
            at += usize::from(*byte == b'$');
        } else if *byte == b'\\' && close != Some(b'\'') {
            at += 1;
        } else if close.is_none() && b" \t\r\n;&|()<>".contains(byte) {
            return at;
        }
        at += 1;
    }
    at.min(bytes.len())
}

/// What closes the quote or substitution that opens here, within what `close` closes.
fn opened(bytes: &[u8], at: usize, close: Option<u8>) -> Option<u8> {
    match (bytes.get(at)?, bytes.get(at + 1)) {
        (b'$', Some(b'(')) => Some(b')'),
        (b'$', Some(b'{')) => Some(b'}'),
        (b'"' | b'\'' | b'`', _) if close == Some(b'"') => None,
        (quote @ (b'"' | b'\'' | b'`'), _) => Some(*quote),
        _ => None,
    }
}
