//! Judges the text of a secret: is it one at all, how strong, is it public knowledge?
//!
//! In goes the configured text and how its surface turns text into key bytes, out comes a [`Judgement`], which holds
//! nothing of the text. It must not know rules: which strength is enough, and whether a placeholder matters.

use std::ops::Range;

mod bits;
mod brace;
mod decode;
mod placeholder;
mod published;
mod reference;
mod verifier;
mod wording;

/// How a surface turns the configured text into key bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The text's bytes are the key.
    Raw,
    /// Standard base64; text that is none counts as raw.
    Base64,
    /// URL-safe base64 (oauth2-proxy); text that is none counts as raw.
    Base64Url,
    /// Hex digits; text that is none counts as raw.
    Hex,
    /// Hex when it is hex, else base64 (Rocket's `secret_key`).
    Base64OrHex,
    /// Not known: the smaller reading counts.
    Unknown,
}

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nothing but white space.
    Empty,
    /// Points at a value that stands elsewhere; see [`Judgement::fallback`].
    Reference,
    /// Asks its reader to replace it, or cannot be meant. It would still work when deployed.
    Placeholder,
    /// The hash of a password: it proves one and opens nothing by itself.
    Verifier,
    /// A value, however weak.
    Literal,
}

/// The judgement on one text. Numbers are zero for an empty text, a reference and a hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What kind of text it is.
    pub class: Class,
    /// Byte range in the text of the literal that a reference falls back to; judge that text on its own. A fallback
    /// to the empty text is none.
    pub fallback: Option<Range<usize>>,
    /// Key length in bytes after decoding.
    pub length_bytes: u32,
    /// Effective strength in bits, estimated low.
    pub strength_bits: u32,
    /// The product or tutorial that published this very value.
    pub published: Option<&'static str>,
    /// Words, years and counters explain nearly all of it, or of the text that its base64 or hex hides. A stand-in
    /// that nobody can mean (`<key>`, `xxxx`) counts as none.
    pub dictionary: bool,
    /// Few different characters, a sequence or a repetition.
    pub low_diversity: bool,
}

/// Judges `text`, which the surface reads as `encoding`.
pub fn judge(text: &str, encoding: Encoding) -> Judgement {
    let trimmed = text.trim();
    // Nothing but quotes and brackets holds nothing: `'{}'` is an empty table of keys.
    if trimmed.chars().all(|c| "'\"{}[]".contains(c)) {
        return without_value(Class::Empty, None);
    }
    let shift = text.len() - text.trim_start().len();
    if let Some(found) = reference::read(trimmed) {
        let fallback = found.fallback.map(|range| range.start + shift..range.end + shift);
        return without_value(Class::Reference, fallback);
    }
    if verifier::is_verifier(trimmed) {
        return without_value(Class::Verifier, None);
    }
    judge_value(trimmed, encoding)
}

fn without_value(class: Class, fallback: Option<Range<usize>>) -> Judgement {
    Judgement {
        class,
        fallback,
        length_bytes: 0,
        strength_bits: 0,
        published: None,
        dictionary: false,
        low_diversity: false,
    }
}

fn judge_value(text: &str, encoding: Encoding) -> Judgement {
    let words = wording::read(text);
    let stand_in = placeholder::read(text, &words);
    let hidden = decode::hidden_text(text).map(|hidden| wording::read(&hidden));
    let counted = [Some(&words), hidden.as_ref()].into_iter().flatten().find(|words| words.is_dictionary());
    let dictionary = counted.is_some() && stand_in != Some(placeholder::StandIn::Blank);
    let low_diversity = bits::is_low_diversity(text);
    let length = bits::key_length(text, encoding);
    let published = published::product_of(text);
    // What a tutorial calls yours and many have kept is a secret that everybody knows.
    let kept = stand_in == Some(placeholder::StandIn::Yours) && published.is_some();
    Judgement {
        class: if stand_in.is_some() && !kept { Class::Placeholder } else { Class::Literal },
        fallback: None,
        length_bytes: u32::try_from(length).unwrap_or(u32::MAX),
        strength_bits: bits::strength(text, length, counted.map(|words| words.words.len())),
        published,
        dictionary,
        low_diversity,
    }
}
