//! What people and dashboards are shown: the drawn report, JSON and SARIF.

#[path = "reports/drawn.rs"]
mod drawn;
#[path = "reports/formats.rs"]
mod formats;
#[path = "reports/hostile.rs"]
mod hostile;
#[path = "reports/mistakes.rs"]
mod mistakes;
#[path = "reports/project.rs"]
mod project;
