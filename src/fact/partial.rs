//! Text of which some stretches are known only when a program runs: `sid={}; Path=/`.
//!
//! Every such stretch is one [`UNKNOWN`] character, so that readers of cookies and addresses need no second
//! form of text. Captured text has none.

/// Stands for a stretch of which nothing is known, not even its length.
pub const UNKNOWN: char = '\u{fffc}';

/// The text, unless part of it is unknown.
pub fn whole(text: &str) -> Option<&str> {
    (!text.contains(UNKNOWN)).then_some(text)
}

/// Whether the text is one unknown stretch and nothing else.
pub fn is_hole(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next() == Some(UNKNOWN) && letters.next().is_none()
}
