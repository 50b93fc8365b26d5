//! The project as a whole: packages, the versions of their libraries, and facts that only the sight
//! of several files gives.

mod imports;
mod link;
mod manifest;
pub mod packages;
pub mod scan;
mod series;
mod shelf;
pub mod versions;
mod workspace;

pub use scan::{Scan, Stats, scan};
pub use shelf::Shelf;
pub use versions::{Packages, Versions};
