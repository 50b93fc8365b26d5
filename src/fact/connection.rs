//! Passwords inside connection strings: addresses of databases and brokers, JDBC's parameters, ADO's pairs.
//!
//! In: the text. Out: where the password stands, and how far away the service is that it opens. Opens no
//! connection and decodes nothing.

use std::net::IpAddr;
use std::ops::Range;

/// A password and the place that it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub password: Range<usize>,
    /// As the vocabulary's `host` calls it.
    pub host: &'static str,
}

/// The password of a connection string, if it has one.
pub fn login(text: &str) -> Option<Login> {
    let found = address(text).or_else(|| pairs(text))?;
    (!found.password.is_empty()).then_some(found)
}

/// `scheme://user:password@host/..`, or the same with `?user=..&password=..`.
fn address(text: &str) -> Option<Login> {
    let start = text.find("://")? + 3;
    let rest = text.get(start..)?;
    let authority = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let (user, server) = match authority.rfind('@') {
        Some(at) => (authority.get(..at)?, authority.get(at + 1..)?),
        None => ("", authority),
    };
    // Several servers are separated by commas, and each may have a port.
    let server = server.split(',').next().unwrap_or("");
    let host = match server.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => server.split(':').next().unwrap_or(""),
    };
    let inside = user.find(':').map(|colon| start + colon + 1..start + user.len());
    let password = inside.or_else(|| parameter(text, start))?;
    Some(Login { password, host: distance(host) })
}

/// `..?user=app&password=..`
fn parameter(text: &str, from: usize) -> Option<Range<usize>> {
    let query = from + text.get(from..)?.find('?')? + 1;
    value(text, query, '&', |name| name == "password")
}

/// `Server=..;User Id=..;Password=..`
fn pairs(text: &str) -> Option<Login> {
    let is = |names: &'static [&str]| move |name: &str| names.contains(&name);
    let password = value(text, 0, ';', is(&["password", "pwd"]))?;
    let server = value(text, 0, ';', is(&["server", "host", "data source", "address", "addr", "endpoint"]))?;
    let server = text.get(server)?.trim_start_matches("tcp:");
    let host = server.split([',', ':', '\\']).next().unwrap_or("");
    Some(Login { password, host: distance(host) })
}

/// The value of the first pair whose name is asked for.
fn value(text: &str, from: usize, between: char, asked: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    let mut start = from;
    for pair in text.get(from..)?.split(between) {
        if let Some((name, value)) = pair.split_once('=')
            && asked(&name.trim().to_ascii_lowercase())
        {
            return Some(start + pair.len() - value.len()..start + pair.len());
        }
        start += pair.len() + between.len_utf8();
    }
    None
}

/// Names without a dot are other containers, and some endings are for documentation and tests (RFC 2606, 6761).
fn distance(host: &str) -> &'static str {
    let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|end| host.ends_with(end));
    let address: Option<IpAddr> = host.parse().ok();
    match () {
        () if host.is_empty() || matches!(host.as_str(), "localhost" | "." | "(local)" | "(localdb)") => {
            "loopback"
        }
        () if address.is_some_and(|ip| ip.is_loopback() || ip.is_unspecified()) => "loopback",
        () if address.is_some() => "remote",
        () if ends(&[".localhost", "host.docker.internal", ".localtest.me"]) => "loopback",
        () if ends(&[".example", ".test", ".invalid", "example.com", "example.org", "example.net"]) => {
            "example"
        }
        () if !host.contains('.') || ends(&[".local", ".svc", ".internal", ".lan"]) => "neighbour",
        () => "remote",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, &str)> {
        let found = login(text)?;
        Some((text.get(found.password)?, found.host))
    }

    #[test]
    fn every_form_gives_password_and_distance() {
        for (text, wanted) in [
            ("postgres://app:fake1@db.shop.io:5432/app?sslmode=require", ("fake1", "remote")),
            ("mysql://app:f@ke:2@10.1.2.3/app", ("f@ke:2", "remote")),
            ("redis://:fake3@[::1]:6379", ("fake3", "loopback")),
            ("mongodb+srv://app:fake4@a.example.com,b.example.com/x", ("fake4", "example")),
            ("amqp://app:fake5@rabbit:5672/%2f", ("fake5", "neighbour")),
            ("jdbc:postgresql://db.shop.io/app?user=app&password=fake6&ssl=true", ("fake6", "remote")),
            ("Server=tcp:sql.shop.io,1433;User Id=app;Password=fake7;Encrypt=True", ("fake7", "remote")),
            ("Host=localhost;Username=app;Pwd = fake8", (" fake8", "loopback")),
            ("postgres://app:fake9@/app?host=/run/pg", ("fake9", "loopback")),
        ] {
            assert_eq!(read(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_has_no_password_has_no_login() {
        for text in [
            "",
            "postgres://db/app",
            "postgres://app@db/app",
            "postgres://app:@db/app",
            "sqlite:///data/app.db",
            "Server=db;Trusted_Connection=True",
            "https://shop.io/a:b@c",
            "Password=fake",
            "://",
            "a://:@",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(login(&"a=b;".repeat(100_000)).is_none());
        assert!(login("\0://\0:\0@").is_some());
    }
}
