//! Cuts TOML tokens into logical lines: one statement each, however many text lines it spans.
//!
//! In: all tokens of a file. Out: slices of them. A bracket that is never closed must not swallow the
//! rest of the file, so a line that can only be a new statement ends the one before it.

use toml_parser::lexer::{Token, TokenKind};

/// The slices end with their newline token, or with the end of the file.
pub(super) fn logical_lines<'t>(tokens: &'t [Token], text: &'t str) -> impl Iterator<Item = &'t [Token]> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (line, behind) = rest.split_at_checked(line_len(rest, text)).unwrap_or((rest, &[]));
        rest = behind;
        Some(line)
    })
}

/// Whether a logical line is a `[section]` rather than `key = value`.
pub(super) fn is_header(line: &[Token]) -> bool {
    line.iter()
        .find(|token| token.kind() != TokenKind::Whitespace)
        .is_some_and(|token| token.kind() == TokenKind::LeftSquareBracket)
}

fn line_len(tokens: &[Token], text: &str) -> usize {
    let header = is_header(tokens);
    let mut open: Vec<TokenKind> = Vec::new();
    let mut before = TokenKind::Newline;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind() {
            kind @ (TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket) => open.push(kind),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
            }
            TokenKind::Newline => {
                let behind = tokens.get(at + 1..).unwrap_or(&[]);
                let inside = open.last().filter(|_| !header);
                if inside.is_none_or(|inside| starts_statement(behind, *inside, before, text)) {
                    return at + 1;
                }
            }
            _ => {}
        }
        if !matches!(token.kind(), TokenKind::Whitespace | TokenKind::Comment | TokenKind::Newline) {
            before = token.kind();
        }
    }
    tokens.len()
}

/// Whether the text line that starts here cannot be inside the innermost open bracket, given the last
/// token before it.
fn starts_statement(line: &[Token], inside: TokenKind, before: TokenKind, text: &str) -> bool {
    let mut tokens = line.iter().filter(|token| token.kind() != TokenKind::Whitespace).peekable();
    let array = inside == TokenKind::LeftSquareBracket;
    let mut brackets = 0;
    while tokens.next_if(|token| token.kind() == TokenKind::LeftSquareBracket).is_some() {
        brackets += 1;
    }
    if brackets > 0 && !array {
        return true;
    }
    let mut named = false;
    while let Some(token) = tokens.next_if(|token| is_key_part(token.kind())) {
        named |= token.kind() == TokenKind::Atom && !is_value(token, text);
    }
    match tokens.next().map(Token::kind) {
        Some(TokenKind::Equals) if array => brackets == 0,
        // In `{ }` a key follows the bracket or a comma.
        Some(TokenKind::Equals) => !matches!(before, TokenKind::Comma | TokenKind::LeftCurlyBracket),
        Some(TokenKind::RightSquareBracket) => (1..=2).contains(&brackets) && named,
        _ => false,
    }
}

fn is_key_part(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Atom | TokenKind::Dot | TokenKind::BasicString | TokenKind::LiteralString)
}

/// Whether an unquoted word may be a value of an array: a boolean, a number, a date.
fn is_value(token: &Token, text: &str) -> bool {
    let word = text.get(token.span().start()..token.span().end()).unwrap_or("");
    let unsigned = word.trim_start_matches(['+', '-']);
    matches!(unsigned, "true" | "false" | "inf" | "nan") || unsigned.starts_with(|c: char| c.is_ascii_digit())
}
