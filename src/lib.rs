//! Temporary root of this branch: only what the fact modules below need to compile.
pub mod fact;
