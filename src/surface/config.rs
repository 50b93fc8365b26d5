//! Configuration files.

pub mod edit;
pub mod env;
pub mod glob;
pub mod toml;
pub mod tree;

use super::{Extracted, Tools};
use crate::source::Source;
pub fn claims(_s: &Source, _t: &Tools<'_>) -> bool {
    false
}
pub fn extract(_s: &Source, _t: &Tools<'_>) -> Extracted {
    Extracted::default()
}
