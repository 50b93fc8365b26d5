//! GitHub's hash of a line, by which code scanning knows a finding again after edits elsewhere.
//!
//! In: a file's text. Out: for each line, the hash of the 100 characters from its start on, blanks
//! left out, with a number that tells equal lines apart. The value must be the one that GitHub's
//! upload action computes (github/codeql-action, src/fingerprints.ts).

use std::collections::HashMap;

/// Characters that one hash covers.
const WINDOW: usize = 100;
const FACTOR: u64 = 37;
/// Stands behind the last character.
const END: u16 = 0xFFFF;

/// `primaryLocationLineHash` of every line of a text, the first line first.
pub fn line_hashes(text: &str) -> Vec<String> {
    let mut roll = Roll::new();
    let mut after_return = false;
    for unit in text.encode_utf16() {
        let blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        let second_half = after_return && unit == u16::from(b'\n');
        after_return = unit == u16::from(b'\r');
        if !blank && !second_half {
            roll.read(if after_return { u16::from(b'\n') } else { unit });
        }
    }
    roll.read(END);
    roll.finish()
}

/// A polynomial over the last [`WINDOW`] characters, in wrapping 64-bit arithmetic.
struct Roll {
    window: [u16; WINDOW],
    /// Whether a line starts with the character in the same slot of the window.
    starts: [bool; WINDOW],
    at: usize,
    hash: u64,
    /// Weight of the character that leaves the window.
    oldest: u64,
    at_line_start: bool,
    hashes: Vec<String>,
    seen: HashMap<u64, u32>,
}

impl Roll {
    fn new() -> Roll {
        Roll {
            window: [0; WINDOW],
            starts: [false; WINDOW],
            at: 0,
            hash: 0,
            oldest: FACTOR.wrapping_pow(WINDOW as u32),
            at_line_start: true,
            hashes: Vec::new(),
            seen: HashMap::new(),
        }
    }

    fn read(&mut self, unit: u16) {
        self.close_line();
        self.starts[self.at] = self.at_line_start;
        self.at_line_start = unit == u16::from(b'\n');
        self.push(unit);
    }

    /// Notes the hash of the line whose first character is about to leave the window.
    fn close_line(&mut self) {
        if std::mem::take(&mut self.starts[self.at]) {
            let count = self.seen.entry(self.hash).or_default();
            *count += 1;
            self.hashes.push(format!("{:x}:{count}", self.hash));
        }
    }

    fn push(&mut self, unit: u16) {
        let leaving = std::mem::replace(&mut self.window[self.at], unit);
        let grown = self.hash.wrapping_mul(FACTOR).wrapping_add(u64::from(unit));
        self.hash = grown.wrapping_sub(self.oldest.wrapping_mul(u64::from(leaving)));
        self.at = (self.at + 1) % WINDOW;
    }

    fn finish(mut self) -> Vec<String> {
        for _ in 0..WINDOW {
            self.close_line();
            self.push(0);
        }
        self.hashes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values are those of the upload action's own tests.
    #[test]
    fn hashes_are_those_of_github() {
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            line_hashes(" a\nb\n  \t\tc\n d"),
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        );
        let greeting = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        assert_eq!(line_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n"), greeting);
        assert_eq!(line_hashes(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r"), greeting);
        assert_eq!(line_hashes(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n"), greeting);
    }

    #[test]
    fn equal_lines_are_numbered() {
        let line = format!("{}\n", "x".repeat(120));
        let hashes = line_hashes(&line.repeat(3));
        assert!(hashes[0].ends_with(":1") && hashes[1].ends_with(":2"), "{hashes:?}");
        assert_eq!(
            hashes[0].split_once(':').map(|(hash, _)| hash),
            hashes[1].split_once(':').map(|(h, _)| h)
        );
    }
}
