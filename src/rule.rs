//! Rules: TOML files that say which facts are risky, why, and which value is wanted.
//!
//! A rule knows the vocabulary and no surface. Loading checks everything, so that judging trusts it.

pub mod cond;
pub mod load;
pub mod policy;
pub mod text;

use crate::fact::{Context, Key, Kind, Value};
use crate::finding::{Safety, Severity, Tracking};
use cond::Cond;
use text::Template;

/// One checked rule.
#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub severity: Severity,
    /// Runs only when asked for: right, yet too strict for most teams.
    pub pedantic: bool,
    /// Holds in test code and examples as anywhere (with low confidence there): private keys.
    pub everywhere: bool,
    pub cwe: Vec<u32>,
    /// Requirement numbers of OWASP ASVS 5.0.
    pub asvs: Vec<String>,
    pub references: Vec<String>,
    /// Version of authlint that brought the rule.
    pub since: String,
    pub why: String,
    pub matches: Vec<Match>,
    /// Conditions under which the severity is another one; the first that holds counts.
    pub escalations: Vec<Escalation>,
    /// Rules that say more about the same place: this one stays silent beside them.
    pub yields_to: Vec<String>,
    /// Rules beside whose findings in the same package this one has nothing to add.
    pub silent_beside: Vec<String>,
    /// Attributes that findings share which are told as one: the one that checks with the one that makes.
    pub folds: Vec<String>,
    pub fix: Option<FixPlan>,
    /// Folder of the rule file, such as `cookies`.
    pub family: String,
}

/// Another severity where more is known.
#[derive(Clone, Debug)]
pub struct Escalation {
    pub kind: Kind,
    pub cond: Cond,
    pub contexts: Contexts,
    pub severity: Severity,
}

/// Contexts in which something holds; none named means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contexts(pub Vec<Context>);

impl Contexts {
    pub fn hold(&self, context: Context) -> bool {
        self.0.is_empty() || self.0.contains(&context)
    }
}

/// Which facts a rule is about, and what it says of them.
#[derive(Clone, Debug)]
pub struct Match {
    pub kind: Kind,
    pub cond: Cond,
    pub contexts: Contexts,
    pub also: Vec<Join>,
    pub without: Vec<Join>,
    pub message: Template,
    pub help: Template,
    /// Labels on the attributes that decide, the explicit bad value first.
    pub labels: Vec<(Key, Template)>,
    /// Holds in test code too, whatever the rule's other matches do.
    pub everywhere: bool,
    /// What it means whether git tracks the file.
    pub tracking: Tracking,
    /// Another severity than the rule's.
    pub severity: Option<Severity>,
}

/// Another fact that must be there, or must not.
#[derive(Clone, Debug)]
pub struct Join {
    pub kind: Kind,
    pub cond: Cond,
    pub contexts: Contexts,
    /// Attributes that both facts must share: this fact's, the other fact's.
    pub same: Vec<(Key, Key)>,
    /// In one of these both facts must differ. The other fact must then be the earlier one, so that a
    /// pair is found once, at its copy.
    pub differ: Option<Differ>,
    pub within: Within,
    /// What the related place is called in the report.
    pub label: String,
}

/// What tells two facts apart that share something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differ {
    pub keys: Vec<(Key, Key)>,
    /// The context counts as well.
    pub context: bool,
}

/// How near the other fact must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    Value,
    Function,
    File,
    Project,
}

impl Within {
    pub const NAMES: &[&str] = &["value", "function", "file", "project"];

    pub fn named(name: &str) -> Option<Within> {
        match name {
            "value" => Some(Within::Value),
            "function" => Some(Within::Function),
            "file" => Some(Within::File),
            "project" => Some(Within::Project),
            _ => None,
        }
    }
}

/// Values that a fix writes.
#[derive(Clone, Debug)]
pub struct FixPlan {
    pub set: Vec<(Key, Value)>,
    pub safety: Safety,
}

/// All rules of a run, sorted by id.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub all: Vec<Rule>,
}

impl Rules {
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.all.iter().find(|rule| rule.id == id)
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|rule| rule.id.as_str())
    }
}
