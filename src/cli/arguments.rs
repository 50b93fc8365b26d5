//! What can be typed: the arguments of every command.

mod token;

pub use self::token::{Guess, KeyInput, Read, SecretEncoding, Sign, Token, TokenCommand};
use crate::config::FailOn;
use crate::finding::Confidence;
use crate::report::Format;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Parser)]
#[command(name = "authlint", version, about, long_about = None, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look for risky authentication settings in files.
    Check(Check),
    /// List what authlint understood: every fact, and calls that no model covers.
    Facts(Facts),
    /// Explain a rule: what it looks for, why, and how to fix it.
    Explain(Explain),
    /// List all rules.
    Rules(RulesCommand),
    /// Decode and audit tokens, check them against keys, look for weak secrets, make tokens for tests.
    Token(Box<Token>),
}

/// Options of every command that reads files.
#[derive(Debug, Args)]
pub struct Input {
    /// Files and folders to read.
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Read files that .gitignore and its like leave out.
    #[arg(long)]
    pub no_ignore: bool,
    /// Follow symbolic links.
    #[arg(long, short = 'L')]
    pub follow: bool,
    /// Number of threads; 0 takes as many as there are cores.
    #[arg(long, short = 'j', default_value_t = 0, value_name = "N")]
    pub threads: usize,
    /// Leave out larger files: a number of bytes, or with K, M or G.
    #[arg(long, default_value = "16M", value_parser = size, value_name = "SIZE")]
    pub max_filesize: u64,
    /// Take the configuration from this file instead of the nearest authlint.toml.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Take no configuration file at all.
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
    /// Load rules and models of a folder too; those of the same name take the place of the embedded ones.
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub input: Input,
    /// Format of the report.
    #[arg(long, value_enum, default_value = "terminal")]
    pub format: Format,
    /// Write the report to a file.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// From which severity on findings make the exit code 1 [default: warning].
    #[arg(long, value_enum)]
    pub fail_on: Option<FailOn>,
    /// Report findings of at least this confidence [default: medium].
    #[arg(long, value_enum)]
    pub min_confidence: Option<ConfidenceArgument>,
    /// Run only these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Leave these rules out.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Run rules too that are too strict for most teams.
    #[arg(long)]
    pub pedantic: bool,
    /// Judge tests, examples and development settings as if they were production.
    #[arg(long)]
    pub all_contexts: bool,
    /// Apply safe fixes to the files.
    #[arg(long, conflicts_with = "diff")]
    pub fix: bool,
    /// Show safe fixes as a diff and change nothing.
    #[arg(long)]
    pub diff: bool,
    /// With --fix and --diff: fixes too that need a human's look.
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Fail (exit code 2) when a file could not be read or parsed.
    #[arg(long)]
    pub strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConfidenceArgument {
    Low,
    Medium,
    High,
}

impl From<ConfidenceArgument> for Confidence {
    fn from(argument: ConfidenceArgument) -> Confidence {
        match argument {
            ConfidenceArgument::Low => Confidence::Low,
            ConfidenceArgument::Medium => Confidence::Medium,
            ConfidenceArgument::High => Confidence::High,
        }
    }
}

#[derive(Debug, Args)]
pub struct Facts {
    #[command(flatten)]
    pub input: Input,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The rule's id.
    pub rule: String,
    /// Load rules of a folder too.
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RulesCommand {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Load rules of a folder too.
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

/// `4096`, `64K`, `16M`, `1G`.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor: u64 = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err("expected a number of bytes, or one with K, M or G".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "expected a number of bytes".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "too large".to_owned())
}

/// The command with all its arguments, for completions and pages of the documentation.
pub fn command() -> clap::Command {
    Arguments::command()
}
