//! What a name says about the thing it names: cookies, secrets, lifetimes, flags, switches and claims.
//!
//! In goes a name in any style, out comes a role, or nothing when the name does not say. All knowledge is data in
//! `rules/names.toml`. It must not look at values, and never reads half words: `consider` holds no `sid`.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use serde::Deserialize;

mod above;
mod account;
mod claim;
mod client;
mod cookie;
mod event;
mod gate;
mod header;
mod kept;
mod lifetime;
mod logged;
mod memory;
mod notice;
mod parameter;
mod password;
mod place;
mod request;
mod secret;
mod switch;
mod test;
pub mod words;

pub use above::{is_about_the_whole, names_in_path, subject};
pub use account::{is_address_of, is_issued, is_of_a_store, is_place_of, is_user_of};
pub use claim::{Sensitivity, checks_claim, claim_sensitivity, only_routes, reads_claim};
pub use client::{client_id_beside, is_nobodys_client, names_a_provider};
pub use cookie::{cookie_name_says, cookie_role, is_plain_session, opens};
pub use event::{
    is_client, is_identity_type, logs_in, logs_out, numbers_somebody, proves_credential, runs_in_browser,
    says_nobody, says_who, speaks_of_expiry, speaks_of_revoking, touches_server, verifies_token,
};
pub use gate::{Gate, gate_role};
pub use header::{call_takes, fetches, header_member, holds_against, template_role};
pub use kept::{
    Renewal, Storing, draws, hides, is_about_other_tokens, is_kept_token, is_of_an_answer, passes_on,
    renewal, renews_a_token, speaks_of_access, stands_for_a_token, stores_by,
};
pub use lifetime::{Unit, lifetime_role};
pub use logged::{
    Logged, TypeWord, credential_header, database_url, fills_late, given_role, holds_commands, holds_cookies,
    holds_other_tokens, is_address, is_bare, is_open_store, is_to_be_hidden, keeps_a_cache, keeps_value,
    lists_variables, loads_own_type, logged_role, logged_words, masks, names_a_database_server,
    names_a_place, names_permissions, numbers_what_is_logged, reads_by_name, reads_command_line, reads_late,
    sends_credential, speaks_of_auth, type_word, uses_terminal, wraps_value,
};
pub use notice::is_for_developers;
pub use parameter::{carries_credential, prescribes_query};
pub use password::{
    Compared, Handling, answers_challenge, carries, checks_what_came, chooses_password, codes, compared_role,
    compares_kinds, describes, fills_text, follows_a_protocol, handling, hashes_a_password, hashes_passwords,
    holds_settings, is_account, is_hash_name, is_kept, is_kept_secret, is_password, is_protocol_package,
    is_record, is_request, is_secret_token, is_sent, is_user_name, makes_key, makes_macs, says_again,
    selects_rows, tells_changes, uses_up,
};
pub use place::{asks_for_place, is_place_variable, place_condition, place_profile, place_word};
pub use request::{
    asks_little, changes_state, defends_against_forgery, deletes, is_credential_parameter, is_of_provider,
    is_one_time, is_probe, is_sample, leads_onward, may_be_credential,
};
pub use secret::{may_name_a_slot, names_a_slot, secret_role, variable_words};
pub use switch::{
    Switch, decides_a_check, flag_role, hands_request_on, replaces_identity, skips_a_check, switch_role,
};
pub use test::is_for_tests;

/// The parsed `rules/names.toml`; its parts are described where they are read.
#[derive(Default, Deserialize)]
struct Names {
    parts: String,
    synonyms: BTreeMap<String, Vec<String>>,
    above: above::Names,
    account: account::Names,
    cookie: cookie::Names,
    client: client::Names,
    notice: notice::Names,
    secret: secret::Names,
    lifetime: lifetime::Names,
    flag: switch::FlagNames,
    switch: switch::SwitchNames,
    claim: claim::Names,
    gate: gate::Names,
    r#type: Types,
    parameter: parameter::Names,
    password: password::Names,
    logged: logged::Names,
    event: event::Names,
    browser: event::Browser,
    header: header::Names,
    kept: kept::Names,
    request: request::Names,
    place: place::Names,
    test: test::Names,
}

/// Types that are looked through.
#[derive(Default, Deserialize)]
struct Types {
    wrappers: Vec<String>,
    extractors: Vec<String>,
    changing: Vec<String>,
}

/// True for the name of a type that stands around another one and hands its content on: `Arc`, `State`.
pub fn is_wrapper(type_name: &str) -> bool {
    holds(&names().r#type.wrappers, type_name)
}

/// True for the name of a type around what a client sent: `Json`, `Form`.
pub fn extracts(type_name: &str) -> bool {
    holds(&names().r#type.extractors, type_name)
}

/// True for the name of a type whose content can be changed where it stands, in a static too: `RwLock`.
pub fn may_change(type_name: &str) -> bool {
    holds(&names().r#type.changing, type_name)
}

/// A whole name, or the start of one, and its role.
#[derive(Deserialize)]
struct Named {
    name: String,
    role: String,
}

/// A role that any of these words gives; without words it is what remains.
#[derive(Deserialize)]
struct RoleWords {
    role: String,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
}

/// The embedded file is tested: without it no name would say anything.
fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| toml::from_str(include_str!("../../rules/names.toml")).unwrap_or_default())
}

/// The lower-case words of a name in any style.
pub fn words(name: &str) -> Rc<[String]> {
    words::of(name)
}

/// True when `list` holds `word`.
fn holds(list: &[String], word: &str) -> bool {
    list.iter().any(|listed| listed == word)
}

/// True when one of `words` is in `list`.
fn any_of(words: &[String], list: &[String]) -> bool {
    words.iter().any(|word| holds(list, word))
}

/// True when `words` end with a phrase, which is words with a blank between them.
fn ends_with(words: &[String], phrase: &str) -> bool {
    let mut rest = phrase;
    for word in words.iter().rev() {
        match rest.strip_suffix(word.as_str()) {
            None => return false,
            Some("") => return true,
            Some(before) => match before.strip_suffix(' ') {
                Some(before) => rest = before,
                None => return false,
            },
        }
    }
    false
}
