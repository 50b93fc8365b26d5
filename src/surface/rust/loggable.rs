//! Whether a file's logs may show a secret: asked of text, before it is worth a parse.
//!
//! In: a file's bytes. Out: yes or no. Nearly every file logs, and most that do speak of a `token` somewhere, so what
//! counts is the call itself: what it shows has a secret's name, or got its value from something that has, or is
//! shown in its Debug form. It is a guess within a few thousand bytes: what lies farther apart is missed.

use crate::surface::Tools;

/// Bytes behind the name of a logging macro in which its arguments are looked at.
const NEAR: usize = 400;
/// Bytes before a call in which a variable that it shows is looked for.
const BEFORE: usize = 4_000;
/// Bytes behind a variable's name in which its value is written.
const VALUE: usize = 200;

/// Whether a call that logs may show a secret.
pub fn may_log_a_secret(text: &[u8], tools: &Tools<'_>) -> bool {
    if !tools.secrets.matches(text) {
        return false;
    }
    let mut from = 0;
    while let Some(end) = tools.logs.find(text, from) {
        if may_show_a_secret(text, end, tools) {
            return true;
        }
        from = end;
    }
    false
}

/// Whether the call whose name ends here may show one. An attribute records arguments of the function behind it.
fn may_show_a_secret(text: &[u8], end: usize, tools: &Tools<'_>) -> bool {
    let near = &text[end..text.len().min(end + NEAR)];
    if !text[..end].ends_with(b"!") {
        return tools.secrets.matches(near) || shows_debug(near);
    }
    let arguments = arguments(near);
    if shows_debug(arguments) {
        return true;
    }
    let shown = shown(arguments);
    let before = &text[end.saturating_sub(BEFORE)..end];
    tools.secrets.matches(&shown) || names(&shown).any(|name| holds_a_secret(name, before, tools))
}

/// `{:?}`, `{x:#?}`, `?x`, and not the operator that hands an error on.
fn shows_debug(near: &[u8]) -> bool {
    let mark = |pair: &[u8]| pair[1] == b'?' && b":#= (,".contains(&pair[0]);
    near.windows(2).any(mark)
}

/// What stands between a call's brackets, or all that is there where they don't close.
fn arguments(near: &[u8]) -> &[u8] {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(byte) = near.get(at) {
        match byte {
            b'"' => at += literal(&near[at..]) - 1,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &near[..at];
                }
            }
            _ => {}
        }
        at += 1;
    }
    near
}

/// Bytes of the text literal that begins here, with its quotes; at least one.
fn literal(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if text[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

/// The arguments without sentences: of a literal with blanks in it only the names in braces are shown. A literal
/// without any may be a key that something is looked up by: `headers.get("authorization")`. One behind a colon is a
/// member or a setting, `target: "token"`, and never shown.
fn shown(arguments: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(arguments.len());
    let mut at = 0;
    while let Some(byte) = arguments.get(at) {
        if *byte != b'"' {
            out.push(*byte);
            at += 1;
            continue;
        }
        let text = &arguments[at..at + literal(&arguments[at..])];
        at += text.len();
        if out.trim_ascii_end().ends_with(b":") {
            continue;
        }
        if text.contains(&b' ') {
            for part in text.split(|byte| *byte == b'{').skip(1) {
                out.extend(part.split(|byte| matches!(byte, b'}' | b':')).next().unwrap_or_default());
                out.push(b' ');
            }
        } else {
            out.extend(text);
        }
    }
    out
}

/// Words that may be variables.
fn names(shown: &[u8]) -> impl Iterator<Item = &[u8]> {
    let words = shown.split(|byte| !is_letter(*byte));
    words.filter(|word| word.first().is_some_and(|first| first.is_ascii_lowercase() || *first == b'_'))
}

fn is_letter(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

/// Whether a variable of this name gets something with a secret's name: `let x = token`, `Some(x) = token`.
fn holds_a_secret(name: &[u8], before: &[u8], tools: &Tools<'_>) -> bool {
    memchr::memmem::find_iter(before, name).any(|at| {
        let end = at + name.len();
        let alone = !at.checked_sub(1).is_some_and(|last| is_letter(before[last]))
            && before.get(end).is_none_or(|next| !is_letter(*next));
        let value = || value(&before[..at], &before[end..]);
        alone && is_bound(&before[..at]) && tools.secrets.matches(value())
    })
}

/// What stands before a name that gets a value as it is; members and items of it go by names of their own.
fn is_bound(before: &[u8]) -> bool {
    [&b"let "[..], b"mut ", b"ref ", b"Some(", b"Ok("].iter().any(|start| before.ends_with(start))
}

/// The value that a binding gets, as far as its statement goes. An arm gets what the nearest `match` looks at.
fn value<'t>(before: &'t [u8], behind: &'t [u8]) -> &'t [u8] {
    let closed = behind.strip_prefix(b")").unwrap_or(behind).trim_ascii_start();
    let head = memchr::memmem::rfind(before, b"match ").filter(|_| closed.starts_with(b"=>"));
    let near = match head {
        Some(head) => &before[head..],
        None => &behind[..behind.len().min(VALUE)],
    };
    &near[..memchr::memchr2(b';', b'{', near).unwrap_or(near.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;
    use crate::prefilter::Prefilter;

    fn may(text: &str) -> bool {
        let models = Models::default();
        let tools = Tools {
            logs: Prefilter::new(&["info!".to_owned(), "instrument".to_owned()]),
            ..Tools::new(&models, 0)
        };
        may_log_a_secret(text.as_bytes(), &tools)
    }

    #[test]
    fn a_call_that_shows_a_secret_is_seen() {
        for text in [
            "info!(\"{}\", user.password)",
            "info!(\"got {token}\")",
            "info!(password = %form.pwd, \"in\")",
            "info!(\"got {}\", headers.get(\"access_token\"))",
            "// token\ninfo!(\"{:?}\", request)",
            "// token\ninfo!(?request)",
            "#[instrument(err)]\nfn a(password: &str) {}",
            "let x = session.token()?;\ninfo!(\"now {}\", x)",
            "if let Some(x) = bearer { info!(\"now {x}\") }",
            "match jwt { Some(x) => info!(\"now {x}\"), None => {} }",
            "info!(\"a ( b {}\", secret",
        ] {
            assert!(may(text), "{text}");
        }
    }

    #[test]
    fn words_beside_what_is_shown_are_no_secret() {
        for text in [
            "",
            "info!(\"token of {} is gone\", user.name); let token = 1;",
            "fn a(token: &str) { info!(\"no token\"); b(token) }",
            "info!(\"{}\", a.b); token(\"{:?}\")",
            "info!(\"{}\", name)",
            "info!(target: \"token\", \"{}\", name)",
            "f(x, token); for x in tokens { info!(\"now {x}\") }",
            "info!",
            "token info!(\"\\",
        ] {
            assert!(!may(text), "{text}");
        }
    }
}
