//! Takes tokens out of whatever was handed over: a bare token, a header line, a cookie, a percent-encoded value, a
//! text or a stream with any number of them. Bytes come in, items come out one by one; memory does not grow with
//! the input.

mod serialised;

use crate::jose::decode::MAX_LENGTH;
use crate::jose::{Found, base64url::is_base64url, tokens};
use crate::surface::token::audit::Reading;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};

/// Something that is a token, or was meant as one.
pub enum Item {
    Token { text: String, line: usize },
    NotToken { reason: String, line: usize },
}

/// Longer lines are cut where no token can be; a longer run of token characters is no token.
const LONGEST_PIECE: usize = MAX_LENGTH + 4096;

/// The items of an input, in order.
pub struct Items<R> {
    reader: BufReader<R>,
    line: usize,
    /// What was read behind the last cut.
    rest: Vec<u8>,
    ready: VecDeque<Item>,
    /// Something besides white space was read.
    begun: bool,
    /// Whether anything was found; else the beginning is judged as a whole.
    found: bool,
    beginning: Option<(Vec<u8>, usize)>,
    ended: bool,
}

/// A line, or a part of a long one.
enum Piece {
    Text(Vec<u8>),
    Overlong,
}

impl<R: Read> Items<R> {
    pub fn new(reader: BufReader<R>) -> Items<R> {
        Items {
            reader,
            line: 1,
            rest: Vec::new(),
            ready: VecDeque::new(),
            begun: false,
            found: false,
            beginning: None,
            ended: false,
        }
    }

    /// Up to so many items; fewer where the next one would have to be waited for. Empty at the end.
    pub fn batch(&mut self, most: usize) -> std::io::Result<Vec<Item>> {
        let mut batch = Vec::new();
        while batch.len() < most && (batch.is_empty() || !self.must_wait()) {
            match self.next() {
                Some(item) => batch.push(item?),
                None => break,
            }
        }
        Ok(batch)
    }

    fn must_wait(&self) -> bool {
        self.ready.is_empty() && self.reader.buffer().is_empty() && !self.ended
    }

    /// The next line without its end, and whether the line ends with it; nothing at the end of the input.
    fn piece(&mut self) -> std::io::Result<Option<(Piece, bool)>> {
        let mut piece = std::mem::take(&mut self.rest);
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok((!piece.is_empty()).then_some((Piece::Text(piece), false)));
            }
            let window = buffer.get(..LONGEST_PIECE - piece.len().min(LONGEST_PIECE)).unwrap_or(buffer);
            let end = memchr::memchr(b'\n', window);
            let taken = end.unwrap_or(window.len());
            piece.extend_from_slice(window.get(..taken).unwrap_or_default());
            self.reader.consume(taken + usize::from(end.is_some()));
            if end.is_some() {
                return Ok(Some((Piece::Text(piece), true)));
            }
            if piece.len() >= LONGEST_PIECE {
                return self.cut(piece).map(Some);
            }
        }
    }

    /// Cuts a long piece behind its last character that no token holds.
    fn cut(&mut self, mut piece: Vec<u8>) -> std::io::Result<(Piece, bool)> {
        match piece.iter().rposition(|&byte| !is_token_byte(byte)) {
            Some(at) => {
                self.rest = piece.split_off(at + 1);
                Ok((Piece::Text(piece), false))
            }
            None => self.skip().map(|()| (Piece::Overlong, false)),
        }
    }

    /// Reads past the rest of an overlong run.
    fn skip(&mut self) -> std::io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let run = buffer.iter().take_while(|&&byte| is_token_byte(byte)).count();
            let whole = run == buffer.len() && run > 0;
            self.reader.consume(run);
            if !whole {
                return Ok(());
            }
        }
    }

    /// Only the whole input can be one JSON text.
    fn begins_document(&mut self, piece: &[u8]) -> bool {
        let blank = piece.trim_ascii().is_empty();
        let first = !self.begun;
        self.begun |= !blank;
        first && serialised::begins(piece)
    }

    /// Reads on as far as a token can be long; what is no serialised token is taken line by line after all.
    fn take_document(&mut self, first: Vec<u8>) -> std::io::Result<()> {
        let (mut size, mut lines) = (first.len(), vec![first]);
        while size <= MAX_LENGTH {
            match self.piece()? {
                Some((Piece::Text(line), _)) => {
                    size += line.len() + 1;
                    lines.push(line);
                }
                Some((Piece::Overlong, _)) | None => break,
            }
        }
        let items = serialised::items(&lines.join(&b'\n'), self.line);
        if !items.is_empty() {
            self.line += lines.len();
            self.found = true;
            self.ready.extend(items);
            return Ok(());
        }
        for line in lines {
            self.take(Piece::Text(line));
            self.line += 1;
        }
        Ok(())
    }

    fn take(&mut self, piece: Piece) {
        let line = self.line;
        let items = match piece {
            Piece::Text(bytes) => {
                let items = items_of(&bytes, line);
                if items.is_empty() && self.beginning.is_none() && !bytes.trim_ascii().is_empty() {
                    self.beginning = Some((bytes, line));
                }
                items
            }
            Piece::Overlong => {
                let reason = format!("more than {} bytes without a break", MAX_LENGTH);
                vec![Item::NotToken { reason, line }]
            }
        };
        self.found |= !items.is_empty();
        self.ready.extend(items);
    }

    /// Where nothing was found at all, the reason is that of the first line.
    fn last_resort(&mut self) -> Option<Item> {
        let (bytes, line) = self.beginning.take().filter(|_| !self.found)?;
        let text = String::from_utf8_lossy(&bytes);
        Some(Item::NotToken { reason: reason(&Reading::new(bare(&text))), line })
    }
}

