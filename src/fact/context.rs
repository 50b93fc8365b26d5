//! stub
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Context {
    #[default]
    Production,
    Development,
    Example,
    Test,
}
impl Context {
    pub const ALL: [Context; 4] =
        [Context::Production, Context::Development, Context::Example, Context::Test];
    pub fn named(name: &str) -> Option<Context> {
        Context::ALL.into_iter().find(|context| context.name() == name)
    }
    pub fn of_path(p: &str) -> Context {
        if p.starts_with("tests/") { Context::Test } else { Context::Production }
    }
    pub fn name(self) -> &'static str {
        match self {
            Context::Production => "production",
            Context::Development => "development",
            Context::Example => "example",
            Context::Test => "test",
        }
    }
}
