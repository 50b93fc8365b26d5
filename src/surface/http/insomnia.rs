//! Insomnia's exports: a list of resources as JSON (format 4), or folders of requests as YAML (format 5).
//!
//! In: either text. Out: requests, variables of environments, and cookies of jars; the members of a request are the same
//! in both. A value in braces is a variable.

mod secrets;

use super::exchange::{Capture, Exchange, Header, Message, Piece, Spelling, StoredCookie, Variable};
use super::masks;
use crate::surface::config::tree::{Kind, Node, Style, Tree, Value};
use crate::surface::config::{json, yaml};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;

const BROKEN: &str = "an export that is cut off or broken here";

/// Folders within folders that are followed.
const DEEPEST: usize = 32;

/// Values that are read a second time, through aliases: nine lists of nine aliases, nine deep, are a billion.
const MOST_AGAIN: usize = 20_000;

/// What a lookup in a table with merge keys costs, in values.
const OF_MERGES: usize = 200;

const REPEATED: &str = "aliases repeat more than is read: what is behind them is left out";

pub fn read(text: &str) -> Capture {
    let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    let (tree, problems) = if is_json { json::read(text) } else { yaml::read(text) };
    let mut capture = Capture::default();
    problems.iter().for_each(|problem| capture.trouble(problem.offset, BROKEN));
    let reading = Reading { text, is_json, seen: RefCell::default(), again: Cell::new(MOST_AGAIN) };
    reading.tree(&tree, &mut capture);
    if reading.again.get() == 0 {
        capture.trouble(0, REPEATED);
    }
    capture.secrets.extend(secrets::of(&tree));
    // What is behind a break was not read.
    capture.secrets.extend(problems.first().map(|problem| problem.offset.min(text.len())..text.len()));
    capture
}

struct Reading<'t> {
    text: &'t str,
    is_json: bool,
    /// Values that were read.
    seen: RefCell<HashSet<*const Value>>,
    /// How many may still be read again.
    again: Cell<usize>,
}

