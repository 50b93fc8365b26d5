//! Passwords by the names that stand around them: whose account one opens, and who issues a secret.
//!
//! In goes the name of a password or a secret with the names beside it, out come yes and no. Values are no matter here.

use serde::Deserialize;

use super::{any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    users: Vec<String>,
    reaches: Vec<String>,
    stores: Vec<String>,
    vendors: Vec<String>,
    chosen: Vec<String>,
}

/// True when `name` is that of the user whom a password called `password` belongs to: `UI_USERNAME`, `UI_PASSWORD`.
pub fn is_user_of(password: &str, name: &str) -> bool {
    stands_with(password, name, &names().account.users)
}

/// True when `name` says where the service is that takes the password: the program is a client there.
pub fn is_place_of(password: &str, name: &str) -> bool {
    stands_with(password, name, &names().account.reaches)
}

/// True when `name` is that of an address that a switch called `switch` may be about: `url`, or `WIKI_URL` of
/// `WIKI_VERIFY_SSL`.
pub fn is_address_of(switch: &str, name: &str) -> bool {
    let (switch, name) = (words::of(switch), words::of(name));
    let Some((last, before)) = name.split_last() else { return false };
    holds(&names().account.reaches, last) && (before.is_empty() || before.first() == switch.first())
}

/// True for the name of a database, a mail server or the like, whose account opens nothing from outside.
pub fn is_of_a_store(name: &str) -> bool {
    any_of(&words::of(name), &names().account.stores)
}

/// True for the name of a secret that a vendor issues: nobody can choose a weak one.
pub fn is_issued(name: &str) -> bool {
    let words = words::of(name);
    any_of(&words, &names().account.vendors) && !any_of(&words, &names().account.chosen)
}

/// The words before the last one are those of the password's name.
fn stands_with(password: &str, name: &str, last_words: &[String]) -> bool {
    let (password, name) = (words::of(password), words::of(name));
    let Some((_, stem)) = password.split_last() else { return false };
    let Some(rest) = name.strip_prefix(stem) else { return false };
    !rest.is_empty() && holds(last_words, &rest.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{is_address_of, is_issued, is_of_a_store, is_place_of, is_user_of};

    #[test]
    fn a_user_shares_the_first_words_of_the_password() {
        assert!(is_user_of("UI_PASSWORD", "UI_USERNAME") && is_user_of("password", "user"));
        assert!(is_user_of("uiPassword", "uiUser"));
        for other in ["USERNAME", "UI", "API_USERNAME", "UI_USERNAME_HINT", ""] {
            assert!(!is_user_of("UI_PASSWORD", other), "{other}");
        }
        assert!(!is_user_of("", ""));
    }

    #[test]
    fn clients_know_where_their_service_is() {
        assert!(is_place_of("UI_PASSWORD", "UI_HOST") && is_place_of("password", "port"));
        assert!(!is_place_of("UI_PASSWORD", "API_HOST"));
        assert!(is_of_a_store("postgres-primary") && !is_of_a_store("dashboard"));
    }

    #[test]
    fn a_webhooks_secret_is_chosen() {
        assert!(is_address_of("tlsSkipVerify", "url") && is_address_of("WIKI_VERIFY_SSL", "WIKI_URL"));
        assert!(!is_address_of("WIKI_VERIFY_SSL", "SHOP_URL") && !is_address_of("insecure", "name"));
        assert!(is_issued("OPENAI_API_KEY") && is_issued("STRIPE_SECRET_KEY"));
        assert!(!is_issued("GITHUB_WEBHOOK_SECRET") && !is_issued("API_KEY"));
    }
}
