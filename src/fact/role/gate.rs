//! Names of conditions: whether somebody who reads `if insecure { .. }` is told that a check is at stake.
//!
//! In goes a name, out comes what it speaks of. `use_proxy` and `endpoint` speak of nothing here: what stands
//! behind such a guard is the program's own choice.

use serde::Deserialize;

use super::place::speaks_of_developing;
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
    /// The build or the mode that the program runs in, which may be about any check.
    pub build: bool,
    pub tls: bool,
    pub cors: bool,
}

impl Gate {
    /// What either of two speaks of.
    pub fn or(self, other: Gate) -> Gate {
        Gate { build: self.build || other.build, tls: self.tls || other.tls, cors: self.cors || other.cors }
    }

    /// What both of two speak of.
    pub fn and(self, other: Gate) -> Gate {
        Gate { build: self.build && other.build, tls: self.tls && other.tls, cors: self.cors && other.cors }
    }

    /// What code behind an early return is told: `if local_mode { return }` is about no check in particular.
    pub fn behind(self) -> Gate {
        Gate { build: false, ..self }
    }
}

/// What a name in a condition speaks of.
pub fn gate_role(name: &str) -> Gate {
    let known = &names().gate;
    let words = words::of(name);
    Gate {
        build: any_of(&words, &known.build) || speaks_of_developing(&words),
        tls: any_of(&words, &known.tls),
        cors: any_of(&words, &known.cors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_speak_of_what_they_switch() {
        for name in ["insecure", "skipVerify", "accept_invalid_certs", "TLS_MODE", "no_verify_ssl"] {
            assert!(gate_role(name).tls, "{name}");
        }
        assert!(
            gate_role("is_dev").build
                && !gate_role("is_dev").behind().build
                && gate_role("allow_any_origin").cors
        );
        for name in ["url", "use_proxy", "tracing_enabled", "timeout", "", "\0", "certain"] {
            assert_eq!(gate_role(name), Gate::default(), "{name}");
        }
    }
}
