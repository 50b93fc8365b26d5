//! Finds compact tokens, and PEM blocks with them, in any bytes. One pass over the text; what is neither is passed
//! over in silence.
//! A candidate counts only when its first segment decodes to a JOSE header, so that images in data URIs, source
//! maps and random base64 are not called tokens. It decodes nothing else and knows no file types.

use super::base64url::{is_base64url, run};
use super::head;
use super::json::Json;
use super::pem::{self, Pem};
use aho_corasick::{AhoCorasick, packed::Searcher};
use std::ops::Range;
use std::sync::LazyLock;

/// Longer tokens are reported as too long, and not read.
pub const MAX_TOKEN: usize = 64 * 1024;

/// A place in the bytes that holds a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Token(Range<usize>),
    /// A token by its header, longer than `MAX_TOKEN`; the range is its beginning.
    TooLong(Range<usize>),
}

/// How `{` begins in base64url, when a quote, white space, or white space and more follow.
/// `{"`, `{` and two blanks or a blank and a quote, `{\n`, `{\r\n`, `{\t`.
const STARTS: [&str; 5] = ["eyJ", "eyA", "ewo", "ew0", "ewk"];

/// A search for a handful of words at the speed of memory.
struct Words {
    /// The vector search is asked for by name: left to choose, the crate (1.1) takes an automaton of a fifteenth of
    /// its speed for these words.
    vector: Option<Searcher>,
    /// Where the machine has no vector search.
    plain: Option<AhoCorasick>,
}

impl Words {
    fn new(words: &[&str]) -> Words {
        let vector = Searcher::new(words);
        let plain = if vector.is_some() { None } else { AhoCorasick::new(words).ok() };
        Words { vector, plain }
    }

    fn hits<'s>(&'s self, bytes: &'s [u8]) -> impl Iterator<Item = usize> + 's {
        let vector = self.vector.iter().flat_map(move |finder| finder.find_iter(bytes));
        let plain = self.plain.iter().flat_map(move |finder| finder.find_iter(bytes));
        vector.chain(plain).map(|hit| hit.start())
    }
}

static TOKEN_WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&STARTS));

/// The rare middle of a PEM begin line: its hyphens stand in every ruler of a comment.
const PEM_WORD: &str = "BEGIN ";

/// The same begin line within base64, as Kubernetes secrets and CI variables hold it.
const WRAPPED_WORD: &str = "LS0tLS1CRUdJTi";

static ALL_WORDS: LazyLock<Words> = LazyLock::new(|| {
    let words: Vec<&str> = STARTS.into_iter().chain([PEM_WORD, WRAPPED_WORD]).collect();
    Words::new(&words)
});

/// Header parameters that, next to `typ`, make a header of an object without `alg` (RFC 7515 section 4.1).
const HEADER_MEMBERS: [&str; 9] = ["kid", "cty", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit"];

/// The tokens of a text, in order and without overlap.
///
/// Linear for any input: a candidate starts at most once per unbroken run of token characters, is looked at for at
/// most `MAX_TOKEN` bytes, and no byte is looked at for two candidates.
pub fn tokens(bytes: &[u8]) -> impl Iterator<Item = Found> {
    TOKEN_WORDS.hits(bytes).filter_map(move |start| candidate(bytes, start))
}

/// A token or a PEM block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    Token(Found),
    Pem(Pem),
}

/// Tokens and PEM blocks of a text, in order, in the same one pass.
pub fn material(bytes: &[u8]) -> impl Iterator<Item = Material> {
    ALL_WORDS.hits(bytes).filter_map(move |start| {
        let rest = bytes.get(start..)?;
        if rest.starts_with(PEM_WORD.as_bytes()) {
            pem::block(bytes, start.checked_sub(pem::HYPHENS.len())?).map(Material::Pem)
        } else if rest.starts_with(WRAPPED_WORD.as_bytes()) {
            pem::wrapped(bytes, start).map(Material::Pem)
        } else {
            candidate(bytes, start).map(Material::Token)
        }
    })
}

/// Whether anything in the text begins like a token or a PEM block; to look closer may be worth it.
pub fn may_hold_material(bytes: &[u8]) -> bool {
    ALL_WORDS.hits(bytes).next().is_some()
}

