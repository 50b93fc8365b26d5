//! A `Set-Cookie` header's text (RFC 6265bis section 5.6): name, attributes, and whether it deletes the cookie.
//!
//! In goes the value of the header, of which stretches may be unknown; out comes what can be told from it. An
//! unknown stretch that may hold attributes of its own leaves every attribute open that is not written.

use super::kinds::cookie;
use super::partial::{UNKNOWN, is_hole, whole};
use super::{Key, Value};

/// What the text says of each attribute. What is not in the list is not known.
///
/// A text that is no cookie pair, such as `{cookie}` alone, says nothing.
pub fn parse(text: &str) -> Vec<(Key, Value)> {
    let mut parts = text.split(';').map(str::trim);
    let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return Vec::new() };
    let attributes: Vec<Attribute<'_>> = parts.filter(|part| !part.is_empty()).map(attribute).collect();
    let open = ends_open(value) || attributes.iter().any(|attribute| attribute.open);
    let mut said = Vec::new();
    if let Some(name) = whole(name.trim()) {
        said.push((cookie::name, name.into()));
    }
    flags(&attributes, open, &mut said);
    places(&attributes, &mut said);
    life(&attributes, value.trim_matches('"'), open, &mut said);
    said
}

struct Attribute<'t> {
    /// In lower case.
    name: String,
    value: &'t str,
    /// An unknown stretch in it may bring further attributes.
    open: bool,
}

/// `Path={path}` has an unknown value; `{flags}` and `Path=/{flags}` may go on with anything.
fn attribute(part: &str) -> Attribute<'_> {
    let (name, value) = part.split_once('=').map_or((part, ""), |(name, value)| (name.trim(), value.trim()));
    let open = name.contains(UNKNOWN) || (value.contains(UNKNOWN) && !is_hole(value));
    let name = name.trim_end_matches(UNKNOWN).to_ascii_lowercase();
    Attribute { name, value: value.trim_end_matches(UNKNOWN), open }
}

/// `sid={id}{flags}`: a second unknown stretch behind the value.
fn ends_open(value: &str) -> bool {
    let mut letters = value.chars().rev();
    letters.next() == Some(UNKNOWN) && letters.next() == Some(UNKNOWN)
}

fn find<'a, 't>(attributes: &'a [Attribute<'t>], name: &str) -> Option<&'a Attribute<'t>> {
    // The last one counts (RFC 6265bis section 5.6).
    attributes.iter().rev().find(|attribute| attribute.name == name)
}

