//! Gets keys from where the arguments say: a key file, a secret in a file, in the environment or on standard input.
//! Nothing of a key is ever shown, and nothing is fetched: a `jwks_uri` counts when it names a file.

use crate::cli::arguments::{KeyInput, SecretEncoding};
use crate::cli::failure::Failure;
use crate::cli::note;
use crate::jose::key::{Contents, Key, read};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Larger files hold no keys.
const LARGEST: u64 = 8 << 20;

/// The keys of the arguments; nothing when they name none.
pub fn load(input: &KeyInput) -> Result<Option<Vec<Key>>, Failure> {
    let source = &input.source;
    if let Some(path) = &source.key {
        return from_file(path).map(Some);
    }
    let secret = if let Some(place) = &source.secret_file {
        without_line_end(bytes(place)?)
    } else if let Some(name) = &source.secret_env {
        let value = std::env::var_os(name)
            .ok_or_else(|| Failure::Message(format!("there is no environment variable {name}")))?;
        value.into_encoded_bytes()
    } else if let Some(text) = &source.secret {
        note(
            "note: a secret on the command line stays in the shell's history; --secret-file and --secret-env do not",
        );
        text.clone().into_bytes()
    } else {
        return Ok(None);
    };
    Ok(Some(vec![Key::secret(&decoded(secret, input.secret_encoding)?)]))
}

/// A file, or standard input for `-`.
pub fn bytes(place: &str) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    if place == "-" {
        std::io::stdin().take(LARGEST).read_to_end(&mut out)?;
        return Ok(out);
    }
    let path = Path::new(place);
    let file = std::fs::File::open(path).map_err(|error| Failure::path(path, &error))?;
    file.take(LARGEST).read_to_end(&mut out).map_err(|error| Failure::path(path, &error))?;
    Ok(out)
}

fn without_line_end(mut bytes: Vec<u8>) -> Vec<u8> {
    for end in [b'\n', b'\r'] {
        if bytes.last() == Some(&end) {
            bytes.pop();
        }
    }
    bytes
}

fn decoded(bytes: Vec<u8>, encoding: SecretEncoding) -> Result<Vec<u8>, Failure> {
    let text = bytes.trim_ascii();
    let decoded = match encoding {
        SecretEncoding::Text => Some(bytes),
        SecretEncoding::Hex => hexadecimal(text),
        SecretEncoding::Base64 => {
            let end = text.iter().rposition(|&byte| byte != b'=').map_or(0, |at| at + 1);
            let bare = text.get(..end).unwrap_or_default();
            STANDARD_NO_PAD.decode(bare).or_else(|_| URL_SAFE_NO_PAD.decode(bare)).ok()
        }
    };
    decoded.ok_or_else(|| Failure::Message("the secret is not written in this --secret-encoding".to_owned()))
}

fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let pairs = text.chunks(2).map(|pair| {
        let digits = pair.iter().all(u8::is_ascii_hexdigit) && pair.len() == 2;
        let pair = std::str::from_utf8(pair).ok().filter(|_| digits)?;
        u8::from_str_radix(pair, 16).ok()
    });
    pairs.collect()
}

fn from_file(path: &Path) -> Result<Vec<Key>, Failure> {
    let keys = match contents(path)? {
        Contents::Keys(keys, left_out) => usable(path, keys, &left_out)?,
        Contents::Elsewhere(place) => {
            let place = beside(path, &place)?;
            match contents(&place)? {
                Contents::Keys(keys, left_out) => usable(&place, keys, &left_out)?,
                Contents::Elsewhere(_) => {
                    let text = format!("{}: another discovery document, and no key set", place.display());
                    return Err(Failure::Message(text));
                }
            }
        }
    };
    Ok(keys)
}

fn contents(path: &Path) -> Result<Contents, Failure> {
    let text = bytes(&path.to_string_lossy())?;
    read(&text).map_err(|reason| {
        let hint = "; a shared secret goes with --secret-file";
        Failure::Message(format!("{}: {reason}{hint}", path.display()))
    })
}

fn usable(path: &Path, keys: Vec<Key>, left_out: &[&str]) -> Result<Vec<Key>, Failure> {
    for reason in left_out {
        note(&format!("note: {}: left out {reason}", path.display()));
    }
    if keys.is_empty() {
        return Err(Failure::Message(format!("{}: no key that can be used", path.display())));
    }
    Ok(keys)
}

/// The file that a `jwks_uri` names, relative to the document.
fn beside(document: &Path, place: &str) -> Result<PathBuf, Failure> {
    let local = place.strip_prefix("file://").unwrap_or(place);
    if local.contains("://") {
        let text = format!(
            "{}: its keys are at a URL, and authlint fetches nothing: save that document, and give it to --key",
            document.display()
        );
        return Err(Failure::Message(text));
    }
    Ok(document.parent().unwrap_or(Path::new("")).join(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_decoded_as_asked() {
        let decode = |text: &str, encoding| decoded(text.as_bytes().to_vec(), encoding).ok();
        assert_eq!(decode(" a\t", SecretEncoding::Text).as_deref(), Some(&b" a\t"[..]));
        assert_eq!(decode("6661 ", SecretEncoding::Hex).as_deref(), Some(&b"fa"[..]));
        assert_eq!(decode("ZmE=", SecretEncoding::Base64).as_deref(), Some(&b"fa"[..]));
        for (text, encoding) in [
            ("6", SecretEncoding::Hex),
            ("é", SecretEncoding::Hex),
            ("+1", SecretEncoding::Hex),
            ("?", SecretEncoding::Base64),
        ] {
            assert_eq!(decode(text, encoding), None, "{text}");
        }
        assert_eq!(without_line_end(b"a\n\r\n".to_vec()), b"a\n");
    }
}
