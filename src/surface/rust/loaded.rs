//! A parsed file as a package holds it: its own to change, or shared with others.
//!
//! In: items. Out: the same, to be read. It must not know what is in them.

use super::ir::File;
use std::ops::Deref;
use std::sync::Arc;

/// A file of the package, or one of a neighbour, which others that name it share.
#[derive(Debug)]
pub enum Loaded {
    Own(Box<File>),
    Shared(Arc<File>),
}

impl Deref for Loaded {
    type Target = File;

    fn deref(&self) -> &File {
        match self {
            Loaded::Own(file) => file,
            Loaded::Shared(file) => file,
        }
    }
}

impl Loaded {
    /// The package's own file, which may be changed.
    pub fn own(&mut self) -> Option<&mut File> {
        match self {
            Loaded::Own(file) => Some(file),
            Loaded::Shared(_) => None,
        }
    }
}
