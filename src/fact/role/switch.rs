//! Names of switches: cookie flags (`SESSION_COOKIE_SECURE`) and checks turned off (`SKIP_AUTH`).
//!
//! In goes a name, out comes what it switches and which way round. It must not read the value, and it knows inverted
//! names: `DISABLE_COOKIE_SECURE = true` means no Secure.

use serde::Deserialize;

use super::{any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct FlagNames {
    subjects: Vec<String>,
    attributes: Vec<Attribute>,
    inverting: Vec<String>,
    never: Vec<String>,
}

#[derive(Deserialize)]
struct Attribute {
    attribute: String,
    words: Vec<String>,
    inverted: bool,
}

#[derive(Default, Deserialize)]
pub(super) struct SwitchNames {
    exact: Vec<ExactSwitch>,
    off: Vec<String>,
    check: Vec<String>,
    filler: Vec<String>,
    never: Vec<String>,
    subjects: Vec<Subject>,
    replacing: Vec<String>,
    replaced: Vec<String>,
    deciding: Vec<String>,
    onward: Vec<String>,
    handing_on: Vec<String>,
}

#[derive(Deserialize)]
struct ExactSwitch {
    name: String,
    kind: String,
    bad: bool,
}

#[derive(Deserialize)]
struct Subject {
    kind: String,
    any: Vec<String>,
    bare_off: Vec<String>,
}

/// A switch that can turn a check off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// What is no longer checked: `auth`, `tls`, `jwt` or `csrf`.
    pub kind: &'static str,
    /// The value at which the check is off: `true` for `SKIP_AUTH`, `false` for `NODE_TLS_REJECT_UNAUTHORIZED`.
    pub bad_value: bool,
}

/// A variable whose value takes the place of who somebody is: `JWT_OVERRIDE`.
pub fn replaces_identity(variable: &str) -> bool {
    let known = &names().switch;
    let words = words::of(variable);
    any_of(&words, &known.replacing) && any_of(&words, &known.replaced)
}

/// A function that says whether a check of logins is made: `should_validate_api_key`.
pub fn decides_a_check(function: &str) -> bool {
    let known = &names().switch;
    let words = words::of(function);
    any_of(&words, &known.deciding) && any_of(&words, &known.replaced)
}

/// A variable that leaves such a check out: `SKIP_API_KEY`.
pub fn skips_a_check(variable: &str) -> bool {
    let known = &names().switch;
    let words = words::of(variable);
    any_of(&words, &known.off) && any_of(&words, &known.replaced)
}

/// Whether a middleware's call hands the request to what stands behind it: `next.run(request)`.
pub fn hands_request_on(receiver: &str, method: &str) -> bool {
    let known = &names().switch;
    holds(&known.onward, receiver) && holds(&known.handing_on, method)
}

/// The cookie attribute (`secure`, `http_only`, `same_site`) that a variable sets, and whether `true` turns it off.
pub fn flag_role(name: &str) -> Option<(&'static str, bool)> {
    let known = &names().flag;
    let words = words::of(name);
    if !any_of(&words, &known.subjects) || any_of(&words, &known.never) {
        return None;
    }
    let stands = |row: &&Attribute| words.windows(row.words.len().max(1)).any(|window| window == row.words);
    let row = known.attributes.iter().find(stands)?;
    Some((row.attribute.as_str(), row.inverted != any_of(&words, &known.inverting)))
}

/// The check that a variable can turn off; `None` for one that turns off a login method, a cache or a form.
pub fn switch_role(name: &str) -> Option<Switch> {
    let known = &names().switch;
    let words = words::of(name);
    let joined = words.join("_");
    // `SMTP_AUTH_ENABLED = false` is about one service, `ELASTIC_VERIFY_SSL = false` is bad for any, and
    // `SKIP_TLS_VERIFY` is the opposite of `TLS_VERIFY`.
    let is_named = |row: &&ExactSwitch| match joined.strip_suffix(row.name.as_str()) {
        Some("") => true,
        Some(rest) => rest.ends_with('_') && row.kind != "auth" && (row.bad || !any_of(&words, &known.off)),
        None => false,
    };
    if let Some(row) = known.exact.iter().find(is_named) {
        return Some(Switch { kind: row.kind.as_str(), bad_value: row.bad });
    }
    if any_of(&words, &known.never) {
        return None;
    }
    let kind = known.subjects.iter().find_map(|subject| turned_off(known, subject, &words))?;
    Some(Switch { kind, bad_value: true })
}

/// Off word, subject and check word have to stand side by side and end the name; anything may stand before them.
fn turned_off(
    known: &'static SwitchNames,
    subject: &'static Subject,
    words: &[String],
) -> Option<&'static str> {
    let in_phrase = |word: &String| {
        [&known.off, &known.check, &known.filler, &subject.any].iter().any(|list| holds(list, word))
    };
    let start = words.iter().rposition(|word| !in_phrase(word)).map_or(0, |at| at + 1);
    let phrase = words.get(start..)?;
    let bare = any_of(phrase, &subject.bare_off);
    let checked = any_of(phrase, &known.off) && any_of(phrase, &known.check);
    (any_of(phrase, &subject.any) && (bare || checked)).then_some(subject.kind.as_str())
}
