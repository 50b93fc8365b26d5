//! Makes text of the input safe to print: what would steer a terminal becomes visible instead.

/// What a control, reordering or invisible character is shown as; other characters stay.
pub fn visible(c: char) -> char {
    match c {
        '\t' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or(SUBSTITUTE),
        '\u{7f}' => '␡',
        _ if c.is_control() || reorders(c) || hides(c) => SUBSTITUTE,
        _ => c,
    }
}

const SUBSTITUTE: char = '\u{fffd}';

/// Direction marks, embeddings, overrides and isolates (Unicode Bidirectional Algorithm, section 2).
fn reorders(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a width of their own, by which two texts can look alike.
fn hides(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// A text of one line that is safe to print.
pub fn visible_text(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { ' ' } else { visible(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(
            visible_text("a\u{1b}[2Jb\r\n\u{202e}c\u{9b}d\u{200b}"),
            "a␛[2Jb␍␊\u{fffd}c\u{fffd}d\u{fffd}"
        );
        assert_eq!(visible_text("schöne Grüße 🦀 日本"), "schöne Grüße 🦀 日本");
    }
}