impl<R: Read> Iterator for Items<R> {
    type Item = std::io::Result<Item>;

    fn next(&mut self) -> Option<std::io::Result<Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(Ok(item));
            }
            if self.ended {
                return None;
            }
            match self.piece() {
                Ok(Some((Piece::Text(first), _))) if self.begins_document(&first) => {
                    if let Err(error) = self.take_document(first) {
                        self.ended = true;
                        return Some(Err(error));
                    }
                }
                Ok(Some((piece, ends_line))) => {
                    self.take(piece);
                    self.line += usize::from(ends_line);
                }
                Ok(None) => {
                    self.ended = true;
                    let last = self.last_resort();
                    self.ready.extend(last);
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// Characters of tokens, well formed or not.
fn is_token_byte(byte: u8) -> bool {
    is_base64url(byte) || matches!(byte, b'.' | b'+' | b'/' | b'=' | b'~')
}

/// The tokens of one line; a line that is nothing but a broken token gives its reason.
fn items_of(bytes: &[u8], line: usize) -> Vec<Item> {
    let text = String::from_utf8_lossy(bytes);
    let whole = bare(&text);
    let is_word = whole.contains('.') && whole.starts_with('e') && whole.bytes().all(is_token_byte);
    let reading = is_word.then(|| Reading::new(whole));
    if reading.as_ref().is_some_and(Reading::is_token) {
        return vec![Item::Token { text: whole.to_owned(), line }];
    }
    let mut items = serialised::items(bytes, line);
    if items.is_empty() {
        items = within(&text, line);
    }
    if items.is_empty() && text.contains('%') {
        items = within(&percent_decoded(&text), line);
    }
    match reading {
        Some(reading) if items.is_empty() => vec![Item::NotToken { reason: reason(&reading), line }],
        _ => items,
    }
}

fn within(text: &str, line: usize) -> Vec<Item> {
    let found = tokens(text.as_bytes()).filter_map(|found| match found {
        Found::Token(range) => Some(Item::Token { text: text.get(range)?.to_owned(), line }),
        Found::TooLong(_) => {
            let reason = format!("more than {} bytes long", crate::jose::find::MAX_TOKEN);
            Some(Item::NotToken { reason, line })
        }
    });
    found.collect()
}

/// A line without what people copy along with a token: white space, quotes, the header's name, the scheme.
fn bare(text: &str) -> &str {
    let mut rest = text;
    loop {
        let mut next = rest.trim_matches(|c: char| c.is_whitespace() || "\"'`,;<>\u{feff}".contains(c));
        for start in ["authorization:", "proxy-authorization:", "bearer ", "dpop ", "jwt ", "token "] {
            let head = next.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start));
            next = head.map_or(next, |head| next.get(head.len()..).unwrap_or(next));
        }
        if next.len() == rest.len() {
            return next;
        }
        rest = next;
    }
}

