//! What one path of the code may mean: full paths, and the item of the crate that one of them names.
//!
//! In: the full paths. Out: items, each looked up once however often the path is written.

use super::index::{At, Crate};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Full paths that a path may mean, likeliest first.
#[derive(Debug, Default)]
pub struct Reading {
    paths: Vec<Vec<String>>,
    function: OnceLock<Option<At>>,
    constant: OnceLock<Option<At>>,
}

/// Shared by all places that write the path.
pub type Readings = Arc<Reading>;

impl Reading {
    pub fn new(paths: Vec<Vec<String>>) -> Reading {
        Reading { paths, ..Reading::default() }
    }

    /// The crate's function that the path names.
    pub fn function(&self, krate: &Crate) -> Option<At> {
        *self.function.get_or_init(|| self.paths.iter().find_map(|path| krate.function(path)))
    }

    /// The crate's constant that the path names, or that a type has from a trait.
    pub fn constant(&self, krate: &Crate) -> Option<At> {
        let own = || self.paths.iter().find_map(|path| krate.constant(path));
        let inherited = || self.paths.iter().find_map(|path| krate.inherited_constant(path));
        *self.constant.get_or_init(|| own().or_else(inherited))
    }
}

impl Deref for Reading {
    type Target = [Vec<String>];

    fn deref(&self) -> &[Vec<String>] {
        &self.paths
    }
}
