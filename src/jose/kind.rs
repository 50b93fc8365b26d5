//! Kinds of tokens by their claims. The list is data, `rules/secrets/token-kinds.txt`, whose head says how it is written.
//! Claims and a kind's name come in, yes or no comes out.

use super::json::Json;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../rules/secrets/token-kinds.txt");

struct Kind {
    name: &'static str,
    claims: Vec<(&'static str, Wanted)>,
}

enum Wanted {
    Anything,
    Text(&'static str),
    Beginning(&'static str),
}

static KINDS: LazyLock<Vec<Kind>> =
    LazyLock::new(|| LIST.lines().filter(|line| !line.starts_with('#')).filter_map(kind).collect());

fn kind(line: &'static str) -> Option<Kind> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    Some(Kind { name, claims: words.map(wanted).collect() })
}

fn wanted(word: &'static str) -> (&'static str, Wanted) {
    match word.split_once('=') {
        None => (word, Wanted::Anything),
        Some((claim, text)) => match text.strip_suffix('*') {
            Some(start) => (claim, Wanted::Beginning(start)),
            None => (claim, Wanted::Text(text)),
        },
    }
}

/// Whether claims make a token one of this kind.
pub fn is(claims: &Json, name: &str) -> bool {
    let holds = |(claim, wanted): &(&str, Wanted)| match wanted {
        Wanted::Anything => claims.get(claim).is_some(),
        Wanted::Text(text) => claims.text_of(claim) == Some(text),
        Wanted::Beginning(start) => claims.text_of(claim).is_some_and(|text| text.starts_with(start)),
    };
    KINDS.iter().filter(|kind| kind.name == name).any(|kind| kind.claims.iter().all(holds))
}
