//! Temporary crate root of this branch: only what `jose` needs to compile.
pub mod jose;