fn candidate(bytes: &[u8], start: usize) -> Option<Found> {
    if !has_border(bytes.get(..start)?) {
        return None;
    }
    let rest = bytes.get(start..)?;
    let window = rest.get(..MAX_TOKEN + 1).unwrap_or(rest);
    let run = Run::measure(window);
    if run.segments.len() < 2 {
        return None;
    }
    let encrypted = reads_as_header(window.get(run.segments.first()?.clone())?)?;
    if run.length > MAX_TOKEN {
        return Some(Found::TooLong(start..start + MAX_TOKEN));
    }
    run.token_length(if encrypted { 5 } else { 3 }).map(|length| Found::Token(start..start + length))
}

/// A token does not start inside a word. The tail of `%3D`, of an escape such as `\n` or of `\u0022` is no word.
fn has_border(before: &[u8]) -> bool {
    let Some(&last) = before.last() else { return true };
    if !is_base64url(last) && last != b'.' {
        return true;
    }
    let tail = |length: usize| before.len().checked_sub(length).and_then(|from| before.get(from..));
    let percent =
        tail(3).is_some_and(|t| matches!(t, [b'%', hex @ ..] if hex.iter().all(u8::is_ascii_hexdigit)));
    let escape = tail(2).is_some_and(|t| matches!(t, [b'\\', b'n' | b'r' | b't']));
    let unicode = tail(6)
        .is_some_and(|t| matches!(t, [b'\\', b'u', hex @ ..] if hex.iter().all(u8::is_ascii_hexdigit)));
    percent || escape || unicode
}

/// A run of token characters, cut at its dots.
struct Run {
    segments: Vec<Range<usize>>,
    length: usize,
}

/// More dots than this are not a token's; they are not remembered.
const MAX_SEGMENTS: usize = 8;

impl Run {
    fn measure(window: &[u8]) -> Run {
        let (mut segments, mut from, mut at) = (Vec::with_capacity(5), 0, 0);
        while let Some(&byte) = window.get(at) {
            if is_base64url(byte) {
                at += run(window.get(at..).unwrap_or_default());
            } else if byte == b'=' {
                let padding = padding(window.get(at..).unwrap_or_default());
                at += padding;
                if padding == 0 || window.get(at) != Some(&b'.') {
                    break;
                }
            } else if byte == b'.' && segments.len() < MAX_SEGMENTS {
                segments.push(from..at);
                at += 1;
                from = at;
            } else {
                break;
            }
        }
        segments.push(from..at);
        Run { segments, length: at }
    }

    /// How much of the run is a token of this many segments. One dot after it ends a sentence; more are an
    /// ellipsis, and the token is a cut one; further text after a dot makes it something else.
    fn token_length(&self, wanted: usize) -> Option<usize> {
        let last = self.segments.get(wanted - 1)?;
        let beyond = self.segments.get(wanted..).unwrap_or_default();
        if beyond.len() > 1 || beyond.iter().any(|segment| !segment.is_empty()) {
            return None;
        }
        let filled = self.segments.get(1..wanted)?.iter().any(|segment| !segment.is_empty());
        filled.then_some(last.end)
    }
}

/// The length of padding: one or two `=` that end a segment; an `=` before more text is an assignment.
fn padding(rest: &[u8]) -> usize {
    let length = rest.iter().take(3).take_while(|&&byte| byte == b'=').count();
    let ends = rest.get(length).is_none_or(|&next| !is_base64url(next));
    if length <= 2 && ends { length } else { 0 }
}

/// Nothing when this is no JOSE header; else whether it is the header of an encrypted token.
fn reads_as_header(segment: &[u8]) -> Option<bool> {
    let head = head::read(segment);
    let json = &head.part.as_ref()?.json;
    is_header(json).then(|| json.get("enc").is_some())
}

/// An object with `alg` or `enc`, or with `typ` and another header parameter.
pub fn is_header(json: &Json) -> bool {
    let has = |name: &str| json.get(name).is_some();
    has("alg") || has("enc") || (has("typ") && HEADER_MEMBERS.iter().any(|name| has(name)))
}
