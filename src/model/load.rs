//! From a model's TOML to a checked model of its language.

use super::{ConfigModel, RustModel, ScriptModel};
use crate::mistake::{Reading, nearest};

pub enum Loaded {
    Rust(RustModel),
    Config(ConfigModel),
    Script(ScriptModel),
    /// `enabled = false`: the model of that name is taken out.
    Disabled(String),
    Broken,
}

/// Reads one model file.
pub fn load(reading: &Reading) -> Loaded {
    reading.root(|root| {
        let language = root.required("language");
        if root.flag("enabled").is_some_and(|flag| !flag.value) {
            let name = root.text("library").or_else(|| root.text("product"));
            return name.map_or(Loaded::Broken, |name| Loaded::Disabled(name.value));
        }
        let loaded = match language.as_ref().map(|text| text.value.as_str()) {
            Some("rust") => RustModel::read(root).map(Loaded::Rust),
            Some("config") => ConfigModel::read(root).map(Loaded::Config),
            Some("script") => ScriptModel::read(root).map(Loaded::Script),
            Some(other) => {
                let help = nearest(other, ["rust", "config", "script"].into_iter());
                let span = language.as_ref().map_or(0..0, |text| text.span.clone());
                reading.wrong_with_help(span, format!("unknown language `{other}`"), help);
                return Loaded::Broken;
            }
            None => return Loaded::Broken,
        };
        root.done();
        loaded.unwrap_or(Loaded::Broken)
    })
}
