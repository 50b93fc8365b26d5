//! Temporary list of this branch's fact modules.
pub mod context;
pub mod lexicon;
pub mod role;
pub mod secret;
pub mod strength;
