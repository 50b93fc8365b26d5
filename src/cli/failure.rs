//! Why a run failed, and how that is said.

use super::arguments::Color;
use crate::mistake::{Mistake, nearest};
use crate::report::terminal;
use crate::rule::Rules;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// The run itself failed; findings are no failure.
#[derive(Debug)]
pub enum Failure {
    /// Standard output was closed early: whoever read it has seen enough.
    Pipe,
    Message(String),
    /// Mistakes in rule, model or configuration files.
    Mistakes(Vec<Mistake>),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::Pipe,
            _ => Failure::Message(error.to_string()),
        }
    }
}

impl Failure {
    pub fn path(path: &Path, error: &std::io::Error) -> Failure {
        Failure::Message(format!("{}: {error}", path.display()))
    }

    pub fn unknown_rule(id: &str, rules: &Rules) -> Failure {
        let near = rules.ids().map(|known| (strsim::damerau_levenshtein(id, known), known)).min();
        let hint = match near.filter(|(distance, _)| *distance <= 1 + id.len() / 3) {
            Some((_, known)) => format!("; did you mean `{known}`?"),
            None => nearest("", std::iter::empty()).unwrap_or_default(),
        };
        Failure::Message(format!("there is no rule `{id}`{hint} (`authlint rules` lists them all)"))
    }

    /// Says it on standard error.
    pub fn show(&self, color: Color) {
        let mut err = std::io::stderr().lock();
        // Nothing is left to tell anyone when standard error is closed.
        let _ = match self {
            Failure::Pipe => Ok(()),
            Failure::Message(message) => writeln!(err, "authlint: {message}"),
            Failure::Mistakes(mistakes) => {
                let color = super::check::wants_color(color, std::io::stderr().is_terminal());
                terminal::write_mistakes(mistakes, color, &mut err)
            }
        };
    }
}
