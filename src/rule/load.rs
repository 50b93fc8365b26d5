//! From a rule's TOML to a checked [`Rule`]: every name is looked up in the vocabulary, every value
//! is compared with its attribute's type, and all mistakes are noted.

use super::cond::{Cond, Order, Test};
use super::policy::Policy;
use super::text::Template;
use super::{FixPlan, Join, Match, Rule, Within};
use crate::fact::value::parse_duration;
use crate::fact::{Key, Kind, Type, Value};
use crate::finding::{Safety, Severity};
use crate::mistake::{At, Reading, Table, integer, nearest};
use regex::Regex;
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
    Some(Rule {
        id: String::new(),
        title: title?.value,
        severity: severity?,
        pedantic: root.flag("pedantic").is_some_and(|flag| flag.value),
        everywhere: root.flag("everywhere").is_some_and(|flag| flag.value),
        cwe: root.numbers("cwe").into_iter().filter_map(|at| u32::try_from(at.value).ok()).collect(),
        asvs: values(root.texts("asvs")),
        references: values(root.texts("references")),
        since: since?.value,
        why: why?.value.trim().to_owned(),
        escalations: escalations(root, &kinds, policy),
        yields_to: values(root.texts("yields_to")),
        fix: root.table("fix").and_then(|table| fix(&table, &kinds)),
        family: family.to_owned(),
        matches,
    })
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
        table.skip(&["where", "also", "without", "message", "help", "label", "everywhere"]);
        table.done();
        if let Some(report) = report {
            report.skip(&["message", "help", "label"]);
        }
        return None;
    };
    let cond = table.table("where").map(|inner| cond(&inner, kind, policy)).unwrap_or_default();
    let also = joins(table, "also", kind, policy);
    let without = joins(table, "without", kind, policy);
    let message = template(table, report, "message", kind);
    let help = template(table, report, "help", kind);
    let labels = labels(table, report, kind);
    let everywhere = table.flag("everywhere").is_some_and(|flag| flag.value);
    table.done();
    Some(Match { kind, cond, also, without, message, help, labels, everywhere })
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

fn cond(table: &Table<'_>, kind: Kind, policy: &Policy) -> Cond {
    let mut out = Cond::default();
    for (name, value) in table.entries() {
        match name.value {
            "any" => out.any = table.tables("any").iter().map(|inner| cond(inner, kind, policy)).collect(),
            "not" => out.not = table.tables("not").iter().map(|inner| cond(inner, kind, policy)).collect(),
            _ => {
                let test = key(table.reading, kind, &name)
                    .and_then(|key| Some((key, test(table.reading, key, value, policy)?)));
                out.tests.extend(test);
            }
        }
    }
    out
}

fn test(reading: &Reading, key: Key, value: &Spanned<DeValue<'_>>, policy: &Policy) -> Option<Test> {
    match value.get_ref() {
        DeValue::Array(list) => {
            Some(Test::AnyOf(list.iter().filter_map(|item| scalar(reading, key, item)).collect()))
        }
        DeValue::Table(inner) => operators(&Table::new(reading, inner, value.span()), key, policy),
        _ => scalar(reading, key, value).map(Test::Equals),
    }
}

fn operators(table: &Table<'_>, key: Key, policy: &Policy) -> Option<Test> {
    const ORDERS: [(&str, Order); 4] =
        [("lt", Order::Lt), ("le", Order::Le), ("gt", Order::Gt), ("ge", Order::Ge)];
    let bounds: Vec<(Order, i64)> = ORDERS
        .iter()
        .filter_map(|(name, order)| Some((*order, bound(table.reading, key, table.raw(name)?, policy)?)))
        .collect();
    let has = values(table.texts("has"));
    let lacks = values(table.texts("lacks"));
    let matches = table.text("matches").and_then(|text| regex(table.reading, &text));
    let known = table.flag("known");
    table.done();
    match () {
        () if !bounds.is_empty() => Some(Test::Compare(bounds)),
        () if !has.is_empty() => Some(Test::Has(has)),
        () if !lacks.is_empty() => Some(Test::Lacks(lacks)),
        () if matches.is_some() => matches.map(Test::Matches),
        () => known.map(|flag| Test::Known(flag.value)),
    }
}

