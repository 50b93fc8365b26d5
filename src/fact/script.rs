//! What a script that stands in other code puts into the browser's storage.
//!
//! In: the script's text, of which stretches may be unknown. Out: the first thing that it stores. It must not judge.

/// The storage area (`local` or `session`) and the key of the first `setItem`, if both are literal.
pub fn stored_by_script(text: &str) -> Option<(&'static str, &str)> {
    const AREAS: [(&str, &str); 2] =
        [("localStorage.setItem(", "local"), ("sessionStorage.setItem(", "session")];
    AREAS.into_iter().find_map(|(call, store)| {
        let (_, rest) = text.split_once(call)?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|first| matches!(first, '\'' | '"' | '`'))?;
        let (name, _) = rest[1..].split_once(quote)?;
        (!name.is_empty()).then_some((store, name))
    })
}

#[cfg(test)]
mod tests {
    use super::stored_by_script;

    #[test]
    fn the_key_is_what_stands_in_quotes() {
        let script = "window.localStorage.setItem('token', '\u{fffc}')";
        assert_eq!(stored_by_script(script), Some(("local", "token")));
        assert_eq!(stored_by_script("sessionStorage.setItem( \"a\", b)"), Some(("session", "a")));
        for text in [
            "",
            "localStorage.setItem(",
            "localStorage.setItem('",
            "localStorage.setItem(k, v)",
            "localStorage.setItem('')",
        ] {
            assert_eq!(stored_by_script(text), None, "{text}");
        }
    }
}
