//! Which query parameters carry a credential that opens something by itself.
//!
//! In goes a parameter's name, out comes yes or no. A bare `token` is as often a one-time token of a mail link,
//! so it says nothing.

use serde::Deserialize;

use super::{holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    credential: Vec<String>,
    prescribed: Vec<String>,
}

pub fn carries_credential(parameter: &str) -> bool {
    holds(&names().parameter.credential, &words::of(parameter).join(" "))
}

/// True for an address of a service that takes its credential in the query and nowhere else.
pub fn prescribes_query(address: &str) -> bool {
    names().parameter.prescribed.iter().any(|host| address.contains(host.as_str()))
}
