//! Secret text: a key, a password or a token as found in a source.
//!
//! In goes the exposed text, out comes a value that can be stored, compared and handed on, and that prints only
//! its length and class. It must not know where the text came from nor whether it is strong.

use std::fmt;

use serde::{Serialize, Serializer};

/// Text that must never reach an output, a log, an error or a snapshot.
///
/// `Debug`, `Display` and `Serialize` all give `<secret: 22 bytes, text>`. Equality and hashing work on the text,
/// so that the same secret under two names can be found.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Takes the text over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for analysis only: never format, log or store what this returns.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Length of the text in bytes, before any decoding.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rough shape of the text, safe to print.
    fn class(&self) -> &'static str {
        let text = self.0.trim();
        if text.is_empty() {
            "empty"
        } else if text.starts_with("-----BEGIN ") {
            "pem"
        } else if text.starts_with("eyJ") && text.contains('.') {
            "token"
        } else if text.len() >= 16 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            "hex"
        } else {
            "text"
        }
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<secret: {} bytes, {}>", self.len(), self.class())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Drop for Secret {
    /// Best effort: without unsafe code nothing forbids the compiler to skip the write, `black_box` only
    /// discourages it, and copies made by `String` while growing are out of reach.
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        std::hint::black_box(&bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn no_output_holds_the_text() {
        let secret = Secret::from("visibly-fake-secret-22");
        assert_eq!(secret.to_string(), "<secret: 22 bytes, text>");
        assert_eq!(format!("{secret:?}"), secret.to_string());
        assert_eq!(format!("{:#?}", Some(&secret)).matches("fake").count(), 0);
        let json = serde_json::to_string(&secret).unwrap_or_default();
        assert_eq!(json, "\"<secret: 22 bytes, text>\"");
    }

    #[test]
    fn the_class_says_the_shape_only() {
        assert_eq!(Secret::from("00112233445566778899aabbccddeeff").class(), "hex");
        assert_eq!(Secret::from("-----BEGIN PRIVATE KEY-----").class(), "pem");
        assert_eq!(Secret::from("eyJmYWtlIjoxfQ.e30.fake").class(), "token");
        assert_eq!(Secret::from(" \n").class(), "empty");
    }

    #[test]
    fn equal_text_is_an_equal_secret() {
        let one = Secret::from("same-fake");
        assert_eq!(one, one.clone());
        assert_ne!(one, Secret::new(String::from("other-fake")));
        assert_eq!(one.expose(), "same-fake");
    }
}
