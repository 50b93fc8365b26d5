//! Paths of the report as URI references (RFC 3986).

use super::document::Artifact;

/// The folder that all relative paths start from.
pub const ROOT: &str = "%SRCROOT%";

/// Where a file lies, relative to the scanned root unless its path is absolute.
pub fn artifact(path: &str) -> Artifact {
    let encoded = encode(path);
    if path.starts_with('/') {
        Artifact { uri: format!("file://{encoded}"), uri_base_id: None }
    } else {
        Artifact { uri: encoded, uri_base_id: Some(ROOT) }
    }
}

/// Percent-encodes everything but unreserved characters and `/`. A colon goes too: in the first
/// segment it would end a scheme (RFC 3986 section 4.2).
fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        let uri = |path| artifact(path).uri;
        assert_eq!(uri("src/main.rs"), "src/main.rs");
        assert_eq!(uri("a b/ü#?%.rs"), "a%20b/%C3%BC%23%3F%25.rs");
        assert_eq!(uri("c:d"), "c%3Ad");
        assert_eq!(uri("/tmp/x"), "file:///tmp/x");
        assert!(artifact("/tmp/x").uri_base_id.is_none());
    }
}
