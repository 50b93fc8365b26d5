//! Draws marked lines of a file, by way of miette.

use super::excerpt::Excerpt;
use super::marks::{self, Mark};
use super::paint::{Ink, Tone};
use super::visible::visible_text;
use crate::report::Page;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles};
use std::fmt;

/// A finding's or mistake's code with its labels.
#[derive(Debug)]
pub struct Drawing {
    excerpt: Excerpt,
    labels: Vec<LabeledSpan>,
    /// Marks that found no room in it.
    pub left_out: Vec<Mark>,
}

/// Longest line that is drawn whole, in bytes, even where the terminal is wider.
const LONGEST_LINE: usize = 400;
/// Lines up to this are drawn whole, even where the terminal has to wrap them.
const SHORTEST_CROP: usize = 160;

impl Drawing {
    /// Draws `marks`; the frame names the place of `offset`.
    pub fn new(page: &Page, offset: usize, marks: Vec<Mark>, ink: Ink) -> Drawing {
        let (settled, mut left_out) = marks::settle(page, marks);
        let longest = ink.width.clamp(SHORTEST_CROP, LONGEST_LINE);
        let mut excerpt = Excerpt::new(page, &settled, visible_text(&page.source.path), longest);
        excerpt.name_place(page.place(offset));
        left_out.append(&mut excerpt.cut);
        let labels = labels(&excerpt);
        Drawing { excerpt, labels, left_out }
    }

    /// The drawn code, one line after another.
    pub fn draw(&self, tone: Tone, ink: Ink) -> String {
        let handler = GraphicalReportHandler::new_themed(self.theme(tone, ink.color))
            .with_urls(false)
            .without_cause_chain()
            .without_syntax_highlighting()
            .with_width(ink.width);
        let mut text = String::new();
        // Writing to a string does not fail; what miette cannot draw is left out.
        let _ = handler.render_report(&mut text, self);
        // The first line is miette's place for the message, which has its own line above.
        text.split_once('\n').map(|(_, code)| code.to_owned()).unwrap_or_default()
    }

    /// Labels of deciding values in the finding's colour, the others in a quieter one.
    fn theme(&self, tone: Tone, color: bool) -> GraphicalTheme {
        let mut theme = GraphicalTheme::unicode_nocolor();
        if !color {
            return theme;
        }
        let plain = ThemeStyles::none().error;
        let deciding = match tone {
            Tone::Error => plain.red().bold(),
            Tone::Warning => plain.yellow().bold(),
            _ => plain.cyan().bold(),
        };
        let style = |deciding_mark: bool| if deciding_mark { deciding } else { plain.blue().bold() };
        theme.styles.linum = plain.dimmed();
        theme.styles.highlights = self.excerpt.shown.iter().map(|shown| style(shown.deciding)).collect();
        if theme.styles.highlights.is_empty() {
            theme.styles.highlights.push(deciding);
        }
        theme
    }
}

fn labels(excerpt: &Excerpt) -> Vec<LabeledSpan> {
    let first = excerpt.shown.iter().position(|shown| shown.deciding);
    let label = |(number, shown): (usize, &super::excerpt::Shown)| {
        let text = (!shown.text.is_empty()).then(|| visible_text(&shown.text));
        let (offset, len) = (shown.range.start, shown.range.len());
        if Some(number) == first {
            LabeledSpan::new_primary_with_span(text, (offset, len))
        } else {
            LabeledSpan::new_with_span(text, (offset, len))
        }
    };
    excerpt.shown.iter().enumerate().map(label).collect()
}

impl fmt::Display for Drawing {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
