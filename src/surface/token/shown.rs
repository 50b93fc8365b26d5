//! Whether a token is shown as a sample by what stands around it: under `example` in a description of an interface,
//! or in an address of a host that exists in documentation alone.
//!
//! In: a text and where the token begins. Out: yes or no. It knows nothing of the token, and reads a bounded stretch
//! before it.

/// Words of which one in the head of a file tells a description of an interface or of data.
const DESCRIPTIONS: [&str; 4] = ["openapi", "swagger", "asyncapi", "json-schema.org/"];

/// Keys below which samples stand.
const SAMPLES: [&str; 5] = ["example", "examples", "x-example", "x-examples", "default"];

/// Domains that nobody can have (RFC 2606 section 3) and that writers of samples take.
const RESERVED: [&str; 3] = ["example.com", "example.org", "example.net"];

/// Top-level domains of the same kind (RFC 6761 section 6), which test tokens take as well.
const RESERVED_TOP: [&str; 2] = ["example", "invalid"];

const HEAD: usize = 4_096;
const LINE: usize = 2_048;
const ABOVE: usize = 32_768;

pub fn as_sample(text: &str, offset: usize) -> bool {
    in_address(text, offset) || (describes_an_interface(text) && below_example(text, offset))
}

/// `https://login.example.com/reset?token=ey..`
fn in_address(text: &str, offset: usize) -> bool {
    let Some(before) = before(text, offset, LINE) else { return false };
    let start = before.rfind(|letter: char| letter.is_whitespace() || "\"'`<>()".contains(letter));
    let address = before.get(start.map_or(0, |at| at + 1)..).unwrap_or("");
    let Some((_, rest)) = address.rsplit_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    is_reserved(host) || RESERVED_TOP.iter().any(|domain| is_below(host, domain))
}

/// A host, with or without a port, under a domain that is kept for documentation.
pub fn is_reserved(host: &str) -> bool {
    RESERVED.iter().any(|domain| is_below(host, domain))
}

fn is_below(host: &str, domain: &str) -> bool {
    let host = host.split(':').next().unwrap_or("").trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn describes_an_interface(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or("");
    DESCRIPTIONS.iter().any(|word| head.contains(word))
}

/// Whether one of the keys around the place, by indentation, is one for samples.
fn below_example(text: &str, offset: usize) -> bool {
    let Some(before) = before(text, offset, ABOVE) else { return false };
    let mut lines = before.rsplit('\n');
    let Some(line) = lines.next() else { return false };
    let mut inner = Line::of(line);
    if inner.is_sample() {
        return true;
    }
    for line in lines.filter(|line| !line.trim().is_empty()).map(Line::of) {
        let around = line.indent < inner.indent || (inner.item && !line.item && line.indent == inner.indent);
        if around && line.is_sample() {
            return true;
        }
        if around {
            inner = line;
        }
    }
    false
}

/// A line of YAML or JSON: how far it is indented, whether it is an item of a list, and its last key.
struct Line<'t> {
    indent: usize,
    item: bool,
    key: &'t str,
}

impl Line<'_> {
    fn of(line: &str) -> Line<'_> {
        let rest = line.trim_start_matches([' ', '\t']);
        let value = rest.trim_end().trim_end_matches(['"', '\'', '[', '{', '|', '>', '-', ' ']);
        let key = value.strip_suffix(':').unwrap_or("").trim_end_matches(['"', '\'']);
        let start = key.rfind(['"', '\'', ' ', '{', ',', '[']).map_or(0, |at| at + 1);
        Line {
            indent: line.len() - rest.len(),
            item: rest.starts_with('-'),
            key: key.get(start..).unwrap_or(""),
        }
    }

    fn is_sample(&self) -> bool {
        SAMPLES.contains(&self.key)
    }
}

/// At most so many bytes before a place.
fn before(text: &str, offset: usize, most: usize) -> Option<&str> {
    text.get(text.floor_char_boundary(offset.saturating_sub(most))..offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> bool {
        as_sample(text, text.find("TOKEN").unwrap_or(text.len()))
    }

    #[test]
    fn samples_of_interfaces_are_shown() {
        for text in [
            "openapi: 3.1.0\na:\n  token:\n    type: string\n    examples:\n      - 'TOKEN'\n",
            "openapi: 3.1.0\na:\n  examples:\n  - TOKEN\n",
            "swagger: '2.0'\na:\n  example:\n    access:\n      token: \"TOKEN\"\n",
            "{\n  \"openapi\": \"3.0.0\",\n  \"example\": {\n    \"token\": \"TOKEN\"\n  }\n}",
            "{\"openapi\":\"3.0.0\",\"a\":{\"example\":\"TOKEN\"}}",
        ] {
            assert!(shown(text), "{text}");
        }
        for text in [
            "a:\n  examples:\n    - TOKEN\n",
            "openapi: 3.1.0\nexamples:\n  - a\nservers:\n  - token: TOKEN\n",
            "openapi: 3.1.0\nTOKEN",
            "TOKEN",
            "",
        ] {
            assert!(!shown(text), "{text}");
        }
    }

    #[test]
    fn addresses_of_reserved_hosts_are_shown() {
        for text in
            ["link: 'https://auth.example.com/reset?token=TOKEN'", "<http://user@shop.example:80/TOKEN>"]
        {
            assert!(shown(text), "{text}");
        }
        for text in [
            "https://auth.example.com/ TOKEN",
            "'https://example.com.evil.io/?t=TOKEN'",
            "https://notexample.com/TOKEN",
        ] {
            assert!(!shown(text), "{text}");
        }
    }
}
