//! How handlers of a web framework get at requests and answer with an address.
//!
//! In: the `[web]` table of a model. Out: canonical paths of types and functions, and names of methods.

use crate::mistake::Table;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebModel {
    /// Types whose content is the query of a request.
    pub queries: Vec<String>,
    /// Methods of a request that read one parameter of its query: the name is the first argument.
    pub asks: Vec<String>,
    /// Functions whose answer sends the browser to their first argument.
    pub redirects: Vec<String>,
    /// Types of parameters, and functions, that turn a request into a WebSocket.
    pub sockets: Vec<String>,
    /// Types of parameters that hold a request's cookies.
    pub cookies: Vec<String>,
    /// Words of which a file must hold one for handlers to matter in it, beside those of the rows.
    pub words: Vec<String>,
}

/// `[web] queries = [..] asks = [..] redirects = [..] sockets = [..] cookies = [..] words = [..]`
pub(super) fn read(root: &Table<'_>) -> WebModel {
    let Some(table) = root.table("web") else { return WebModel::default() };
    let list = |name: &str| table.texts(name).into_iter().map(|at| at.value).collect();
    let web = WebModel {
        queries: list("queries"),
        asks: list("asks"),
        redirects: list("redirects"),
        sockets: list("sockets"),
        cookies: list("cookies"),
        words: list("words"),
    };
    table.done();
    web
}
