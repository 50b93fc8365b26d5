//! Cuts a name into lower-case words.
//!
//! In goes a name in any style (`JWT_SECRET`, `maxAge`, `connect.sid`, `JSESSIONID`), out come its words. It must not
//! cut a run that is not wholly made of known parts.

use std::rc::Rc;
use std::sync::OnceLock;

use super::memory::Memory;
use super::names;
use crate::fact::lexicon::Lexicon;

/// Longer names are no names.
const LONGEST: usize = 200;

thread_local! {
    static KEPT: Memory<Rc<[String]>> = Memory::default();
}

/// The words of `name`, in order.
pub fn of(name: &str) -> Rc<[String]> {
    if name.len() > LONGEST {
        return Rc::default();
    }
    KEPT.with(|kept| kept.of(name, |name| taken_apart(name).into()))
}

fn taken_apart(name: &str) -> Vec<String> {
    let pieces = name.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
    pieces.flat_map(humps).flat_map(|hump| cut(&hump)).map(in_english).collect()
}

/// A word of another language, as the one that the lists hold.
fn in_english(word: String) -> String {
    let known = names().synonyms.iter().find(|(_, others)| others.contains(&word));
    known.map_or(word, |(english, _)| english.clone())
}

fn parts() -> &'static Lexicon {
    static PARTS: OnceLock<Lexicon> = OnceLock::new();
    PARTS.get_or_init(|| Lexicon::from_list(&names().parts))
}

/// `jwtExpirationMs` → jwt, expiration, ms; `OAuth2Token` keeps its `oauth2`; capitals before a hump belong together.
fn humps(piece: &str) -> Vec<String> {
    let chars: Vec<char> = piece.replace("OAuth", "Oauth").chars().collect();
    let mut words = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|index| chars.get(index));
        let after = chars.get(at + 1);
        if c.is_uppercase() && before.is_some_and(|before| starts_hump(*before, after)) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words
}

fn starts_hump(before: char, after: Option<&char>) -> bool {
    before.is_lowercase()
        || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
        || before.is_ascii_digit() && after.is_some_and(|after| after.is_lowercase())
}

fn cut(word: &str) -> Vec<String> {
    let parted = parts().cut(word);
    if !parted.full || parted.words.len() < 2 {
        return vec![word.to_owned()];
    }
    parted.words.iter().filter_map(|range| word.get(range.clone())).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn every_style_gives_the_same_words() {
        for name in [
            "JWT_SECRET_KEY",
            "jwtSecretKey",
            "jwt-secret-key",
            "JwtSecretKey",
            "jwtsecretkey",
            "JWTSecretKey",
        ] {
            assert_eq!(*of(name), ["jwt", "secret", "key"], "{name}");
        }
        assert_eq!(*of("connect.sid"), ["connect", "sid"]);
        assert_eq!(*of("sessionid"), ["session", "id"]);
        assert_eq!(*of("OAuth2Token"), ["oauth2", "token"]);
    }

    #[test]
    fn words_of_other_languages_are_read_as_english_ones() {
        assert_eq!(*of("contraseña_hash"), ["password", "hash"]);
        assert_eq!(*of("MotDePasse"), ["mot", "de", "password"]);
        assert_eq!(*of("senhas"), ["senhas"]);
    }

    #[test]
    fn half_words_are_not_cut_out() {
        for name in ["consider", "side", "author", "inside", "accessibility"] {
            assert_eq!(*of(name), [name]);
        }
    }

    #[test]
    fn hostile_names_are_survived() {
        assert!(of("").is_empty() && of("___").is_empty() && of(&"a_".repeat(10_000)).is_empty());
        assert_eq!(of("ÉTÉ\0x").len(), 2);
    }
}
