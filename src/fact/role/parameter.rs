//! Which query parameters carry a credential that opens something by itself.
//!
//! In goes a parameter's name, out comes yes or no. A bare `token` is as often a one-time token of a mail link,
//! so it says nothing.

use serde::Deserialize;

use super::{holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    credential: Vec<String>,
}

pub fn carries_credential(parameter: &str) -> bool {
    holds(&names().parameter.credential, &words::of(parameter).join(" "))
}
