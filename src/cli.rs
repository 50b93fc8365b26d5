//! The command line: arguments, and which part of the library each command calls.

mod arguments;
mod check;
mod explain;
mod facts;
mod failure;
mod token;

pub use arguments::command;

use crate::jose::Found;
use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use std::io::Write;
use std::process::ExitCode;

/// Findings at or above `--fail-on`.
const FOUND: u8 = 1;
/// The run itself failed: usage, configuration, unreadable input with `--strict`.
const FAILED: u8 = 2;

/// Parses the arguments and runs the command.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are output; everything else is wrong usage.
            if !error.use_stderr() {
                let _ = error.print();
                return ExitCode::SUCCESS;
            }
            let text = error.to_string();
            match without_tokens(&text) {
                Some(masked) => note(masked.trim_end()),
                None => drop(error.print()),
            }
            return ExitCode::from(FAILED);
        }
    };
    let result = match arguments.command {
        Command::Check(ref check) => check::run(check, arguments.color),
        Command::Facts(ref facts) => facts::run(facts),
        Command::Explain(ref explain) => explain::explain(explain, arguments.color),
        Command::Rules(ref rules) => explain::list(rules),
        Command::Token(ref token) => token::run(token, arguments.color),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FOUND),
        Err(Failure::Pipe) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.show(arguments.color);
            ExitCode::from(FAILED)
        }
    }
}

/// A message that quotes what was typed, without the tokens in it; nothing where there is none.
fn without_tokens(text: &str) -> Option<String> {
    let mut out = text.to_owned();
    for found in crate::jose::tokens(text.as_bytes()) {
        let (Found::Token(range) | Found::TooLong(range)) = found;
        out = out.replace(text.get(range)?, "(a token)");
    }
    (out != text).then_some(out)
}

/// Says something on standard error; nothing is left to tell anyone when that is closed.
fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
