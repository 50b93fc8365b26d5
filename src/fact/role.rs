//! stub
pub enum Sensitivity {
    Personal,
    Credential,
}
pub fn words(name: &str) -> Vec<String> {
    name.split('_').map(|w| w.to_lowercase()).collect()
}
pub fn cookie_role(name: &str) -> &'static str {
    if name.contains("token") { "auth" } else { "unknown" }
}
pub fn secret_role(name: &str) -> Option<&'static str> {
    if name.contains("SECRET") { Some("jwt") } else { None }
}
pub fn claim_sensitivity(_n: &str) -> Option<Sensitivity> {
    None
}
pub fn lifetime_role(name: &str) -> Option<(&'static str, Option<crate::model::Unit>)> {
    if name.contains("REFRESH") && name.contains("MAXAGE") { Some(("refresh", None)) } else { None }
}
pub fn flag_role(name: &str) -> Option<(&'static str, bool)> {
    if name == "COOKIE_SECURE" { Some(("secure", false)) } else { None }
}
pub fn switch_role(name: &str) -> Option<&'static str> {
    if name == "DISABLE_AUTH" { Some("auth") } else { None }
}
