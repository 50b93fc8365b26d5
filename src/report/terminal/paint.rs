//! Colours and line breaks of everything around the drawn code.

use super::visible::visible_text;
use crate::finding::Severity;

/// How text is put on the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    pub color: bool,
    /// Columns that a line of prose may take.
    pub width: usize,
}

/// What a piece of text is, and so its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Error,
    Warning,
    Note,
    Remark,
    Strong,
    Quiet,
}

impl Tone {
    pub fn of(severity: Severity) -> Tone {
        match severity {
            Severity::Error => Tone::Error,
            Severity::Warning => Tone::Warning,
            Severity::Note => Tone::Note,
        }
    }

    /// Parameters of the SGR sequence (ECMA-48 section 8.3.117).
    fn code(self) -> &'static str {
        match self {
            Tone::Error => "1;31",
            Tone::Warning => "1;33",
            Tone::Note => "1;36",
            Tone::Remark => "36",
            Tone::Strong => "1",
            Tone::Quiet => "2",
        }
    }
}

impl Ink {
    pub fn paint(self, tone: Tone, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code())
        } else {
            text.to_owned()
        }
    }

    /// `error[rule]: message`, wrapped.
    pub fn headline(self, tone: Tone, tag: &str, message: &str) -> String {
        let lines = wrapped(&visible_text(message), self.width, tag.chars().count() + 2, 2);
        let mut out = format!("{}: ", self.paint(tone, tag));
        for (number, line) in lines.iter().enumerate() {
            let indent = if number == 0 { "" } else { "  " };
            out.push_str(&format!("{indent}{}\n", self.paint(Tone::Strong, line)));
        }
        out
    }

    /// `  help: text` under the code, wrapped.
    pub fn remark(self, tag: &str, text: &str) -> String {
        let indent = tag.len() + 4;
        let lines = wrapped(&visible_text(text), self.width, indent, indent);
        let tag = self.paint(Tone::Remark, &format!("{tag}:"));
        format!("  {tag} {}\n", lines.join(&format!("\n{}", " ".repeat(indent))))
    }
}

/// Bold text, where colours are wanted.
pub fn bold(text: &str, color: bool) -> String {
    Ink { color, width: 0 }.paint(Tone::Strong, text)
}

/// Breaks a text at blanks, with room for what stands before its first line and before the others.
pub fn wrapped(text: &str, width: usize, first: usize, rest: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = first;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        let line = lines.last_mut();
        match line {
            Some(line) if line.is_empty() || used + 1 + length <= width => {
                used += length + usize::from(!line.is_empty());
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(word);
            }
            _ => {
                lines.push(word.to_owned());
                used = rest + length;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_breaks_at_blanks() {
        let ink = Ink { color: false, width: 24 };
        assert_eq!(
            ink.remark("help", "set it here, then look again"),
            "  help: set it here,\n        then look again\n"
        );
        let long = "x".repeat(40);
        assert_eq!(ink.remark("note", &long), format!("  note: {long}\n"));
    }

    #[test]
    fn without_colour_there_is_no_escape() {
        let plain = Ink { color: false, width: 80 };
        assert_eq!(plain.headline(Tone::Error, "error[x]", "a\u{1b}[31m"), "error[x]: a␛[31m\n");
        let colored = Ink { color: true, width: 80 };
        assert_eq!(colored.paint(Tone::Quiet, "x"), "\u{1b}[2mx\u{1b}[0m");
    }
}
