//! What a key's own name says: a secret, a lifetime, a cookie's flag, a switch.
//!
//! In: a family and a name. Out: the attributes that follow. The names themselves are data of
//! `fact::role`; nothing of formats or values is known here.

use crate::fact::kinds::{cookie, key, switch, token_issue};
use crate::fact::{Key, Kind, Value, role};
use crate::model::Unit;
use crate::model::config::Named;
use role::Switch;

/// What a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// The row does not go by names.
    None,
    Secret {
        purpose: &'static str,
        /// The name could as well be that of a place where a secret is found: `session: { key: sid }`.
        slot: bool,
    },
    Lifetime {
        role: &'static str,
        unit: Option<Unit>,
    },
    CookieFlag {
        attribute: Key,
        inverted: bool,
    },
    Switch(Switch),
}

/// What `name` says if it belongs to the family.
pub(super) fn of(named: Named, name: &str) -> Option<Family> {
    match named {
        Named::Secret => role::secret_role(name).map(|purpose| Family::Secret { purpose, slot: false }),
        Named::Lifetime => {
            let (role, unit) = role::lifetime_role(name)?;
            Some(Family::Lifetime { role, unit })
        }
        Named::CookieFlag => {
            let (attribute, inverted) = role::flag_role(name)?;
            Some(Family::CookieFlag { attribute: Kind::Cookie.key(attribute)?, inverted })
        }
        Named::Switch => role::switch_role(name).map(Family::Switch),
    }
}

/// What a key says together with the keys above it.
pub(super) fn of_path(named: Named, path: &[&str]) -> Option<Family> {
    role::names_in_path(path).iter().find_map(|name| match of(named, name)? {
        Family::Secret { purpose, .. } => Some(Family::Secret { purpose, slot: role::names_a_slot(name) }),
        // `smtp: { auth: { enabled: false } }` leaves the service itself as it is, and `tls: { insecure: true }`
        // often means a connection without TLS.
        Family::Switch(Switch { kind, bad_value }) if bad_value || !matches!(kind, "tls" | "jwt") => None,
        other => Some(other),
    })
}

/// Of `cache: { token_ttl: .. }` the upper key says that it is no lifetime of a token, and of
/// `smtp: { auth_enabled: .. }` that other parts are as safe as before; the access key of `s3` is a name.
pub(super) fn is_vetoed(named: Named, own: &Family, path: &[&str]) -> bool {
    let [.., parent, leaf] = path else { return false };
    match own {
        Family::Lifetime { .. } | Family::Secret { purpose: "api-key", .. } => {
            of(named, &format!("{parent}_{leaf}")).is_none()
        }
        Family::Switch(Switch { kind: "auth", .. }) => !role::is_about_the_whole(parent),
        _ => false,
    }
}

impl Family {
    /// Keys above may say more than the name does.
    pub(super) fn is_vague(&self) -> bool {
        match self {
            Family::Secret { purpose, .. } => *purpose == "generic",
            Family::Lifetime { role, .. } => *role == "unknown",
            _ => false,
        }
    }

    /// Unit of a bare number, where the name tells it.
    pub(super) fn unit(&self) -> Option<Unit> {
        match self {
            Family::Lifetime { unit, .. } => *unit,
            _ => None,
        }
    }

    /// The attribute that the key's value is, and whether the name turns it round.
    pub(super) fn value(&self) -> Option<(Key, bool)> {
        match self {
            Family::None => None,
            Family::Secret { .. } => Some((key::secret, false)),
            Family::Lifetime { .. } => Some((token_issue::lifetime, false)),
            Family::CookieFlag { attribute, inverted } => Some((*attribute, *inverted)),
            Family::Switch(named) => Some((switch::off, !named.bad_value)),
        }
    }

    /// Attributes that the name alone tells.
    pub(super) fn told(&self, name: &str) -> Vec<(Key, Value)> {
        match self {
            Family::None => Vec::new(),
            Family::Secret { purpose, .. } => {
                vec![(key::purpose, (*purpose).into()), (key::variable, name.into())]
            }
            Family::Lifetime { role, .. } => {
                vec![(token_issue::role, (*role).into()), (token_issue::setting, name.into())]
            }
            Family::CookieFlag { .. } => {
                let role = role::cookie_role(name);
                let known = (role != "unknown").then(|| (cookie::role, role.into()));
                known.into_iter().chain([(cookie::removal, false.into())]).collect()
            }
            Family::Switch(named) => {
                vec![(switch::protects, named.kind.into()), (switch::name, name.into())]
            }
        }
    }
}
