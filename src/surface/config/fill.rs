//! From a matched key to its fact: attributes with their places, certainty and slots.
//!
//! In: a row and the node that it is about. Out: a fact, or nothing where the row reads a value that is
//! not there or means nothing. What a product's model says is documented; what a name says is inferred.

use super::File;
use super::account;
use super::family::Family;
use super::row::{self, Matched};
use super::tree::{Kind, Node, Scalar, Value as Content};
use super::{client, flags, idle, lookup, slot, words};
use crate::fact::kinds::key;
use crate::fact::partial::UNKNOWN;
use crate::fact::role;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Certainty, Fact, Key, Type, Value, derive};

use crate::model::row::{Base, Pattern, Take, Through};

/// A shorter text below `session: { key: .. }` is the name of a cookie or a header.
const SHORTEST_KEY: i64 = 16;

/// `COOKIE_KEY=sb` is the start of a cookie's name.
const SHORTEST_WORD: i64 = 5;

/// Bytes of the shortest private keys in use, those of Ed25519 and P-256.
const SHORTEST_PRIVATE_KEY: i64 = 32;

/// The fact of a matched key.
pub(super) fn fact(file: &File<'_>, matched: &Matched<'_>) -> Option<Fact> {
    let node = matched.node;
    let assign = &matched.row.assign;
    let mut fact = blank(file, matched);
    // A condition that holds is a statement by itself, if the row asks for nothing else.
    let place = &matched.row.place;
    let mut read = (!place.when.is_empty() || place.text.is_some()) && assign.take.is_empty();
    if let Some((key, inverted)) = matched.family.value().filter(|(key, _)| key.kind == fact.kind) {
        let taken = read_node(file, node, key, inverted, matched);
        read |= taken.is_some();
        taken.into_iter().for_each(|attribute| fact.set(key, attribute));
    }
    for (key, takes) in &assign.take {
        if let Some(take) = takes.iter().find(|take| take.through == Through::SetCookie) {
            read |= set_cookie(&mut fact, file, matched, take);
            continue;
        }
        let found = takes.iter().find_map(|take| Some((take, taken(file, matched, *key, take)?)));
        if let Some((take, attribute)) = found {
            // Whose a secret is says nothing where there is none.
            read |= take.base != Base::Name && *key != key::client;
            fact.set(*key, attribute);
        }
    }
    if !read && (assign.default.is_empty() || matched.row.place.by_name()) {
        return None;
    }
    constants(&mut fact, file, matched);
    defaults(&mut fact, file, matched);
    derive::complete(&mut fact, assign.encoding.unwrap_or(Encoding::Unknown));
    client::name(&mut fact, file, matched);
    let nothing = says_nothing(&fact, matched)
        || client::is_dummy(&fact, file, matched)
        || idle::is_idle(&fact, file, matched);
    (!nothing).then_some(fact)
}

/// Everything that the text of a `Set-Cookie` header says. Variables in it may stand for anything.
fn set_cookie(fact: &mut Fact, file: &File<'_>, matched: &Matched<'_>, take: &Take) -> bool {
    let Some(node) = node_of(file, matched, take) else { return false };
    let Some(scalar) = node.scalar().or_else(|| node.children().first()?.scalar()) else { return false };
    let place = file.span(scalar.inner.clone());
    let said = crate::fact::set_cookie::parse(&folded(&scalar.text));
    let known = !said.is_empty();
    said.into_iter().for_each(|(key, value)| fact.set(key, Attribute::stated(value, place)));
    known
}

/// A text in which each `$name` and `${name}` is unknown.
fn folded(text: &str) -> String {
    let mut parts = text.split('$');
    let mut folded = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let braced = part.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(_, tail)| tail);
        let tail = part.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
        folded.push(UNKNOWN);
        folded.push_str(braced.unwrap_or(tail));
    }
    folded
}

/// The node that a fact is about: the first one that the row takes a value from, else the first that its
/// condition asks for, else its own. Two settings of one table are two facts, and one setting is one fact,
/// whichever row finds it.
pub(super) fn subject<'m>(file: &File<'_>, matched: &Matched<'m>) -> &'m Node {
    let all = &matched.row.assign.take;
    let secrets = all.iter().filter(|(key, _)| key.ty() == Type::Secret);
    let others = all.iter().filter(|(key, _)| key.ty() != Type::Secret);
    let mut takes = secrets.chain(others).flat_map(|(_, takes)| takes);
    let taken = takes.find_map(|take| node_of(file, matched, take));
    taken.or_else(|| row::evidence(file, matched)).unwrap_or(matched.node)
}

