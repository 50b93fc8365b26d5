//! One input file in memory: its text, where it lies, and how its bytes map to lines.
//!
//! In: raw bytes of a file. Out: a [`Source`] whose text is valid UTF-8 and whose byte offsets are
//! the currency of every span in the project. Knows nothing of languages, facts or rules.

pub mod condensed;
mod unread;

pub use condensed::{Gap, Left};
pub use unread::Unread;

use std::path::PathBuf;
use std::sync::Arc;

/// Number of a file within one run: its position in the sorted list of files to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A byte range of a file's text, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: clamp(range.start), end: clamp(range.end.max(range.start)) }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span behind this one: where an insertion goes.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// The same span so many bytes on.
    pub fn shifted(self, bytes: usize) -> Span {
        Span::new(self.file, self.start as usize + bytes..self.end as usize + bytes)
    }

    /// From the start of this one to the end of another in the same file.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.end), ..self }
    }

    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// What is said of a file in [`Encoding::Damaged`].
pub const DAMAGED: &str = "not valid in its encoding: read with `?` for every invalid byte, never fixed";

/// How the bytes on disk spell the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Not valid in any encoding that we know: every invalid byte stands as `?` in the text, so that
    /// offsets stay true. Such a file is judged and never written.
    Damaged,
}

/// One file, read and decoded.
#[derive(Clone, Debug)]
pub struct Source {
    pub id: FileId,
    /// Relative to the scanned root, with `/`.
    pub path: Arc<str>,
    pub disk: PathBuf,
    /// The whole text, a leading byte-order mark included (for UTF-16 it is decoded to U+FEFF).
    pub text: String,
    pub encoding: Encoding,
    /// Where the text leaves out parts of the file; mostly nowhere.
    pub gaps: Vec<Gap>,
}

/// What the first look at a file's bytes says.
pub enum Decoded {
    Text(String, Encoding),
    /// The bytes as they came.
    Binary(Vec<u8>),
}

const BINARY_PROBE: usize = 8 * 1024;

/// Decodes a file's bytes. A NUL byte near the start marks binary content, as in ripgrep, unless a
/// byte-order mark says UTF-16.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    match bytes.get(..2) {
        Some([0xFF, 0xFE]) => return utf16(&bytes, u16::from_le_bytes, Encoding::Utf16Le),
        Some([0xFE, 0xFF]) => return utf16(&bytes, u16::from_be_bytes, Encoding::Utf16Be),
        _ => {}
    }
    let probe = bytes.get(..BINARY_PROBE).unwrap_or(&bytes);
    if memchr::memchr(0, probe).is_some() {
        return Decoded::Binary(bytes);
    }
    let (text, encoding) = text_of(bytes);
    Decoded::Text(text, encoding)
}

/// Whether bytes at the start of a file say that it is no text of eight-bit letters.
pub fn is_foreign(head: &[u8]) -> bool {
    let wide = matches!(head.get(..2), Some([0xFF, 0xFE] | [0xFE, 0xFF]));
    wide || memchr::memchr(0, head.get(..BINARY_PROBE).unwrap_or(head)).is_some()
}

/// Text of the same length in bytes.
pub fn text_of(bytes: Vec<u8>) -> (String, Encoding) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, Encoding::Utf8),
        Err(error) => (substitute_invalid(error.into_bytes()), Encoding::Damaged),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, encoding: Encoding) -> Decoded {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    let mut damaged = !bytes.len().is_multiple_of(2);
    let text = char::decode_utf16(units)
        .map(|decoded| {
            decoded.unwrap_or_else(|_| {
                damaged = true;
                '?'
            })
        })
        .collect();
    Decoded::Text(text, if damaged { Encoding::Damaged } else { encoding })
}

fn substitute_invalid(mut bytes: Vec<u8>) -> String {
    let mut from = 0;
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        let bad = from + error.valid_up_to();
        let len = error.error_len().unwrap_or(bytes.len() - bad);
        bytes[bad..bad + len].fill(b'?');
        from = bad + len;
    }
    String::from_utf8(bytes).unwrap_or_default()
}