fn regex(reading: &Reading, text: &At<String>) -> Option<Regex> {
    match Regex::new(&text.value) {
        Ok(regex) => Some(regex),
        Err(error) => {
            let reason = error.to_string();
            let last = reason.lines().last().unwrap_or("not a regular expression").to_owned();
            reading.wrong(text.span.clone(), last);
            None
        }
    }
}

/// A number, a duration in words, or a reference to a named policy value.
fn bound(reading: &Reading, key: Key, value: &Spanned<DeValue<'_>>, policy: &Policy) -> Option<i64> {
    if !matches!(key.ty(), Type::Int | Type::Duration | Type::Set) {
        reading.wrong(value.span(), format!("`{}` is no number and cannot be compared", key.name()));
        return None;
    }
    let text = value.get_ref().as_str();
    if let Some(name) = text.and_then(|text| text.strip_prefix("policy:")) {
        return policy_value(reading, name, value.span(), policy);
    }
    let number = integer(value.get_ref()).or_else(|| text.and_then(parse_duration));
    if number.is_none() {
        let wanted = "a number, a duration such as \"24h\", or \"policy:<name>\"";
        reading.wrong(value.span(), format!("expected {wanted}"));
    }
    number
}

fn policy_value(reading: &Reading, name: &str, span: std::ops::Range<usize>, policy: &Policy) -> Option<i64> {
    let found = policy.thresholds.get(name).map(|threshold| threshold.value);
    if found.is_none() {
        let help = nearest(name, policy.thresholds.keys().map(String::as_str));
        reading.wrong_with_help(span, format!("unknown policy `{name}`"), help);
    }
    found
}

/// A value that fits the attribute's type.
pub fn scalar(reading: &Reading, key: Key, value: &Spanned<DeValue<'_>>) -> Option<Value> {
    let raw = value.get_ref();
    let found = match key.ty() {
        Type::Bool => raw.as_bool().map(Value::Bool),
        Type::Int => integer(raw).map(Value::Int),
        Type::Duration => integer(raw).or_else(|| raw.as_str().and_then(parse_duration)).map(Value::Int),
        Type::Enum(words) => return word(reading, key, words, value),
        Type::Text | Type::Set => raw.as_str().map(Value::from),
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
        Type::Enum(_) | Type::Text | Type::Set => "a text",
        Type::Secret => "no value: secrets are never compared",
    }
}

fn joins(table: &Table<'_>, name: &str, kind: Kind, policy: &Policy) -> Vec<Join> {
    let read = |inner: &Table<'_>| {
        let other = self::kind(inner)?;
        let cond = inner.table("where").map(|inner| cond(&inner, other, policy)).unwrap_or_default();
        let same =
            inner.texts("same").iter().filter_map(|pair| shared(inner.reading, pair, kind, other)).collect();
        let within = inner.required("within").and_then(|text| within(inner.reading, &text));
        let label = inner.text("label").map(|label| label.value).unwrap_or_default();
        inner.done();
        Some(Join { kind: other, cond, same, within: within?, label })
    };
    table.tables(name).iter().filter_map(read).collect()
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
        let help = Some(format!("at byte {} of the text", error.offset));
        reading.wrong_with_help(text.span.clone(), error.message, help);
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

fn escalations(root: &Table<'_>, kinds: &[Kind], policy: &Policy) -> Vec<(Kind, Cond, Severity)> {
    let read = |table: &Table<'_>| {
        let named = table.text("fact").and_then(|name| Kind::named(&name.value));
        let severity = table.required("severity").and_then(|text| severity(table.reading, &text));
        let kind = named.or(kinds.first().copied())?;
        let cond = table.table("where").map(|inner| cond(&inner, kind, policy)).unwrap_or_default();
        table.done();
        Some((kind, cond, severity?))
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