/// A secret's name with nothing behind it is a variable to fill in, and a public key is no secret; only
/// a product's own key in its own file says something all the same.
fn says_nothing(fact: &Fact, matched: &Matched<'_>) -> bool {
    let by_name = matched.row.place.by_name();
    let empty = fact.text(key::class) == Some("empty");
    let public = fact.value(key::public_key) == Some(&Value::Bool(true));
    let other = public || is_too_short(fact, matched) || names_a_variable(fact, &matched.name);
    by_name && other || empty && (by_name || matched.model.is_environment())
}

/// The name of a place, or words where no key would stand.
fn is_too_short(fact: &Fact, matched: &Matched<'_>) -> bool {
    let shortest = match matched.family {
        Family::Secret { slot: true, .. } => SHORTEST_KEY,
        Family::Secret { .. } if role::may_name_a_slot(&matched.name) => SHORTEST_WORD,
        Family::Secret { purpose: "private-key", .. } => SHORTEST_PRIVATE_KEY,
        _ => 0,
    };
    let everybodys = fact.value(key::published_default) == Some(&Value::Bool(true));
    let length = fact.value(key::length_bytes).and_then(Value::as_int);
    !everybodys && length.is_some_and(|bytes| bytes < shortest)
}

/// `ui_secret: DASHBOARD_API_KEY` says where the secret is found.
fn names_a_variable(fact: &Fact, name: &str) -> bool {
    let capital = |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'_';
    let Some(Value::Secret(secret)) = fact.value(key::secret) else { return false };
    let text = secret.expose();
    text.contains('_')
        && text.bytes().all(capital)
        && !name.bytes().all(capital)
        && role::secret_role(text).is_some()
}

fn blank(file: &File<'_>, matched: &Matched<'_>) -> Fact {
    let node = matched.node;
    let start = node.key_span.start.min(node.span.start);
    let whole = file.span(start..node.span.end.max(node.key_span.end));
    let mut fact = Fact::new(matched.row.kind, "config", whole);
    let head = if node.key_span.is_empty() { node.span.clone() } else { node.key_span.clone() };
    fact.head = file.span(head);
    fact.model = matched.model.product.clone();
    fact.context = matched.context;
    fact.anchor = file
        .prefix
        .iter()
        .map(String::as_str)
        .chain(matched.path.iter().copied())
        .collect::<Vec<_>>()
        .join(".");
    fact
}

/// A row for a product's own key is documented; one that goes by names is a strong sign.
fn certainty(matched: &Matched<'_>) -> Certainty {
    if matched.row.place.by_name() { Certainty::Inferred } else { Certainty::Documented }
}

/// What the name tells and what the row fixes.
fn constants(fact: &mut Fact, file: &File<'_>, matched: &Matched<'_>) {
    let evidence = row::evidence(file, matched).map(|node| file.span(node.span.clone()));
    for (key, value) in &matched.row.assign.set {
        let attribute = Attribute::new(value.clone(), certainty(matched));
        fact.set(*key, evidence.map_or(attribute.clone(), |place| attribute.at(place)));
    }
    let at = file.span(matched.node.key_span.clone());
    if fact.kind == key::purpose.kind
        && let Some(purpose) = account::purpose(file, matched)
    {
        fact.set_default(key::purpose, Attribute::new(purpose, Certainty::Inferred).at(at));
    }
    for (key, value) in matched.family.told(&matched.name) {
        let is_name = key.ty() == Type::Text;
        let certainty = if is_name { Certainty::Stated } else { Certainty::Inferred };
        if key.kind == fact.kind {
            fact.set_default(key, Attribute::new(value, certainty).at(at));
        }
    }
}

/// What holds while the file says nothing, with a place to say it.
fn defaults(fact: &mut Fact, file: &File<'_>, matched: &Matched<'_>) {
    for (key, value) in &matched.row.assign.default {
        // A key that is there and could not be read leaves its attribute unknown.
        let sources = matched.row.assign.take.iter().find(|(taken, _)| taken == key).map(|(_, takes)| takes);
        let there = sources.into_iter().flatten().any(|take| node_of(file, matched, take).is_some());
        if fact.has(*key) || there {
            continue;
        }
        let mut attribute = Attribute::new(value.clone(), certainty(matched));
        attribute.slot = sources.into_iter().flatten().find_map(|take| absent(file, matched, *key, take));
        attribute.left_at = Some(fact.head);
        fact.set(*key, attribute);
    }
}

fn absent(file: &File<'_>, matched: &Matched<'_>, key: Key, take: &Take) -> Option<crate::fact::Slot> {
    let Base::Key(below) = &take.base else { return None };
    let inverted = take.through == Through::Not;
    let below = lookup::segments(below);
    let (last, heads) = below.split_last()?;
    let table: Vec<&str> = matched.path.iter().copied().chain(heads.iter().map(String::as_str)).collect();
    slot::of_absence(file, &table, last, key.ty(), inverted)
}