impl Source {
    /// The text of a span, or nothing where the span does not fit this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Spells `text` as this file's bytes on disk.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        match self.encoding {
            Encoding::Utf8 | Encoding::Damaged => text.as_bytes().to_vec(),
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    /// Where a text offset lies in the file on disk, in bytes.
    pub fn disk_offset(&self, offset: usize) -> usize {
        match self.encoding {
            Encoding::Utf8 | Encoding::Damaged => offset,
            Encoding::Utf16Le | Encoding::Utf16Be => {
                self.text.get(..offset).map_or(offset, |head| head.encode_utf16().count() * 2)
            }
        }
    }
}

/// Line starts of one text, to turn byte offsets into 1-based lines and columns.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    gaps: condensed::Gaps,
}

/// A 1-based line and a 1-based column in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl LineIndex {
    pub fn new(text: &str) -> LineIndex {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(newlines.map(|at| at as u32 + 1)).collect();
        LineIndex { starts, gaps: condensed::Gaps::default() }
    }

    /// The lines of a source, which count what its text leaves out.
    pub fn of(source: &Source) -> LineIndex {
        LineIndex::with_gaps(&source.text, &source.gaps)
    }

    pub fn with_gaps(text: &str, gaps: &[Gap]) -> LineIndex {
        LineIndex { gaps: condensed::Gaps::new(gaps), ..LineIndex::new(text) }
    }

    /// The 0-based number in the file of a 0-based line of the text.
    pub fn number(&self, line: usize) -> usize {
        line + self.gaps.lines_before(self.start_of(line))
    }

    /// What a line leaves out before an offset.
    pub fn left_out(&self, line: usize, offset: usize) -> Left {
        self.gaps.left_out(self.start_of(line), offset)
    }

    /// The 0-based line that holds a byte offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// The byte offset at which a 0-based line starts.
    pub fn start_of(&self, line: usize) -> usize {
        self.starts.get(line).map_or(0, |start| *start as usize)
    }

    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    pub fn place(&self, text: &str, offset: usize) -> Place {
        let offset = text.floor_char_boundary(offset);
        let line = self.line_of(offset);
        let start = self.start_of(line);
        let head = text.get(start..offset).unwrap_or("");
        let head = if start == 0 { head.trim_start_matches('\u{feff}') } else { head };
        let left = self.left_out(line, offset).scalars;
        let column = (head.chars().count() as u32).saturating_add_signed(left);
        Place { line: self.number(line) as u32 + 1, column: column + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Encoding) {
        match decode(bytes.to_vec()) {
            Decoded::Text(text, encoding) => (text, encoding),
            Decoded::Binary(_) => panic!("read as binary"),
        }
    }

    #[test]
    fn invalid_bytes_keep_every_offset() {
        assert_eq!(text(b"a\xffb\xc3("), ("a?b?(".to_owned(), Encoding::Damaged));
        assert_eq!(text(b"end\xe2\x82"), ("end??".to_owned(), Encoding::Damaged));
    }

    #[test]
    fn utf16_round_trips_with_its_mark() {
        let bytes: Vec<u8> = "\u{feff}k = \"ü\"\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (decoded, encoding) = text(&bytes);
        let source = Source {
            id: FileId(0),
            path: "a".into(),
            disk: PathBuf::new(),
            text: decoded.clone(),
            encoding,
            gaps: Vec::new(),
        };
        assert_eq!(encoding, Encoding::Utf16Be);
        assert_eq!(source.encode(&decoded), bytes);
        assert_eq!(source.disk_offset(decoded.len()), bytes.len());
    }

    #[test]
    fn columns_count_scalar_values() {
        let text = "\u{feff}é = 1\nwide 🦀 = 2\r\n";
        let index = LineIndex::new(text);
        assert_eq!(index.place(text, text.find('=').unwrap_or(0)), Place { line: 1, column: 3 });
        assert_eq!(index.place(text, text.find('2').unwrap_or(0)), Place { line: 2, column: 10 });
    }

    #[test]
    fn a_nul_byte_means_binary() {
        assert!(matches!(decode(b"\x7fELF\0\0".to_vec()), Decoded::Binary(_)));
    }
}
