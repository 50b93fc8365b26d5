//! stub
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);
impl Secret {
    pub fn new(t: &str) -> Secret {
        Secret(t.to_owned())
    }
    pub fn expose(&self) -> &str {
        &self.0
    }
}
impl std::fmt::Display for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<secret: {} bytes>", self.0.len())
    }
}
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
