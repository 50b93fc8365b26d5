//! The project as a whole: packages, the versions of their libraries, and facts that only the sight
//! of several files gives.

mod link;
pub mod packages;
pub mod scan;
mod series;
pub mod versions;

pub use scan::{Scan, Stats, scan};
pub use versions::{Packages, Versions};
