//! Named thresholds that teams argue about: defaults in `rules/policy.toml`, overrides in
//! `authlint.toml`. A condition refers to one as `"policy:access-token-lifetime"`.

use crate::fact::value::parse_duration;
use crate::mistake::{Reading, Table, integer};
use std::collections::BTreeMap;

/// One threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// A number, or seconds where the default is written as a duration.
    pub value: i64,
    pub is_duration: bool,
    pub why: String,
}

#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub thresholds: BTreeMap<String, Threshold>,
}

impl Policy {
    /// Reads `rules/policy.toml`.
    pub fn load(reading: &Reading) -> Policy {
        let mut policy = Policy::default();
        reading.root(|root| {
            for (name, _) in root.entries() {
                if let Some(threshold) = root.table(name.value).and_then(|table| threshold(&table)) {
                    policy.thresholds.insert(name.value.to_owned(), threshold);
                }
            }
        });
        policy
    }

    /// Applies the `[policy]` table of a user's configuration.
    pub fn override_with(&mut self, table: &Table<'_>) {
        for (name, value) in table.entries() {
            let Some(threshold) = self.thresholds.get_mut(name.value) else {
                let help = crate::mistake::nearest(name.value, self.thresholds.keys().map(String::as_str));
                table.reading.wrong_with_help(name.span, format!("unknown policy `{}`", name.value), help);
                continue;
            };
            let number = integer(value.get_ref());
            match number.or_else(|| value.get_ref().as_str().and_then(parse_duration)) {
                Some(number) => threshold.value = number,
                None => table.reading.wrong(value.span(), "a number, or a duration such as \"24h\""),
            }
        }
    }
}

fn threshold(table: &Table<'_>) -> Option<Threshold> {
    let why = table.required("why").map(|why| why.value).unwrap_or_default();
    let value = table.raw("value");
    table.done();
    let Some(value) = value else {
        table.reading.wrong(table.span.clone(), "`value` is missing");
        return None;
    };
    let duration = value.get_ref().as_str().and_then(parse_duration);
    match duration.or_else(|| integer(value.get_ref())) {
        Some(number) => Some(Threshold { value: number, is_duration: duration.is_some(), why }),
        None => {
            table.reading.wrong(value.span(), "`value` must be a number, or a duration such as \"24h\"");
            None
        }
    }
}
