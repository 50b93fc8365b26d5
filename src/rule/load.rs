//! From a rule's TOML to a checked [`Rule`]: every name is looked up in the vocabulary, every value
//! is compared with its attribute's type, and all mistakes are noted.

mod condition;

use super::policy::Policy;
use super::text::Template;
use super::{Contexts, Differ, Escalation, FixPlan, Join, Match, Rule, Within};
use crate::fact::value::parse_duration;
use crate::fact::{Context, Key, Kind, Type, Value};
use crate::finding::{Safety, Severity, Tracking};
use crate::mistake::{At, Reading, Table, integer, nearest};
use condition::cond;
use toml::Spanned;
use toml::de::DeValue;

/// What one rule file says.
pub enum Loaded {
    Rule(Box<Rule>),
    /// `enabled = false`: the rule of that id is taken out.
    Disabled(String),
    /// The mistakes are noted in the reading.
    Broken,
}

/// Reads one rule file. `stem` is the file name without `.toml`, `family` its folder.
pub fn load(reading: &Reading, stem: &str, family: &str, policy: &Policy) -> Loaded {
    reading.root(|root| {
        let id = root.required("id");
        if let Some(id) = &id {
            check_id(reading, id, stem);
        }
        if root.flag("enabled").is_some_and(|flag| !flag.value) {
            root.done();
            return id.map_or(Loaded::Broken, |id| Loaded::Disabled(id.value));
        }
        let rule = read(root, policy, family);
        root.done();
        match (id, rule) {
            (Some(id), Some(rule)) => Loaded::Rule(Box::new(Rule { id: id.value, ..rule })),
            _ => Loaded::Broken,
        }
    })
}

fn check_id(reading: &Reading, id: &At<String>, stem: &str) {
    let kebab = !id.value.is_empty()
        && id.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !kebab {
        reading.wrong(id.span.clone(), "a rule id is written in kebab-case: lower-case letters, digits, `-`");
    } else if id.value != stem {
        let message = format!("the id must be the file's name, `{stem}`");
        reading.wrong(id.span.clone(), message);
    }
}

fn read(root: &Table<'_>, policy: &Policy, family: &str) -> Option<Rule> {
    let title = root.required("title");
    let severity = root.required("severity").and_then(|text| severity(root.reading, &text));
    let why = root.required("why");
    let since = root.required("since");
    let report = root.table("report");
    if report.is_none() && !root.has("report") {
        root.reading.wrong(root.span.clone(), "`[report]` is missing");
    }
    let matches = matches(root, report.as_ref(), policy);
    let kinds: Vec<Kind> = matches.iter().map(|one| one.kind).collect();
    let pedantic = root.flag("pedantic").is_some_and(|flag| flag.value);
    let everywhere = root.flag("everywhere").is_some_and(|flag| flag.value);
    let cwe = root.numbers("cwe").into_iter().filter_map(|at| weakness(root.reading, &at)).collect();
    let asvs = values(root.texts("asvs"));
    let references = values(root.texts("references"));
    let escalations = escalations(root, &kinds, policy);
    let yields_to = values(root.texts("yields_to"));
    let silent_beside = values(root.texts("silent_beside"));
    let folds = folds(root, &kinds);
    let fix = root.table("fix").and_then(|table| fix(&table, &kinds));
    // Only now may a missing key end the reading: what is not asked for counts as unknown.
    Some(Rule {
        id: String::new(),
        title: title?.value,
        severity: severity?,
        since: since?.value,
        why: why?.value.trim().to_owned(),
        family: family.to_owned(),
        pedantic,
        everywhere,
        cwe,
        asvs,
        references,
        escalations,
        yields_to,
        silent_beside,
        folds,
        fix,
        matches,
    })
}

/// Names of attributes that at least one of the rule's kinds has.
fn folds(root: &Table<'_>, kinds: &[Kind]) -> Vec<String> {
    let texts = root.texts("folds");
    for text in texts.iter().filter(|text| kinds.iter().all(|kind| kind.key(&text.value).is_none())) {
        root.reading.wrong(text.span.clone(), format!("no fact of this rule has `{}`", text.value));
    }
    values(texts)
}

fn weakness(reading: &Reading, number: &At<i64>) -> Option<u32> {
    let found = u32::try_from(number.value).ok();
    if found.is_none() {
        reading.wrong(number.span.clone(), "`cwe` holds numbers such as 1004");
    }
    found
}

fn values(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|at| at.value).collect()
}

fn severity(reading: &Reading, text: &At<String>) -> Option<Severity> {
    let found = Severity::named(&text.value);
    if found.is_none() {
        let help = nearest(&text.value, Severity::NAMES.iter().copied());
        reading.wrong_with_help(text.span.clone(), format!("unknown severity `{}`", text.value), help);
    }
    found
}

/// `[match]` or several `[[match]]`, each with its own message or that of `[report]`.
fn matches(root: &Table<'_>, report: Option<&Table<'_>>, policy: &Policy) -> Vec<Match> {
    let tables = root.tables("match");
    if tables.is_empty() {
        root.reading.wrong(root.span.clone(), "`[match]` is missing");
    }
    let read: Vec<Match> = tables.iter().filter_map(|table| one_match(table, report, policy)).collect();
    if let Some(report) = report {
        report.done();
    }
    read
}