fn flags(attributes: &[Attribute<'_>], open: bool, said: &mut Vec<(Key, Value)>) {
    for (key, name) in [(cookie::http_only, "httponly"), (cookie::secure, "secure")] {
        match find(attributes, name) {
            Some(_) => said.push((key, true.into())),
            None if !open => said.push((key, false.into())),
            None => {}
        }
    }
    let word = match find(attributes, "samesite") {
        None if open => return,
        None => "unset",
        Some(attribute) if attribute.value.is_empty() => return,
        Some(attribute) => match attribute.value.to_ascii_lowercase().as_str() {
            "strict" => "strict",
            "lax" => "lax",
            "none" => "none",
            // Anything else leaves it to the browser (section 5.6.7).
            _ => "unset",
        },
    };
    said.push((cookie::same_site, word.into()));
}

fn places(attributes: &[Attribute<'_>], said: &mut Vec<(Key, Value)>) {
    for (key, name) in [(cookie::domain, "domain"), (cookie::path, "path")] {
        let known = find(attributes, name).filter(|attribute| !attribute.open && !attribute.value.is_empty());
        if let Some(attribute) = known {
            said.push((key, attribute.value.into()));
        }
    }
}

/// Max-Age counts before Expires (section 5.7). A cookie without a value holds nothing worth keeping.
fn life(attributes: &[Attribute<'_>], value: &str, open: bool, said: &mut Vec<(Key, Value)>) {
    let seconds = find(attributes, "max-age").map(|attribute| attribute.value.parse::<i64>().ok());
    let expires = find(attributes, "expires").map(|attribute| is_past(attribute.value));
    if let Some(Some(seconds)) = seconds {
        said.push((cookie::lifetime, seconds.into()));
    }
    let removal = match (seconds, expires) {
        (Some(Some(seconds)), _) => Some(seconds <= 0),
        (Some(None), _) => None,
        (None, Some(past)) => past,
        (None, None) => (!open).then_some(false),
    };
    let removal = if value.is_empty() { Some(true) } else { removal };
    if let Some(removal) = removal {
        said.push((cookie::removal, removal.into()));
    }
}

/// Whether a date lies long ago, as in headers that delete a cookie; unknown where it has no year.
fn is_past(date: &str) -> Option<bool> {
    const LONG_AGO: u32 = 2020;
    let numbers = date.split(|letter: char| !letter.is_ascii_digit());
    let year = numbers.filter(|digits| digits.len() == 4).find_map(|digits| digits.parse::<u32>().ok())?;
    Some(year < LONG_AGO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, key: Key) -> Option<Value> {
        parse(text).into_iter().find(|(found, _)| *found == key).map(|(_, value)| value)
    }

    #[test]
    fn reads_attributes_in_any_spelling() {
        let text = "sid=abc; httponly ;SECURE; SameSite=STRICT; Max-Age=3600; path=/app";
        assert_eq!(said(text, cookie::name), Some("sid".into()));
        assert_eq!(said(text, cookie::http_only), Some(true.into()));
        assert_eq!(said(text, cookie::secure), Some(true.into()));
        assert_eq!(said(text, cookie::same_site), Some("strict".into()));
        assert_eq!(said(text, cookie::lifetime), Some(3600.into()));
        assert_eq!(said(text, cookie::path), Some("/app".into()));
        assert_eq!(said(text, cookie::removal), Some(false.into()));
    }

    #[test]
    fn what_is_not_written_is_off() {
        assert_eq!(said("sid=\u{fffc}; Path=/", cookie::http_only), Some(false.into()));
        assert_eq!(said("sid=\u{fffc}", cookie::secure), Some(false.into()));
        assert_eq!(said("sid=x", cookie::same_site), Some("unset".into()));
    }

    #[test]
    fn an_unknown_stretch_may_hold_attributes() {
        for text in
            ["sid=x; Path=/\u{fffc}", "sid=x; \u{fffc}", "sid=\u{fffc}\u{fffc}", "sid=x; HttpOnly\u{fffc}"]
        {
            assert_eq!(said(text, cookie::secure), None, "{text}");
        }
        assert_eq!(said("sid=x; HttpOnly\u{fffc}", cookie::http_only), Some(true.into()));
        assert_eq!(said("sid=x; Max-Age=\u{fffc}", cookie::secure), Some(false.into()));
        assert_eq!(said("sid=x; Max-Age=\u{fffc}", cookie::removal), None);
        assert_eq!(said("\u{fffc}=x; Path=/", cookie::name), None);
    }

    #[test]
    fn removals_are_seen() {
        assert_eq!(
            said("sid=gone; Expires=Thu, 01 Jan 1970 00:00:00 GMT", cookie::removal),
            Some(true.into())
        );
        assert_eq!(said("sid=x; Max-Age=0", cookie::removal), Some(true.into()));
        assert_eq!(said("sid=; Path=/", cookie::removal), Some(true.into()));
        assert_eq!(said("sid=x; Expires=Fri, 31 Dec 2100 00:00:00 GMT", cookie::removal), Some(false.into()));
    }

    #[test]
    fn hostile_text_says_little() {
        for text in ["", ";", "=", "\u{fffc}", "a", ";;;=;=", "\0=\0; \0"] {
            let _ = parse(text);
        }
        assert!(parse("no pair at all").is_empty());
    }
}
