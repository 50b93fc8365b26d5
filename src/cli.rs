//! The command line: arguments, and which part of the library each command calls.

mod arguments;
mod check;
mod explain;
mod facts;
mod failure;
mod token;

pub use arguments::command;

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
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(FAILED) } else { ExitCode::SUCCESS };
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

/// Says something on standard error; nothing is left to tell anyone when that is closed.
fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
