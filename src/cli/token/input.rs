//! Reads whatever was handed over, in pieces: a line, a part of a long line, a whole JSON text. Bytes come in, batches
//! of pieces come out; memory does not grow with the input. What tokens a piece holds is for `line` to say.

mod line;
mod serialised;

use crate::jose::decode::MAX_LENGTH;
use line::is_token_byte;
pub use line::{Given, Item, items};
use std::io::{BufRead, BufReader, Read};

/// Longer lines are cut where no token can be; a longer run of token characters is no token.
const LONGEST_PIECE: usize = MAX_LENGTH + 4096;

/// Bytes after which a batch is full.
const BATCH_BYTES: usize = 4 << 20;

/// A part of the input in which tokens are looked for.
pub struct Piece {
    /// The line on which it begins, from 1.
    pub line: usize,
    pub content: Content,
}

/// What a piece is.
pub enum Content {
    Text(Vec<u8>),
    /// A run of token characters that is too long.
    Overlong,
    /// A JSON text whose tokens were put together.
    Ready(Vec<Item>),
}

/// The pieces of an input, in order.
pub struct Pieces<R> {
    reader: BufReader<R>,
    line: usize,
    /// What was read behind the last cut.
    rest: Vec<u8>,
    /// Something besides white space was read.
    begun: bool,
    ended: bool,
}

/// A line, or a part of a long one.
enum Part {
    Text(Vec<u8>),
    Overlong,
}

impl<R: Read> Pieces<R> {
    pub fn new(reader: BufReader<R>) -> Pieces<R> {
        Pieces { reader, line: 1, rest: Vec::new(), begun: false, ended: false }
    }

