//! The names of a token's claims, gathered once for all tokens that have the same ones. A tree comes in, names come
//! out; of values it sees only which are objects and lists.

use super::json::{Json, shown};
use super::memo::Memo;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The names, all fit to be shown.
#[derive(Clone, Debug, Default)]
pub struct ClaimNames {
    /// Of the claims.
    pub top: BTreeSet<String>,
    /// Of members within claims that are objects, at any depth.
    pub inner: BTreeSet<String>,
    /// All of them as they are written, in their order: equal for tokens with the same names.
    pub written: Box<[u8]>,
}

thread_local! {
    static GATHERED: RefCell<Memo<Arc<ClaimNames>>> = RefCell::new(Memo::new());
}

/// Gathers the names of claims.
pub fn gather(claims: &Json) -> Arc<ClaimNames> {
    let mut written = Vec::with_capacity(256);
    write(claims, &mut written);
    GATHERED.with_borrow_mut(|gathered| gathered.answer(&written, || Arc::new(names(claims, &written))))
}

/// The tree is at most `read::MAX_DEPTH` deep, so recursion is safe.
fn write(json: &Json, out: &mut Vec<u8>) {
    for member in json.members() {
        out.extend((member.name.len() as u32).to_le_bytes());
        out.extend(member.name.as_bytes());
        write(&member.value, out);
    }
    // Ends of objects and lists keep names of different levels apart.
    if !json.members().is_empty() {
        out.extend(u32::MAX.to_le_bytes());
    }
    json.elements().iter().for_each(|element| write(element, out));
}

fn names(claims: &Json, written: &[u8]) -> ClaimNames {
    let of = |object: &Json| object.members().iter().map(|member| shown(&member.name)).collect::<Vec<_>>();
    let mut inner = BTreeSet::new();
    let mut open: Vec<&Json> = claims.members().iter().map(|member| &member.value).collect();
    while let Some(json) = open.pop() {
        inner.extend(of(json));
        open.extend(json.members().iter().map(|member| &member.value));
        open.extend(json.elements());
    }
    ClaimNames { top: of(claims).into_iter().collect(), inner, written: written.into() }
}
