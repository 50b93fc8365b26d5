//! A finding: what a rule has to say about a fact. Plain data; formats live at the rim.

use crate::fact::slot::Layout;
use crate::fact::{Context, Kind};
use crate::source::Span;
use serde::Serialize;

/// How bad it is, in SARIF's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    pub const NAMES: &[&str] = &["error", "warning", "note"];

    pub fn named(name: &str) -> Option<Severity> {
        match name {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "note" => Some(Severity::Note),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }

    pub fn lower(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            Severity::Warning | Severity::Note => Severity::Note,
        }
    }
}

/// How sure we are, derived from the weakest certainty that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// What it means for a finding whether git tracks its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tracking {
    /// Nothing.
    #[default]
    Silent,
    /// The message says it.
    Said,
    /// The message says it, and what nobody else has is one severity lower.
    Counts,
}

impl Tracking {
    pub const NAMES: &[&str] = &["said", "counts"];

    pub fn named(name: &str) -> Option<Tracking> {
        match name {
            "said" => Some(Tracking::Said),
            "counts" => Some(Tracking::Counts),
            _ => None,
        }
    }
}

/// Whether a fix can be applied without a human's look, as rustc and ruff mean it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    DisplayOnly,
    Unsafe,
    Safe,
}

/// Replaces a byte range of a file's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub span: Span,
    pub text: String,
    /// White space that the insertion still needs; [`Layout::Inline`] once it is laid out.
    pub layout: Layout,
}

/// Edits that belong together: all of them or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub safety: Safety,
    pub edits: Vec<Edit>,
}

/// A text at a place: a label under code, or a related place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: String,
    pub severity: Severity,
    pub confidence: Confidence,
    pub message: String,
    pub help: String,
    pub context: Context,
    pub kind: Kind,
    pub tracking: Tracking,
    pub cwe: Vec<u32>,
    /// The construct, or the explicit bad value in it.
    pub span: Span,
    /// Labels on the lines that decided it; the first is the primary one.
    pub labels: Vec<Label>,
    /// Other places that belong to the same finding.
    pub related: Vec<Label>,
    pub fix: Option<Fix>,
    /// Item path or key path, part of the fingerprint.
    pub anchor: String,
    /// Stable over edits elsewhere: made of rule id, path, anchor and ordinal.
    pub fingerprint: String,
}

/// Something that kept authlint from looking, or from looking properly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Relative to the scanned root; empty where no file is meant.
    pub path: String,
    /// Byte offset in the text, where one is known.
    pub offset: Option<usize>,
    pub message: String,
}
