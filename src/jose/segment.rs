//! One segment of a compact token: its range in the token's text comes in, decoded bytes or a JSON tree come out,
//! and what departed from the standards is added to the defects, with its place in the token's text.
//! It does not know what the segments of a token mean together.

use super::base64url::{self, Flaw};
use super::defect::{Defect, Problem, Which};
use super::json::Json;
use super::read::{self, Slip};
use std::ops::Range;

/// A segment that holds JSON.
#[derive(Clone, Debug)]
pub struct Part {
    /// Byte range of the segment in the token's text.
    pub range: Range<usize>,
    /// Its tree; ranges in it count bytes of the decoded text.
    pub json: Json,
}

/// A segment before it is decoded.
pub struct Segment<'a> {
    pub text: &'a [u8],
    pub range: Range<usize>,
    pub which: Which,
}

impl Segment<'_> {
    /// Decodes base64url, leniently.
    pub fn bytes(&self, defects: &mut Vec<Defect>) -> Vec<u8> {
        let decoded = base64url::decode(self.text);
        defects.extend(decoded.flaws.iter().map(|flaw| self.flaw(*flaw)));
        decoded.bytes
    }

    /// Reads decoded bytes as a JSON object; another kind of value is kept, and is a defect.
    pub fn json(&self, bytes: &[u8], defects: &mut Vec<Defect>) -> Option<Part> {
        let reading = read::json(bytes);
        defects.extend(reading.slips.iter().map(|slip| self.slip(slip)));
        let json = reading.json?;
        if !json.is_object() {
            defects.push(Defect { range: self.range.clone(), problem: Problem::NotObject(self.which) });
        }
        Some(Part { range: self.range.clone(), json })
    }

    /// The place in the token of a range of decoded bytes: three bytes are four characters.
    pub fn place(&self, decoded: &Range<usize>) -> Range<usize> {
        let (start, end) = (self.range.start, self.range.end);
        let from = (start + decoded.start / 3 * 4 + decoded.start % 3).min(end);
        let to = (start + (decoded.end * 4).div_ceil(3)).min(end);
        from..to.max(from)
    }

    fn flaw(&self, flaw: Flaw) -> Defect {
        let (offset, problem) = match flaw {
            Flaw::BadCharacter { offset } => (offset, Problem::BadCharacter(self.which)),
            Flaw::Padding { offset } => (offset, Problem::Padding(self.which)),
            Flaw::StandardAlphabet { offset } => (offset, Problem::StandardAlphabet(self.which)),
            Flaw::TrailingBits { offset } => (offset, Problem::TrailingBits(self.which)),
            Flaw::DanglingCharacter { offset } => (offset, Problem::DanglingCharacter(self.which)),
        };
        let at = (self.range.start + offset).min(self.range.end);
        Defect { range: at..(at + 1).min(self.range.end), problem }
    }

    fn slip(&self, slip: &Slip) -> Defect {
        let part = self.which;
        let (range, problem) = match slip {
            Slip::Syntax(at) => (*at..at + 1, Problem::NotJson { part, offset: *at }),
            Slip::TooDeep(at) => (*at..at + 1, Problem::TooDeep(part)),
            Slip::Comment(at) => (*at..at + 1, Problem::Comment(part)),
            Slip::TrailingComma(at) => (*at..at + 1, Problem::TrailingComma(part)),
            Slip::Trailing(at) => (*at..at + 1, Problem::TrailingData { part, offset: *at }),
            Slip::LoneSurrogate(at) => (*at..at + 1, Problem::LoneSurrogate(part)),
            Slip::Utf8(at) => (*at..at + 1, Problem::InvalidUtf8 { part, offset: *at }),
            Slip::Duplicate(name, range) => {
                (range.clone(), Problem::DuplicateMember { part, name: name.clone() })
            }
        };
        Defect { range: self.place(&range), problem }
    }
}
