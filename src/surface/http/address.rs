//! Parts of an address, for what captures need: scheme, host, path and query.
//!
//! In: an absolute address or a path. Out: its parts as slices. A part that holds a variable is not known.

use std::net::IpAddr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'u> {
    /// Empty for a path alone.
    pub scheme: &'u str,
    /// Without port and user; empty where it is not known.
    pub host: &'u str,
    pub path: &'u str,
    /// Behind the `?`, with what is behind a `#`.
    pub query: &'u str,
}

pub fn parse(url: &str) -> Address<'_> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let known = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+');
    let (scheme, rest) = if known && !scheme.is_empty() { (scheme, rest) } else { ("", url) };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = if scheme.is_empty() { ("", rest) } else { rest.split_at(end) };
    let (path, query) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    Address { scheme, host: host(authority), path, query: query.get(1..).unwrap_or("") }
}

/// The host of `user@host:80`.
pub fn host(authority: &str) -> &str {
    let behind = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match behind.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => behind.split(':').next().unwrap_or(""),
    };
    if is_variable(host) { "" } else { host }
}

/// `{{host}}`, `${HOST}`, `$HOST`, `<host>`.
pub fn is_variable(text: &str) -> bool {
    text.contains(['{', '}', '$', '<', '>'])
}

/// Names and addresses that stay on one machine, where browsers ask for no TLS, and those that are made for tests.
pub fn is_local(host: &str) -> bool {
    const ENDS: [&str; 5] = ["localhost", "test", "local", "internal", "docker"];
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    if let Ok(address) = host.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(v4) => {
                v4.is_loopback() || v4.is_private() || v4.is_unspecified() || v4.is_link_local()
            }
            IpAddr::V6(v6) => v6.is_loopback() || v6.is_unspecified(),
        };
    }
    let last = host.rsplit('.').next().unwrap_or("");
    !host.contains('.') || ENDS.contains(&last)
}

/// The last two labels: what two hosts of one site share, for most suffixes.
pub fn site(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    dots.nth(1).and_then(|at| host.get(at + 1..)).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        let whole = parse("https://me:pw@api.shop.example:8443/a/b?x=1#y");
        assert_eq!(
            (whole.scheme, whole.host, whole.path, whole.query),
            ("https", "api.shop.example", "/a/b", "x=1#y")
        );
        assert_eq!(parse("/login?next=http://a").path, "/login");
        assert_eq!(parse("{{host}}/login").host, "");
        assert_eq!(parse("http://{{host}}/login").host, "");
        assert_eq!(parse("http://[::1]:80/").host, "::1");
        assert_eq!(site("a.b.shop.example"), "shop.example");
        for text in ["", "://", "a://", "?", "#", "http://@:/?"] {
            let _ = parse(text);
        }
    }

    #[test]
    fn local_hosts_are_known() {
        for host in ["localhost", "app.localhost", "127.0.0.1", "::1", "10.0.0.7", "backend"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["shop.example", "8.8.8.8", "localhost.example"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