/// Percent-encoding undone once (RFC 3986 section 2.1).
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match code.filter(|_| byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Defects that a reader is told of.
const MOST_REASONS: usize = 3;

fn reason(reading: &Reading) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for defect in &reading.decoded.defects {
        let message = defect.message();
        if !reasons.contains(&message) && reasons.len() < MOST_REASONS {
            reasons.push(message);
        }
    }
    if reasons.is_empty() { "it has no header of a token".to_owned() } else { reasons.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(bool, usize)> {
        let item = |item: std::io::Result<Item>| match item {
            Ok(Item::Token { line, .. }) => Some((true, line)),
            Ok(Item::NotToken { line, .. }) => Some((false, line)),
            Err(_) => None,
        };
        Items::new(BufReader::new(text.as_bytes())).filter_map(item).collect()
    }

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.e30.ZmFrZQ";

    #[test]
    fn a_token_is_found_in_what_people_copy() {
        let encoded = TOKEN.replace('.', "%2E");
        let forms = [
            TOKEN.to_owned(),
            format!("  \"{TOKEN}\",\n"),
            format!("Authorization: Bearer {TOKEN}\r\n"),
            format!("bearer {TOKEN}"),
            format!("Cookie: a=1; session={TOKEN}; b=2"),
            format!("https://fake.example/?t={encoded}&x=1"),
            format!("The token is {TOKEN}."),
            format!("{TOKEN}."),
        ];
        for form in forms {
            assert_eq!(lines(&form), [(true, 1)], "{form}");
        }
    }

    #[test]
    fn a_stream_goes_line_by_line() {
        let text =
            format!("{{\"t\":\"{TOKEN}\"}}\n\nno token here\neyJhbGciOiJIUzI1NiJ9.e30\n{TOKEN} {TOKEN}\n");
        assert_eq!(lines(&text), [(true, 1), (false, 4), (true, 5), (true, 5)]);
    }

    #[test]
    fn serialised_tokens_are_put_together() {
        let [header, payload, signature]: [&str; 3] = ["eyJhbGciOiJIUzI1NiJ9", "e30", "ZmFrZQ"];
        let flat =
            format!("{{\"payload\":\"{payload}\",\"protected\":\"{header}\",\"signature\":\"{signature}\"}}");
        let each = format!("{{\"protected\":\"{header}\",\"signature\":\"{signature}\"}}");
        let general = format!("\n{{\n \"payload\": \"{payload}\",\n \"signatures\": [{each},\n{each}]\n}}\n");
        assert_eq!(lines(&flat), [(true, 1)]);
        assert_eq!(lines(&format!("{flat}\n{flat}\n")), [(true, 1), (true, 2)]);
        assert_eq!(lines(&general), [(true, 2), (true, 2)]);
        let bare = "{\"payload\":\"e30\",\"header\":{\"alg\":\"HS256\"},\"signature\":\"ZmFrZQ\"}";
        assert_eq!(lines(bare), [(false, 1)]);
        assert_eq!(
            lines(&format!("{{\n\"t\": \"{TOKEN}\",\n\n\"u\": \"{TOKEN}\"\n")),
            [(true, 2), (true, 4)]
        );
    }

    #[test]
    fn overlong_runs_are_refused_once_and_left() {
        let text = format!("{}\n{TOKEN}\n", ".".repeat(LONGEST_PIECE * 2 + 7));
        assert_eq!(lines(&text), [(false, 1), (true, 2)]);
        let spaced = format!("{}{TOKEN}", " ".repeat(LONGEST_PIECE + 7));
        assert_eq!(lines(&spaced), [(true, 1)]);
    }

    #[test]
    fn nothing_found_gives_one_reason() {
        assert_eq!(lines("hello\nworld\n"), [(false, 1)]);
        assert_eq!(lines(" \n\n"), []);
    }
}
