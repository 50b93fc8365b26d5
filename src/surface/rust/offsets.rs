//! From the parser's places, lines and characters, to byte offsets of the text.
//!
//! In: the text as the parser saw it. Out: offsets. The parser's own `byte_range` keeps a search tree of every
//! place that it was ever asked for, which costs more than parsing; a place's line is found without one.

use proc_macro2::LineColumn;

/// Where lines begin, and which characters take more than one byte.
#[derive(Default)]
pub struct Offsets {
    /// Characters before each line.
    lines: Vec<usize>,
    /// Characters before a wide one, and the bytes that it and all before it take beyond one each.
    wide: Vec<(usize, usize)>,
}

impl Offsets {
    pub fn of(text: &str) -> Offsets {
        let mut all = Offsets { lines: vec![0], wide: Vec::new() };
        if text.is_ascii() {
            all.lines.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
            return all;
        }
        let mut more = 0;
        for (number, c) in text.chars().enumerate() {
            if c == '\n' {
                all.lines.push(number + 1);
            } else if c.len_utf8() > 1 {
                more += c.len_utf8() - 1;
                all.wide.push((number, more));
            }
        }
        all
    }

    /// The byte offset of a place; lines count from 1, characters in a line from 0.
    pub fn byte(&self, place: LineColumn) -> usize {
        let line = place.line.checked_sub(1).and_then(|line| self.lines.get(line));
        let before = line.copied().unwrap_or(0) + place.column;
        let wide = self.wide.partition_point(|(number, _)| *number < before);
        before + wide.checked_sub(1).and_then(|last| self.wide.get(last)).map_or(0, |(_, more)| *more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_those_of_the_parser() {
        let texts = [
            "",
            "a",
            "fn a() {}\n\nb",
            "let é = \"日本\";\r\n// ü\nx + 'ß' + y\n",
            "/* é\n𝄞 */ a(b)\n\n\n  c",
        ];
        for text in texts {
            let offsets = Offsets::of(text);
            let stream: proc_macro2::TokenStream = text.parse().unwrap_or_default();
            for token in stream {
                let span = token.span();
                let found = offsets.byte(span.start())..offsets.byte(span.end());
                assert_eq!(found, span.byte_range(), "{text:?}");
            }
        }
    }
}
