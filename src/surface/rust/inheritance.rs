//! Which types implement which traits of the crate.
//!
//! In: the crate's `impl Trait for Type`. Out: the traits of a type, and the only type of a trait. Traits of
//! libraries are left out: a crate has hundreds of `impl Display`.

use super::index::Crate;
use foldhash::HashMap;
use std::collections::BTreeSet;

#[derive(Debug, Default)]
pub struct Inheritance {
    /// Full paths of traits by the type's full path.
    traits: HashMap<String, Vec<String>>,
    /// Types by the trait's full path.
    types: HashMap<String, BTreeSet<Vec<String>>>,
}

impl Inheritance {
    pub fn of(krate: &Crate) -> Inheritance {
        let mut all = Inheritance::default();
        let own: BTreeSet<&str> =
            krate.files.iter().flat_map(|(_, file)| &file.traits).map(|(_, name)| name.as_str()).collect();
        for (number, (_, file)) in krate.files.iter().enumerate() {
            for one in &file.implementations {
                if !one.of_trait.last().is_some_and(|name| own.contains(name.as_str())) {
                    continue;
                }
                let of_trait = krate.resolve(number, one.scope, &one.of_trait);
                let Some(of_trait) = of_trait.iter().find(|path| krate.is_trait(path)) else { continue };
                let readings = krate.resolve(number, one.scope, &one.self_type);
                let Some(self_type) = readings.first() else { continue };
                all.traits.entry(self_type.join("::")).or_default().push(of_trait.join("::"));
                all.types.entry(of_trait.join("::")).or_default().insert(self_type.clone());
            }
        }
        all
    }

    pub fn traits_of(&self, self_type: &[String]) -> impl Iterator<Item = &String> {
        self.traits.get(&self_type.join("::")).into_iter().flatten()
    }

    /// The type that implements a trait, where there is but one.
    pub fn only_type(&self, of_trait: &[String]) -> Option<&Vec<String>> {
        let types = self.types.get(&of_trait.join("::"))?;
        types.first().filter(|_| types.len() == 1)
    }
}
