//! Server sessions of a library: how code reaches one, writes into one and gets a fresh identifier.
//!
//! In: the `[session]` table of a model. Out: names of types and methods. It must not know what is written.

use crate::mistake::Table;

/// How handlers work with a library's session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionModel {
    /// Types of the session, by canonical path.
    pub types: Vec<String>,
    /// Methods of requests and the like that hand a session out.
    pub getters: Vec<String>,
    /// Methods that put a value under a key: the first argument.
    pub writes: Vec<String>,
    /// Methods, or functions of a type (`Session::new`), after which the old identifier is of no use.
    pub renews: Vec<String>,
}

impl SessionModel {
    /// Words of which a file must hold one for sessions to matter in it.
    pub fn words(&self) -> Vec<String> {
        let roots = self.types.iter().filter_map(|path| path.split("::").next());
        let mut words: Vec<String> = roots.map(|root| format!("{root}::")).collect();
        words.extend(self.getters.iter().map(|getter| format!(".{getter}(")));
        words
    }
}

/// `[session] types = [..] getters = [..] writes = [..] renews = [..]`
pub(super) fn read(root: &Table<'_>) -> Option<SessionModel> {
    let table = root.table("session")?;
    let list = |name: &str| table.texts(name).into_iter().map(|at| at.value).collect();
    let session = SessionModel {
        types: list("types"),
        getters: list("getters"),
        writes: list("writes"),
        renews: list("renews"),
    };
    if session.types.is_empty() || session.writes.is_empty() || session.renews.is_empty() {
        let message = "`types`, `writes` and `renews` say how a session is reached, written and renewed";
        table.reading.wrong(table.span.clone(), message);
    }
    table.done();
    Some(session)
}
