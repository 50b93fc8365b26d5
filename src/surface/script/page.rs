//! Scripts that stand in pages and components: HTML, Vue, Svelte.
//!
//! In: a text. Out: where its scripts stand, and in which language each is written. This reads tags and their attributes
//! and nothing else of HTML: a comment hides what is in it, and a script ends at the first `</script`.

use std::ops::Range;

/// Files of which only the scripts are code.
pub const ENDINGS: [&str; 4] = [".vue", ".svelte", ".html", ".htm"];

/// Scripts that are read of one page; generated ones have thousands.
const MOST: usize = 64;

/// A script of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its text, without the tags.
    pub place: Range<usize>,
    /// A file's name of that language.
    pub name: &'static str,
}

/// The scripts of a page, in their order.
pub fn scripts(text: &str) -> Vec<Script> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'<', text.as_bytes().get(at..).unwrap_or_default()) {
        let tag = at + next;
        let rest = text.get(tag..).unwrap_or("");
        if rest.starts_with("<!--") {
            let Some(end) = memchr::memmem::find(rest.as_bytes(), b"-->") else { break };
            at = tag + end + 3;
        } else if is_tag(rest, "<script") {
            let Some((attributes, begin)) = attributes(text, tag + "<script".len()) else { break };
            let Some(end) = closing(text, begin) else { break };
            found.extend(language(&attributes).map(|name| Script { place: begin..end, name }));
            at = end;
        } else if rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) {
            // A quoted `<script>` of another tag is none.
            let Some((_, end)) = attributes(text, tag + 1) else { break };
            at = end;
        } else {
            at = tag + 1;
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Whether a text begins with this tag and no longer one.
fn is_tag(text: &str, tag: &str) -> bool {
    let head = text.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag));
    head && matches!(text.as_bytes().get(tag.len()), Some(byte) if byte.is_ascii_whitespace() || b"/>".contains(byte))
}

/// Names and values up to the tag's end, and where that is.
fn attributes(text: &str, from: usize) -> Option<(Vec<(String, String)>, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = from;
    loop {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        if *bytes.get(at)? == b'>' {
            return Some((found, at + 1));
        }
        let end = skip(bytes, at + 1, |byte| !byte.is_ascii_whitespace() && !b"=/>".contains(&byte));
        let name = text.get(at..end)?.to_ascii_lowercase();
        at = skip(bytes, end, |byte| byte.is_ascii_whitespace());
        let mut value = "";
        if bytes.get(at) == Some(&b'=') {
            at = skip(bytes, at + 1, |byte| byte.is_ascii_whitespace());
            (value, at) = match bytes.get(at)? {
                quote @ (b'"' | b'\'') => {
                    let end = at + 1 + memchr::memchr(*quote, bytes.get(at + 1..)?)?;
                    (text.get(at + 1..end)?, end + 1)
                }
                _ => {
                    let end = skip(bytes, at, |byte| !byte.is_ascii_whitespace() && byte != b'>');
                    (text.get(at..end)?, end)
                }
            };
        }
        found.push((name, value.to_owned()));
    }
}

fn skip(bytes: &[u8], from: usize, while_: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !while_(*byte)).unwrap_or(rest.len())
}

/// Where the script's text ends.
fn closing(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let next = at + memchr::memmem::find(text.as_bytes().get(at..)?, b"</")?;
        if is_tag(text.get(next..)?, "</script") {
            return Some(next);
        }
        at = next + 2;
    }
}

/// The language of a script; none for data, templates and shaders.
fn language(attributes: &[(String, String)]) -> Option<&'static str> {
    let value = |name: &str| attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let code = ["", "module", "text/javascript", "application/javascript", "text/babel", "text/typescript"];
    if !code.contains(&value("type").unwrap_or("").to_ascii_lowercase().as_str()) {
        return None;
    }
    match value("lang").unwrap_or("").to_ascii_lowercase().as_str() {
        "ts" | "typescript" => Some("script.ts"),
        "tsx" => Some("script.tsx"),
        "" | "js" | "jsx" | "javascript" if value("type") == Some("text/typescript") => Some("script.ts"),
        "" | "js" | "jsx" | "javascript" => Some("script.js"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(page: &str) -> Vec<(&str, &'static str)> {
        scripts(page).into_iter().map(|one| (&page[one.place], one.name)).collect()
    }

    #[test]
    fn scripts_are_what_stands_between_their_tags() {
        let page = "<!-- <script>a</script> --><SCRIPT Lang='ts' setup>b</script ><script src=x.js></script>";
        assert_eq!(texts(page), [("b", "script.ts"), ("", "script.js")]);
        assert_eq!(
            texts("<script a=\"x > y\" b>if (a < b) '</p>'</SCRIPT>"),
            [("if (a < b) '</p>'", "script.js")]
        );
        assert_eq!(
            texts("<script type='application/json'>{}</script><script>é</script>"),
            [("é", "script.js")]
        );
        assert_eq!(texts("<p title='<script>a</script>'>1 < 2</p><script>b</script>"), [("b", "script.js")]);
        assert_eq!(texts("<scripts>a</scripts><script\n>b</script>"), [("b", "script.js")]);
    }

    #[test]
    fn hostile_pages_end() {
        for page in [
            "",
            "<",
            "<script",
            "<script ",
            "<script a",
            "<script a=",
            "<script a='",
            "<script>",
            "<script>a</script",
            "<script>a</scripty>",
            "<!--",
            "<!-- <script>a</script>",
            "<script/é=>",
            "<script =é",
            "<\u{0}script>",
        ] {
            assert_eq!(texts(page), [], "{page}");
        }
        assert_eq!(scripts(&"<script>".repeat(100_000)), []);
        assert_eq!(scripts(&"<script></script>".repeat(1_000)).len(), MOST);
        assert_eq!(scripts(&"<a ".repeat(100_000)), []);
        assert_eq!(scripts(&"<!--".repeat(100_000)), []);
    }
}
