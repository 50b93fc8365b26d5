//! Temporary list of this branch's fact modules.
pub mod context;
pub mod lexicon;

pub mod secret;
pub mod strength;
