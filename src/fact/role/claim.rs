//! Which JWT claims and struct fields hold what should not travel in a readable token.
//!
//! In goes a claim or field name, out comes its sensitivity. It must not be lured by names about a secret:
//! `password_changed_at`, `pwd_ver`, `email_verified`.

use serde::Deserialize;

use super::memory::Memory;
use super::{ends_with, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    credential: Vec<String>,
    personal: Vec<String>,
    personal_alone: Vec<String>,
    never_first: Vec<String>,
    routing: Vec<String>,
    compared: Vec<Compared>,
}

/// A check, and what the claim is called that it reads.
#[derive(Deserialize)]
struct Compared {
    check: String,
    names: Vec<String>,
}

/// A claim that says where a token belongs or how long it holds, and nothing about who brings it.
pub fn only_routes(claim: &str) -> bool {
    holds(&names().claim.routing, claim)
}

/// Whether code that reads this member or calls this getter looks at the claim of the check: `aud`, `issuer()`.
pub fn reads_claim(name: &str, check: &str) -> bool {
    let name = name.to_ascii_lowercase();
    names().claim.compared.iter().any(|one| one.check == check && holds(&one.names, &name))
}

/// Whether a function with arguments compares the claim of the check: `validate_issuer`, `check_audience`.
pub fn checks_claim(function: &str, check: &str) -> bool {
    let words = words::of(function);
    let about = words.iter().any(|word| reads_claim(word, check));
    about && super::event::checks(&words) && !super::switch::leaves_out(&words)
}

/// Why a claim is sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sensitivity {
    /// Data about a person.
    Personal,
    /// A secret that opens something.
    Credential,
}

thread_local! {
    static JUDGED: Memory<Option<Sensitivity>> = Memory::default();
}

/// The sensitivity of a claim or field name; `None` when its last words name nothing sensitive.
pub fn claim_sensitivity(name: &str) -> Option<Sensitivity> {
    JUDGED.with(|judged| judged.of(name, judge))
}

fn judge(name: &str) -> Option<Sensitivity> {
    let known = &names().claim;
    let words = words::of(name);
    if words.first().is_some_and(|first| holds(&known.never_first, first)) {
        return None;
    }
    if ends_in(&words, &known.credential) {
        return Some(Sensitivity::Credential);
    }
    let alone = matches!(&*words, [only] if holds(&known.personal_alone, only));
    (alone || ends_in(&words, &known.personal)).then_some(Sensitivity::Personal)
}

fn ends_in(words: &[String], phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| ends_with(words, phrase))
}