fn one_match(table: &Table<'_>, report: Option<&Table<'_>>, policy: &Policy) -> Option<Match> {
    let kind = kind(table);
    let Some(kind) = kind else {
        table.skip(&[
            "where",
            "contexts",
            "everywhere",
            "also",
            "without",
            "tracked",
            "severity",
            "message",
            "help",
            "label",
        ]);
        table.done();
        if let Some(report) = report {
            report.skip(&["message", "help", "label"]);
        }
        return None;
    };
    let cond = table.table("where").map(|inner| cond(&inner, kind, policy)).unwrap_or_default();
    let contexts = contexts(table);
    let also = joins(table, "also", kind, policy);
    let without = joins(table, "without", kind, policy);
    let message = template(table, report, "message", kind);
    let help = template(table, report, "help", kind);
    let labels = labels(table, report, kind);
    let everywhere = table.flag("everywhere").is_some_and(|flag| flag.value);
    let tracking = table.text("tracked").and_then(|text| tracking(table.reading, &text)).unwrap_or_default();
    let severity = table.text("severity").and_then(|text| severity(table.reading, &text));
    table.done();
    Some(Match { kind, cond, contexts, also, without, message, help, labels, everywhere, tracking, severity })
}

fn tracking(reading: &Reading, text: &At<String>) -> Option<Tracking> {
    let found = Tracking::named(&text.value);
    if found.is_none() {
        let help = nearest(&text.value, Tracking::NAMES.iter().copied());
        reading.wrong_with_help(text.span.clone(), format!("`tracked` takes no `{}`", text.value), help);
    }
    found
}

/// `contexts = ["production", "development"]`
fn contexts(table: &Table<'_>) -> Contexts {
    let read = |text: &At<String>| {
        let found = Context::named(&text.value);
        if found.is_none() {
            let help = nearest(&text.value, Context::ALL.iter().map(|context| context.name()));
            table.reading.wrong_with_help(
                text.span.clone(),
                format!("unknown context `{}`", text.value),
                help,
            );
        }
        found
    };
    Contexts(table.texts("contexts").iter().filter_map(read).collect())
}

fn kind(table: &Table<'_>) -> Option<Kind> {
    let name = table.required("fact")?;
    let kind = Kind::named(&name.value);
    if kind.is_none() {
        let help = nearest(&name.value, crate::fact::kinds::KINDS.iter().map(|def| def.name));
        table.reading.wrong_with_help(name.span, format!("unknown kind of fact `{}`", name.value), help);
    }
    kind
}

/// The attribute that a file calls `name`, or a noted mistake with the nearest valid names.
pub fn key(reading: &Reading, kind: Kind, name: &At<&str>) -> Option<Key> {
    let key = kind.key(name.value);
    if key.is_none() {
        let help = nearest(name.value, kind.def().attributes.iter().map(|def| def.name));
        let message = format!("`{}` is no attribute of {}", name.value, kind.name());
        reading.wrong_with_help(name.span.clone(), message, help);
    }
    key
}

/// A value that fits the attribute's type.
pub fn scalar(reading: &Reading, key: Key, value: &Spanned<DeValue<'_>>) -> Option<Value> {
    let raw = value.get_ref();
    let found = match key.ty() {
        Type::Bool => raw.as_bool().map(Value::Bool),
        Type::Int => integer(raw).map(Value::Int),
        Type::Duration => integer(raw).or_else(|| raw.as_str().and_then(parse_duration)).map(Value::Int),
        Type::Enum(words) => return word(reading, key, words, value),
        Type::Text | Type::Phrase | Type::Set => raw.as_str().map(Value::from),
        Type::Secret => None,
    };
    if found.is_none() {
        let wanted = type_words(key.ty());
        let message = format!("`{}` takes {wanted}, not {}", key.name(), raw.type_str());
        reading.wrong(value.span(), message);
    }
    found
}

fn word(reading: &Reading, key: Key, words: &[&str], value: &Spanned<DeValue<'_>>) -> Option<Value> {
    let text = value.get_ref().as_str();
    let found = text.filter(|text| words.contains(text));
    if found.is_none() {
        let shown = text.map_or(value.get_ref().type_str().to_owned(), |text| format!("`{text}`"));
        let help = nearest(text.unwrap_or(""), words.iter().copied());
        reading.wrong_with_help(value.span(), format!("{shown} is no value of `{}`", key.name()), help);
    }
    found.map(Value::from)
}

fn type_words(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "true or false",
        Type::Int => "a number",
        Type::Duration => "a duration",
        Type::Enum(_) | Type::Text | Type::Phrase | Type::Set => "a text",
        Type::Secret => "no value: secrets are never compared",
    }
}

