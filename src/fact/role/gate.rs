//! Names of conditions: whether somebody who reads `if insecure { .. }` is told that a check is at stake.
//!
//! In goes a name, out comes what it speaks of. `use_proxy` and `endpoint` speak of nothing here: what stands
//! behind such a guard is the program's own choice.

use serde::Deserialize;

use super::{any_of, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    build: Vec<String>,
    tls: Vec<String>,
    cors: Vec<String>,
}

/// The checks that a condition's names speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    pub tls: bool,
    pub cors: bool,
}

impl Gate {
    /// What either of two speaks of.
    pub fn or(self, other: Gate) -> Gate {
        Gate { tls: self.tls || other.tls, cors: self.cors || other.cors }
    }
}

/// What a name in a condition speaks of; development modes speak of every check.
pub fn gate_role(name: &str) -> Gate {
    let known = &names().gate;
    let words = words::of(name);
    let build = any_of(&words, &known.build);
    Gate { tls: build || any_of(&words, &known.tls), cors: build || any_of(&words, &known.cors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_speak_of_what_they_switch() {
        for name in ["insecure", "skipVerify", "accept_invalid_certs", "TLS_MODE", "no_verify_ssl"] {
            assert!(gate_role(name).tls, "{name}");
        }
        assert!(gate_role("is_dev").tls && gate_role("is_dev").cors && gate_role("allow_any_origin").cors);
        for name in ["url", "use_proxy", "tracing_enabled", "timeout", "", "\0", "certain"] {
            assert_eq!(gate_role(name), Gate::default(), "{name}");
        }
    }
}