/// The node that a `take` reads, if the file has it.
pub(super) fn node_of<'m>(file: &File<'_>, matched: &Matched<'m>, take: &Take) -> Option<&'m Node> {
    match &take.base {
        Base::Assigned => Some(matched.node),
        Base::Key(below) => lookup::find(matched.node, below, file.case),
        Base::Result | Base::Argument(_) | Base::Receiver | Base::Name | Base::Flag(_) | Base::Text(_) => {
            None
        }
    }
}

fn taken(file: &File<'_>, matched: &Matched<'_>, key: Key, take: &Take) -> Option<Attribute> {
    if take.base == Base::Name {
        return Some(Attribute::stated(matched.name.as_ref(), file.span(matched.node.key_span.clone())));
    }
    let inverted = take.through == Through::Not;
    if let Base::Flag(name) = &take.base {
        return read_flag(file, matched, name, key, inverted);
    }
    if let Base::Text(pattern) = &take.base {
        return read_text(file, matched, pattern, key, inverted);
    }
    read_node(file, node_of(file, matched, take)?, key, inverted, matched)
}

/// An option's value as an attribute of that type. An option that stands alone says yes.
fn read_flag(
    file: &File<'_>,
    matched: &Matched<'_>,
    name: &str,
    key: Key,
    inverted: bool,
) -> Option<Attribute> {
    let flag = flags::find(&file.source.text, matched.node, name)?;
    let value = match (key.ty(), words::switch(&flag.text)) {
        (Type::Bool, said) if flag.alone => Value::Bool(said.unwrap_or(true) != inverted),
        (Type::Bool, said) => Value::Bool(said? != inverted),
        (ty, _) => words::value(&flag.text, ty, matched.row.assign.unit)?,
    };
    Some(Attribute::stated(value, file.span(flag.place)))
}

/// What a pattern's group matches in the key with its value, as an attribute of that type.
fn read_text(
    file: &File<'_>,
    matched: &Matched<'_>,
    pattern: &Pattern,
    key: Key,
    inverted: bool,
) -> Option<Attribute> {
    let place = row::written(matched.node);
    let group = pattern.captures(file.source.text.get(place.clone())?)?.get(1)?;
    let value = match (key.ty(), group.as_str()) {
        // A word that stands there says yes.
        (Type::Bool, word) => Value::Bool(words::switch(word).unwrap_or(true) != inverted),
        (ty, text) => words::value(text, ty, matched.row.assign.unit)?,
    };
    Some(Attribute::stated(value, file.span(place.start + group.start()..place.start + group.end())))
}

/// The value of one node as an attribute of that type.
fn read_node(
    file: &File<'_>,
    node: &Node,
    key: Key,
    inverted: bool,
    matched: &Matched<'_>,
) -> Option<Attribute> {
    let unit = matched.row.assign.unit.or(matched.family.unit());
    let value = match node.value.resolved() {
        Content::Scalar(scalar) if key.ty() == Type::Secret && !may_be_secret(scalar) => return None,
        // Bytes of a key, one by one, say nothing alone.
        Content::Scalar(scalar)
            if key.ty() == Type::Secret && scalar.kind == Kind::Integer && node.key_span.is_empty() =>
        {
            return None;
        }
        Content::Scalar(scalar) => words::value(&scalar.text, key.ty(), unit)?,
        Content::List(items) if key.ty() == Type::Set => members(items)?,
        Content::List(_) | Content::Table(_) | Content::Shared(_) => return None,
    };
    let value = match value {
        Value::Bool(flag) => Value::Bool(flag != inverted),
        other => other,
    };
    let inner = node.scalar().map_or(node.span.clone(), |scalar| scalar.inner.clone());
    let place = if inner.is_empty() { node.span.clone() } else { inner };
    let mut attribute = Attribute::stated(value, file.span(place));
    attribute.slot =
        node.scalar().and_then(|scalar| slot::of_value(file, node.span.clone(), scalar, key.ty(), inverted));
    Some(attribute)
}

/// `jwt_secret: true` says that there is one; numbers may be passwords. What is JSON holds settings, of which
/// one may be a secret.
fn may_be_secret(scalar: &Scalar) -> bool {
    let text = scalar.text.trim();
    let is_object = text.starts_with('{') && text.ends_with('}') && text.contains("\":");
    matches!(scalar.kind, Kind::Text | Kind::Integer) && !is_object
}

/// The members of a list, if all of them are texts.
fn members(items: &[Node]) -> Option<Value> {
    let texts: Option<_> = items.iter().map(|item| Some(item.scalar()?.text.clone())).collect();
    texts.map(Value::Set)
}
