//! Names of switches: cookie flags (`SESSION_COOKIE_SECURE`) and checks turned off (`SKIP_AUTH`).
//!
//! In goes a name, out comes what it switches and which way round. It must not read the value, and it knows inverted
//! names: `DISABLE_COOKIE_SECURE = true` means no Secure.

use serde::Deserialize;

use super::{any_of, ends_with, holds, names, words};

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
    guarded: Vec<String>,
    naming: Vec<String>,
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
    any_of(&words, &known.deciding) && (1..=words.len()).any(|end| ends_guarded(&words[..end]).is_some())
}

/// A variable that leaves such a check out: `SKIP_API_KEY`, `TOKEN_CHECK_DISABLED`. What is guarded and the word that
/// leaves it out stand side by side, with nothing but the check between them, and end the name.
pub fn skips_a_check(variable: &str) -> bool {
    let known = &names().switch;
    let words = words::of(variable);
    let end = words.iter().rposition(|word| !holds(&known.naming, word)).map_or(0, |at| at + 1);
    let (mut rest, mut off, mut guarded) = (&words[..end], false, false);
    while let Some((last, before)) = rest.split_last() {
        if let Some(shorter) = ends_guarded(rest) {
            (rest, guarded) = (shorter, true);
        } else if holds(&known.off, last) || holds(&known.check, last) {
            off |= holds(&known.off, last);
            rest = before;
        } else {
            break;
        }
    }
    off && guarded
}

/// True where a word leaves something out.
pub(super) fn leaves_out(words: &[String]) -> bool {
    any_of(words, &names().switch.off)
}

/// What stands before the thing that a login or a request proves, where the words end with one.
fn ends_guarded(words: &[String]) -> Option<&[String]> {
    let phrase = names().switch.guarded.iter().find(|phrase| ends_with(words, phrase))?;
    words.get(..words.len().checked_sub(phrase.split(' ').count())?)
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

#[cfg(test)]
mod tests {
    use super::{decides_a_check, skips_a_check};

    #[test]
    fn a_check_that_is_left_out_is_told_from_another_thing() {
        let skips =
            ["SKIP_API_KEY", "skip_api_key_validation", "TOKEN_CHECK_DISABLED", "SKIP_API_KEY_ENV_VAR"];
        assert!(skips.into_iter().all(skips_a_check));
        let others = ["SKIP_API_DOCS", "SKIP_TOKEN_CLEANUP", "NO_COLOR_FOR_SESSION", "API_KEY", "SKIP", ""];
        assert!(!others.into_iter().any(skips_a_check));
        assert!(decides_a_check("should_validate_api_key") && decides_a_check("is_auth_enabled"));
        assert!(!decides_a_check("is_api_enabled") && !decides_a_check("check_user_name"));
    }
}