impl Reading<'_> {
    /// Whether a value may be read: for the first time, or once more while that is not done too often.
    fn may_read(&self, node: &Node) -> bool {
        let merges = node.children().iter().any(|child| child.key == "<<");
        let known = !self.seen.borrow_mut().insert(std::ptr::from_ref(node.value.resolved()));
        let price = if known { 1 + node.children().len() } else { 0 } + if merges { OF_MERGES } else { 0 };
        let left = self.again.get().checked_sub(price);
        self.again.set(left.unwrap_or(0));
        left.is_some()
    }

    fn child<'n>(&self, node: &'n Node, name: &str) -> Option<&'n Node> {
        node.child(name).filter(|child| self.may_read(child))
    }

    fn list<'n>(&self, node: &'n Node, name: &str) -> impl Iterator<Item = &'n Node> {
        let items = match self.child(node, name).map(|list| list.value.resolved()) {
            Some(Value::List(items)) => items.as_slice(),
            _ => &[],
        };
        items.iter().take_while(|item| self.may_read(item))
    }

    fn tree(&self, tree: &Tree, out: &mut Capture) {
        for root in &tree.roots {
            for resource in self.list(root, "resources") {
                self.resource(resource, out);
            }
            self.list(root, "collection").for_each(|item| self.folder(item, DEEPEST, out));
            if let Some(environment) = self.child(root, "environments") {
                self.environment(environment, DEEPEST, out);
            }
            if let Some(jar) = self.child(root, "cookieJar") {
                self.jar(jar, out);
            }
        }
    }

    /// A resource of format 4 says what it is.
    fn resource(&self, node: &Node, out: &mut Capture) {
        match text_of(node, "_type").as_deref() {
            Some("request" | "websocket_request") => self.request(node, out),
            Some("environment") => self.environment(node, DEEPEST, out),
            Some("cookie_jar") => self.jar(node, out),
            Some("request_group") => self.variables(self.child(node, "environment"), DEEPEST, out),
            _ => {}
        }
    }

    /// A folder of format 5, or a request.
    fn folder(&self, node: &Node, depth: usize, out: &mut Capture) {
        if node.child("url").is_some() {
            self.request(node, out);
        }
        self.variables(self.child(node, "environment"), DEEPEST, out);
        if depth > 0 {
            self.list(node, "children").for_each(|child| self.folder(child, depth - 1, out));
        }
    }

    fn environment(&self, node: &Node, depth: usize, out: &mut Capture) {
        self.variables(self.child(node, "data"), DEEPEST, out);
        if depth > 0 {
            let inner = self.list(node, "subEnvironments");
            inner.for_each(|child| self.environment(child, depth - 1, out));
        }
    }

    /// Texts at any depth, by their own names.
    fn variables(&self, node: Option<&Node>, depth: usize, out: &mut Capture) {
        let children = node.map(|node| node.children()).unwrap_or_default();
        for child in children.iter().take_while(|child| self.may_read(child)) {
            match child.value.resolved() {
                Value::Table(_) if depth > 0 => self.variables(Some(child), depth - 1, out),
                _ => out.variables.extend(self.variable(child)),
            }
        }
    }

    /// A value with a tag in it is made when a request is sent.
    fn variable(&self, node: &Node) -> Option<Variable> {
        let value = self.piece(node).filter(|value| !value.text.contains("{%"))?;
        let range = node.key_span.clone();
        Some(Variable { name: Piece { text: node.key.clone(), range, spelling: Spelling::Whole }, value })
    }

    fn request(&self, node: &Node, out: &mut Capture) {
        let mut headers = self.pairs(node, "headers");
        if let Some(auth) = self.child(node, "authentication") {
            headers.extend(self.authorization(auth));
            let secrets = ["clientSecret", "secretAccessKey", "privateKey"];
            let own = secrets.iter().filter_map(|name| self.variable(auth.child(name)?));
            out.variables.extend(own.filter(|one| !one.value.text.is_empty()));
        }
        let url = self.url(node, out);
        out.exchanges.push(Exchange {
            range: node.span.clone(),
            method: text_of(node, "method").unwrap_or_default().to_ascii_uppercase(),
            url,
            request: Message { headers, body: self.child(node, "body").and_then(|body| self.body(body)) },
            ..Exchange::default()
        });
    }

    /// The address with the parameters that stand in a list beside it.
    fn url(&self, node: &Node, out: &mut Capture) -> Option<Piece> {
        let url = self.piece(self.child(node, "url")?)?;
        out.secrets.extend(masks::queries(self.text, &url));
        let parameters = self.pairs(node, "parameters");
        if parameters.is_empty() {
            return Some(url);
        }
        let list = node.child("parameters").map_or(url.range.clone(), |list| list.span.clone());
        let pairs: Vec<String> =
            parameters.iter().map(|one| format!("{}={}", one.name.text, one.value.text)).collect();
        let mark = if url.text.contains('?') { '&' } else { '?' };
        let text = format!("{}{mark}{}", url.text, pairs.join("&"));
        Some(Piece { text, range: list, spelling: Spelling::Whole })
    }

    /// Names and values of a list, without those that are switched off.
    fn pairs(&self, node: &Node, name: &str) -> Vec<Header> {
        let pair = |node: &Node| {
            let on = text_of(node, "disabled").as_deref() != Some("true");
            let name = self.piece(node.child("name")?).filter(|name| on && !name.text.is_empty())?;
            Some(Header { name, value: self.piece(node.child("value")?)? })
        };
        self.list(node, name).filter_map(pair).collect()
    }

    /// What Insomnia makes an Authorization header of.
    fn authorization(&self, auth: &Node) -> Option<Header> {
        let kind = auth.child("type").filter(|_| text_of(auth, "disabled").as_deref() != Some("true"))?;
        let wanted = match kind.scalar()?.text.as_str() {
            "bearer" => "token",
            "basic" | "digest" | "ntlm" => "password",
            "oauth2" => "accessToken",
            _ => return None,
        };
        let value = self.piece(auth.child(wanted)?).filter(|value| !value.text.is_empty())?;
        let (text, range) = ("Authorization".to_owned(), kind.span.clone());
        Some(Header { name: Piece { text, range, spelling: Spelling::Whole }, value })
    }

    fn body(&self, body: &Node) -> Option<Piece> {
        if let Some(text) = self.child(body, "text") {
            return self.piece(text);
        }
        let fields: Vec<String> = self
            .pairs(body, "params")
            .iter()
            .map(|one| format!("{}={}", one.name.text, one.value.text))
            .collect();
        let range = body.child("params").filter(|_| !fields.is_empty())?.span.clone();
        Some(Piece { text: fields.join("&"), range, spelling: Spelling::Whole })
    }

    fn jar(&self, node: &Node, out: &mut Capture) {
        out.cookies.extend(self.list(node, "cookies").filter_map(|cookie| self.cookie(cookie)));
    }

    /// A flag that is not there is not known: the jar leaves defaults out.
    fn cookie(&self, node: &Node) -> Option<StoredCookie> {
        let flag = |name: &str| {
            let child = node.child(name)?;
            Some((child.scalar()?.text == "true", child.span.clone()))
        };
        let domain = node.child("domain").and_then(|domain| self.piece(domain));
        let host_only = flag("hostOnly").is_none_or(|(set, _)| set);
        Some(StoredCookie {
            range: node.span.clone(),
            name: self.piece(node.child("key")?)?,
            value: node.child("value").and_then(|value| self.piece(value)),
            subdomains: !host_only,
            domain,
            path: node.child("path").and_then(|path| self.piece(path)),
            http_only: flag("httpOnly"),
            secure: flag("secure"),
            same_site: None,
            expires: None,
        })
    }

    fn piece(&self, node: &Node) -> Option<Piece> {
        let scalar = node.scalar().filter(|scalar| scalar.kind != Kind::Null)?;
        let range = scalar.inner.clone();
        let as_written = self.text.get(range.clone()) == Some(scalar.text.as_str());
        let spelling = match () {
            () if as_written => Spelling::Plain,
            () if self.is_json && scalar.style == Style::DoubleQuoted => Spelling::Json,
            () => Spelling::Whole,
        };
        Some(Piece { text: scalar.text.clone(), range, spelling })
    }
}

fn text_of(node: &Node, name: &str) -> Option<String> {
    node.child(name)?.scalar().map(|scalar| scalar.text.clone())
}