    /// Up to so many pieces; fewer where the next one would have to be waited for. Empty at the end.
    pub fn batch(&mut self, most: usize) -> std::io::Result<Vec<Piece>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while !self.ended && batch.len() < most && bytes < BATCH_BYTES {
            if !batch.is_empty() && self.reader.buffer().is_empty() {
                break;
            }
            match self.part()? {
                Some((part, ends_line)) => {
                    bytes += part.len();
                    self.take(part, ends_line, &mut batch)?;
                }
                None => self.ended = true,
            }
        }
        Ok(batch)
    }

    fn take(&mut self, part: Part, ends_line: bool, batch: &mut Vec<Piece>) -> std::io::Result<()> {
        match part {
            Part::Text(first) if self.begins_document(&first) => return self.take_document(first, batch),
            Part::Text(bytes) => batch.push(self.piece(Content::Text(bytes))),
            Part::Overlong => batch.push(self.piece(Content::Overlong)),
        }
        self.line += usize::from(ends_line);
        Ok(())
    }

    fn piece(&self, content: Content) -> Piece {
        Piece { line: self.line, content }
    }

    /// The next line without its end, and whether the line ends with it; nothing at the end of the input.
    fn part(&mut self) -> std::io::Result<Option<(Part, bool)>> {
        let mut part = std::mem::take(&mut self.rest);
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok((!part.is_empty()).then_some((Part::Text(part), false)));
            }
            let window = buffer.get(..LONGEST_PIECE - part.len().min(LONGEST_PIECE)).unwrap_or(buffer);
            let end = memchr::memchr(b'\n', window);
            let taken = end.unwrap_or(window.len());
            part.extend_from_slice(window.get(..taken).unwrap_or_default());
            self.reader.consume(taken + usize::from(end.is_some()));
            if end.is_some() {
                return Ok(Some((Part::Text(part), true)));
            }
            if part.len() >= LONGEST_PIECE {
                return self.cut(part).map(Some);
            }
        }
    }

    /// Cuts a long part behind its last character that no token holds.
    fn cut(&mut self, mut part: Vec<u8>) -> std::io::Result<(Part, bool)> {
        match part.iter().rposition(|&byte| !is_token_byte(byte)) {
            Some(at) => {
                self.rest = part.split_off(at + 1);
                Ok((Part::Text(part), false))
            }
            None => self.skip().map(|()| (Part::Overlong, false)),
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
    fn begins_document(&mut self, part: &[u8]) -> bool {
        let blank = part.trim_ascii().is_empty();
        let first = !self.begun;
        self.begun |= !blank;
        first && serialised::begins(part)
    }

    /// Reads on as far as a token can be long; what is no serialised token is taken line by line after all.
    fn take_document(&mut self, first: Vec<u8>, batch: &mut Vec<Piece>) -> std::io::Result<()> {
        let (mut size, mut lines) = (first.len(), vec![first]);
        while size <= MAX_LENGTH {
            match self.part()? {
                Some((Part::Text(line), _)) => {
                    size += line.len() + 1;
                    lines.push(line);
                }
                Some((Part::Overlong, _)) | None => break,
            }
        }
        let items = serialised::items(&lines.join(&b'\n'), self.line);
        if !items.is_empty() {
            batch.push(self.piece(Content::Ready(items)));
            self.line += lines.len();
            return Ok(());
        }
        for line in lines {
            batch.push(self.piece(Content::Text(line)));
            self.line += 1;
        }
        Ok(())
    }
}

impl Part {
    fn len(&self) -> usize {
        match self {
            Part::Text(bytes) => bytes.len(),
            Part::Overlong => 0,
        }
    }
}

/// Why there is nothing, where nothing was found at all: the reason is that of the first line.
#[derive(Default)]
pub struct Beginning {
    found: bool,
    first: Option<(Vec<u8>, usize)>,
}

impl Beginning {
    /// What came of a piece.
    pub fn note(&mut self, piece: Piece, found: bool) {
        self.found |= found;
        if let (Content::Text(bytes), false, None) = (piece.content, self.found, &self.first)
            && !bytes.trim_ascii().is_empty()
        {
            self.first = Some((bytes, piece.line));
        }
    }

    pub fn last_resort(self) -> Option<Item> {
        let (bytes, line) = self.first.filter(|_| !self.found)?;
        Some(line::refused(&bytes, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(bool, usize)> {
        let place = |item: &Item| match item {
            Item::Token(given) => (true, given.line),
            Item::NotToken { line, .. } => (false, *line),
        };
        let mut pieces = Pieces::new(BufReader::new(text.as_bytes()));
        let (mut places, mut beginning) = (Vec::new(), Beginning::default());
        loop {
            let batch = pieces.batch(2).unwrap_or_default();
            if batch.is_empty() {
                places.extend(beginning.last_resort().iter().map(place));
                return places;
            }
            for mut piece in batch {
                let items = items(&mut piece);
                places.extend(items.iter().map(place));
                beginning.note(piece, !items.is_empty());
            }
        }
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

    /// Lines with a token each, made as they are read.
    struct Endless {
        left: usize,
        line: Vec<u8>,
        /// Bytes that were read so far.
        read: std::rc::Rc<std::cell::Cell<usize>>,
    }

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.line.is_empty() && self.left > 0 {
                self.left -= 1;
                self.line = format!("{{\"n\":{},\"t\":\"{TOKEN}\"}}\n", self.left).into_bytes();
            }
            let count = self.line.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.line[..count]);
            self.line.drain(..count);
            self.read.set(self.read.get() + count);
            Ok(count)
        }
    }

    #[test]
    fn a_long_stream_is_in_memory_one_batch_at_a_time() {
        const MOST: usize = 100;
        let read = std::rc::Rc::default();
        let endless = Endless { left: 100_000, line: Vec::new(), read: std::rc::Rc::clone(&read) };
        let mut pieces = Pieces::new(BufReader::with_capacity(1 << 12, endless));
        let (mut tokens, mut taken) = (0, 0);
        loop {
            let mut batch = pieces.batch(MOST).unwrap_or_default();
            if batch.is_empty() {
                break;
            }
            assert!(batch.len() <= MOST);
            let size =
                |piece: &Piece| if let Content::Text(text) = &piece.content { text.len() + 1 } else { 0 };
            taken += batch.iter().map(size).sum::<usize>();
            assert!(read.get() - taken <= 1 << 12, "read ahead by {}", read.get() - taken);
            tokens += batch.iter_mut().map(|piece| items(piece).len()).sum::<usize>();
        }
        assert_eq!(tokens, 100_000);
    }

    /// A run of one letter as long as it is asked for, and a token on the next line.
    struct Claim(usize);

    impl Read for Claim {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let tail = format!("\n{TOKEN}\n").into_bytes();
            if self.0 == 0 {
                return Ok(0);
            }
            let letters = self.0.saturating_sub(tail.len()).min(buffer.len());
            if letters > 0 {
                buffer[..letters].fill(b'A');
                self.0 -= letters;
                return Ok(letters);
            }
            buffer[..tail.len()].copy_from_slice(&tail);
            self.0 = 0;
            Ok(tail.len())
        }
    }

    #[test]
    fn an_endless_run_is_refused_with_its_limit_in_as_much_memory() {
        let mut pieces = Pieces::new(BufReader::with_capacity(1 << 16, Claim(24 << 20)));
        let mut said = Vec::new();
        loop {
            let batch = pieces.batch(1).unwrap_or_default();
            if batch.is_empty() {
                break;
            }
            for mut piece in batch {
                let kept = if let Content::Text(text) = &piece.content { text.capacity() } else { 0 };
                assert!(kept + pieces.rest.capacity() <= 2 * LONGEST_PIECE);
                said.extend(items(&mut piece).into_iter().map(|item| match item {
                    Item::Token(given) => given.text,
                    Item::NotToken { reason, .. } => reason,
                }));
            }
        }
        assert_eq!(said, ["more than 1048576 bytes without a break", TOKEN]);
    }

    #[test]
    fn nothing_found_gives_one_reason() {
        assert_eq!(lines("hello\nworld\n"), [(false, 1)]);
        assert_eq!(lines(" \n\n"), []);
    }
}
