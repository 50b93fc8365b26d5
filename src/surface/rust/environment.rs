//! Calls that read the environment.
//!
//! In: the path of a call, with the place that gives it a meaning. Out: whether a model's row says that it reads a
//! variable. It must know no library.

use super::index::Crate;
use super::ir::Function;
use crate::model::Models;

pub fn reads(krate: &Crate, models: &Models, file: usize, function: &Function, path: &[String]) -> bool {
    let full = krate.resolve(file, function.scope, path);
    let mut readings = full.iter().flat_map(|path| models.resolve(path));
    readings.any(|one| models.reads_environment(&one.canonical))
}
