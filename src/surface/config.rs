pub mod edit;
pub mod env;
pub mod glob;
pub mod toml;
pub mod tree;
