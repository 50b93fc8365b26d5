//! Format strings: which argument goes where, and in which form.
//!
//! In: the text of a format string (std::fmt, "Syntax"). Out: its placeholders in order. It must not
//! evaluate anything.

/// One `{..}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Where its brace stands in the text, in bytes.
    pub at: usize,
    pub argument: Argument,
    /// `{:?}` and `{:#?}`.
    pub debug: bool,
    /// A precision shortens the text: `{:.4}`.
    pub shortened: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Counted from the first argument behind the text.
    Position(usize),
    Name(String),
}

/// The placeholders of a format string; broken ones are left out.
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut next = 0;
    let mut rest = text;
    while let Some(brace) = rest.find('{') {
        let at = text.len() - rest.len() + brace;
        rest = &rest[brace + 1..];
        if let Some(escaped) = rest.strip_prefix('{') {
            rest = escaped;
            continue;
        }
        let Some(end) = rest.find('}') else { break };
        found.push(placeholder(at, &rest[..end], &mut next));
        rest = &rest[end + 1..];
    }
    found
}

fn placeholder(at: usize, inside: &str, next: &mut usize) -> Placeholder {
    let (argument, form) = inside.split_once(':').unwrap_or((inside, ""));
    // `{:.*}` takes the precision from the arguments, before the value.
    if form.contains(".*") {
        *next += 1;
    }
    let argument = match argument.trim() {
        "" => {
            *next += 1;
            Argument::Position(*next - 1)
        }
        name => name.parse().map_or_else(|_| Argument::Name(name.to_owned()), Argument::Position),
    };
    Placeholder { at, argument, debug: form.trim_end().ends_with('?'), shortened: form.contains('.') }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Argument, bool, bool)> {
        placeholders(text).into_iter().map(|one| (one.argument, one.debug, one.shortened)).collect()
    }

    #[test]
    fn placeholders_say_what_they_show() {
        use Argument::{Name, Position};
        assert_eq!(
            read("{} {{}} {token:?} {0:#?} {:.4}"),
            [
                (Position(0), false, false),
                (Name("token".to_owned()), true, false),
                (Position(0), true, false),
                (Position(1), false, true),
            ]
        );
        assert_eq!(read("{:.*}"), [(Position(1), false, true)]);
    }

    #[test]
    fn broken_text_is_survived() {
        for text in ["", "{", "}", "{:", "{{{", "{é", "{99999999999999999999999}"] {
            placeholders(text);
        }
    }
}
