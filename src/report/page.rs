//! stub
pub fn text(rule: &crate::rule::Rule) -> String {
    rule.why.clone()
}