fn joins(table: &Table<'_>, name: &str, kind: Kind, policy: &Policy) -> Vec<Join> {
    let read = |inner: &Table<'_>| {
        let other = self::kind(inner)?;
        let cond = inner.table("where").map(|inner| cond(&inner, other, policy)).unwrap_or_default();
        let same =
            inner.texts("same").iter().filter_map(|pair| shared(inner.reading, pair, kind, other)).collect();
        let (contexts, differ) = (contexts(inner), differ(inner, kind, other));
        let within = inner.required("within").and_then(|text| within(inner.reading, &text));
        let label = inner.text("label").map(|label| label.value).unwrap_or_default();
        inner.done();
        Some(Join { kind: other, cond, contexts, same, differ, within: within?, label })
    };
    table.tables(name).iter().filter_map(read).collect()
}

/// `differ = ["variable", "context"]`: names as in `same`, and `context` for the fact's own.
fn differ(table: &Table<'_>, kind: Kind, other: Kind) -> Option<Differ> {
    let texts = table.texts("differ");
    let (context, keys): (Vec<_>, Vec<_>) = texts.iter().partition(|text| text.value == "context");
    let keys: Vec<(Key, Key)> =
        keys.into_iter().filter_map(|pair| shared(table.reading, pair, kind, other)).collect();
    if texts.is_empty() { None } else { Some(Differ { keys, context: !context.is_empty() }) }
}

/// `same = ["name"]`, or `["own=other"]` where the two kinds name it differently.
fn shared(reading: &Reading, pair: &At<String>, kind: Kind, other: Kind) -> Option<(Key, Key)> {
    let (own, others) = pair.value.split_once('=').unwrap_or((&pair.value, &pair.value));
    let own = key(reading, kind, &At { value: own, span: pair.span.clone() })?;
    let others = key(reading, other, &At { value: others, span: pair.span.clone() })?;
    Some((own, others))
}

fn within(reading: &Reading, text: &At<String>) -> Option<Within> {
    let found = Within::named(&text.value);
    if found.is_none() {
        let help = nearest(&text.value, Within::NAMES.iter().copied());
        reading.wrong_with_help(text.span.clone(), format!("unknown distance `{}`", text.value), help);
    }
    found
}

/// The match's own text, else the report's.
fn template(table: &Table<'_>, report: Option<&Table<'_>>, name: &str, kind: Kind) -> Template {
    let shared = report.and_then(|report| report.text(name));
    let Some(text) = table.text(name).or(shared) else {
        table.reading.wrong(table.span.clone(), format!("`{name}` is missing, here and in `[report]`"));
        return Template::default();
    };
    parse_template(table.reading, &text, kind)
}

fn parse_template(reading: &Reading, text: &At<String>, kind: Kind) -> Template {
    Template::parse(&text.value, kind).unwrap_or_else(|error| {
        let message = format!("{}, at byte {} of the text", error.message, error.offset);
        reading.wrong_with_help(text.span.clone(), message, error.help);
        Template::default()
    })
}

fn labels(table: &Table<'_>, report: Option<&Table<'_>>, kind: Kind) -> Vec<(Key, Template)> {
    let shared = report.and_then(|report| report.table("label"));
    let Some(labels) = table.table("label").or(shared) else { return Vec::new() };
    let read = |(name, _): (At<&str>, _)| {
        let key = key(labels.reading, kind, &name)?;
        let text = labels.text(name.value)?;
        Some((key, parse_template(labels.reading, &text, kind)))
    };
    labels.entries().filter_map(read).collect()
}

fn escalations(root: &Table<'_>, kinds: &[Kind], policy: &Policy) -> Vec<Escalation> {
    let read = |table: &Table<'_>| {
        let named = table.text("fact").and_then(|name| Kind::named(&name.value));
        let severity = table.required("severity").and_then(|text| severity(table.reading, &text));
        let kind = named.or(kinds.first().copied())?;
        let cond = table.table("where").map(|inner| cond(&inner, kind, policy)).unwrap_or_default();
        let contexts = contexts(table);
        table.done();
        Some(Escalation { kind, cond, contexts, severity: severity? })
    };
    root.tables("escalate").iter().filter_map(read).collect()
}

fn fix(table: &Table<'_>, kinds: &[Kind]) -> Option<FixPlan> {
    let safety = table.required("safety").and_then(|text| safety(table.reading, &text));
    let mut set = Vec::new();
    if let (Some(values), Some(kind)) = (table.table("set"), kinds.first()) {
        for (name, value) in values.entries() {
            let wanted = key(table.reading, *kind, &name)
                .and_then(|key| Some((key, scalar(table.reading, key, value)?)));
            set.extend(wanted);
        }
    }
    table.done();
    Some(FixPlan { set, safety: safety? })
}

fn safety(reading: &Reading, text: &At<String>) -> Option<Safety> {
    match text.value.as_str() {
        "safe" => Some(Safety::Safe),
        "unsafe" => Some(Safety::Unsafe),
        "display-only" => Some(Safety::DisplayOnly),
        other => {
            let help = nearest(other, ["safe", "unsafe", "display-only"].into_iter());
            reading.wrong_with_help(text.span.clone(), format!("unknown safety `{other}`"), help);
            None
        }
    }
}
