//! Whether a text may be a product's at all, before anybody parses it.
//!
//! In: the words of a model and the keys that tell its product. Out: yes or no. Search machines are made once for each
//! model that a file's name asks for: made anew for each file they cost more than the search.

use super::config::{ConfigModel, Format, Telling};
use memchr::memmem::Finder;

#[derive(Clone, Debug)]
pub struct Gate {
    /// Of these one must be in the text, if there are any.
    words: Vec<Finder<'static>>,
    /// Names of keys, of which those of one telling must be there, if there are any.
    shape: Vec<Vec<Finder<'static>>>,
    /// And all of these.
    require: Vec<Finder<'static>>,
}

impl Gate {
    /// Only formats whose keys stand in the text as they are can be passed over for these.
    pub fn of(model: &ConfigModel) -> Gate {
        let verbatim = |format: &Format| matches!(format, Format::Toml | Format::Yaml | Format::Json);
        let exact = !model.ignore_case && model.formats.iter().all(verbatim);
        let tellings = |all: &[Telling]| all.iter().filter(|_| exact).map(finders).collect::<Vec<_>>();
        Gate {
            words: model.words.iter().map(|word| finder(word)).collect(),
            shape: tellings(&model.shape),
            require: tellings(&model.require).into_iter().flatten().collect(),
        }
    }

    pub fn lets_in(&self, text: &str) -> bool {
        let holds = |finder: &Finder<'_>| finder.find(text.as_bytes()).is_some();
        (self.words.is_empty() || self.words.iter().any(holds))
            && (self.shape.is_empty() || self.shape.iter().any(|names| names.iter().all(holds)))
            && self.require.iter().all(holds)
    }
}

fn finders(telling: &Telling) -> Vec<Finder<'static>> {
    telling.names().map(|name| finder(&name)).collect()
}

fn finder(word: &str) -> Finder<'static> {
    Finder::new(word).into_owned()
}
