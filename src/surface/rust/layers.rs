//! Settings that a program puts together, of defaults, files and variables, before anybody reads one of them.
//!
//! In: what calls of settings libraries say, one by one. Out: where a setting's value comes from when the files
//! leave it out. It knows no library, and no file's content.

use super::value::Known;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// Values by dotted names, which hold until something sets another one; the last of a name counts.
    pub defaults: Vec<(String, Known)>,
    /// A struct whose members are such values.
    pub whole: Option<Known>,
    pub variables: Option<Variables>,
    /// Variables of several prefixes: nobody can say which one a setting goes by.
    pub several: bool,
    /// The `Default` of the type that the settings are read into holds where nothing else does.
    pub own_defaults: bool,
    /// The type that the settings are read into.
    pub of: Option<Vec<String>>,
    /// The part of the settings that is meant, by its names in files and by those of the members.
    pub below: Vec<(String, String)>,
}

/// Which environment variables the settings are read from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variables {
    pub prefix: String,
    /// Something stands between the prefix and the name: `joint`, else the separator, else `_`.
    pub joined: bool,
    pub joint: Option<String>,
    /// What stands for the dots of a name. Without it only the settings at the top can be reached.
    pub separator: Option<String>,
}

impl Layers {
    /// Adds another source, which counts more.
    pub fn merged(mut self, other: Layers) -> Layers {
        self.defaults.extend(other.defaults);
        let differ =
            other.variables.is_some() && self.variables.is_some() && other.variables != self.variables;
        Layers {
            whole: other.whole.or(self.whole),
            variables: other.variables.or(self.variables),
            several: self.several || other.several || differ,
            own_defaults: self.own_defaults || other.own_defaults,
            of: self.of.or(other.of),
            ..self
        }
    }

    /// The same for another evaluation.
    pub fn without_objects(self) -> Layers {
        let defaults = self.defaults.into_iter().map(|(name, known)| (name, known.without_objects()));
        Layers { defaults: defaults.collect(), whole: self.whole.map(Known::without_objects), ..self }
    }

    /// The settings below a name.
    pub fn at(&self, wire: &str, member: &str, of: Option<Vec<String>>) -> Layers {
        let mut inner = Layers { of, ..self.clone() };
        inner.below.push((wire.to_owned(), member.to_owned()));
        inner
    }

    /// The value of the part that is meant, where nothing outside of the program gives another one.
    pub fn value_inside(&self) -> Option<Known> {
        let name = self.below.iter().map(|(wire, _)| wire.as_str()).collect::<Vec<_>>().join(".");
        let named = self.defaults.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(&name));
        let member = || {
            let whole = self.whole.as_ref()?;
            self.below.iter().try_fold(whole, |known, (_, member)| known.field(member)).cloned()
        };
        named.map(|(_, known)| known.clone()).or_else(member)
    }

    /// The variable that gives the part that is meant.
    pub fn variable(&self) -> Option<String> {
        let names: Vec<&str> = self.below.iter().map(|(wire, _)| wire.as_str()).collect();
        self.variables.as_ref().filter(|_| !self.several)?.name_of(&names)
    }
}

impl Variables {
    /// Libraries compare in lower case: a name with capitals in it is never met.
    fn name_of(&self, names: &[&str]) -> Option<String> {
        if names.iter().any(|name| name.contains(|c: char| c.is_uppercase())) {
            return None;
        }
        let name = match (names, &self.separator) {
            ([], _) => return None,
            ([only], _) => (*only).to_owned(),
            (all, separator) => all.join(separator.as_ref()?),
        };
        // `_` stands for a dot: a name with `_` in it is never met.
        if self.separator.as_ref().is_some_and(|separator| names.iter().any(|name| name.contains(separator)))
        {
            return None;
        }
        let joint = self.joint.as_deref().or(self.separator.as_deref()).unwrap_or("_");
        let joint = if self.joined && !self.prefix.is_empty() { joint } else { "" };
        Some(format!("{}{joint}{name}", self.prefix).to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_named_as_their_library_reads_them() {
        let plain = Variables { prefix: "APP_".to_owned(), ..Variables::default() };
        assert_eq!(plain.name_of(&["jwt_secret"]).as_deref(), Some("APP_JWT_SECRET"));
        assert_eq!(plain.name_of(&["jwt", "secret"]), None, "no separator reaches inside");
        let joined = Variables { prefix: "app".to_owned(), joined: true, ..Variables::default() };
        assert_eq!(joined.name_of(&["secret"]).as_deref(), Some("APP_SECRET"));
        let deep = Variables { separator: Some("__".to_owned()), ..joined };
        assert_eq!(deep.name_of(&["jwt", "secret"]).as_deref(), Some("APP__JWT__SECRET"));
        assert_eq!(deep.name_of(&["jwtSecret"]), None);
        let torn = Variables { separator: Some("_".to_owned()), ..Variables::default() };
        assert_eq!(torn.name_of(&["jwt", "secret"]).as_deref(), Some("JWT_SECRET"));
        assert_eq!(torn.name_of(&["jwt_secret"]), None);
        assert_eq!(deep.name_of(&[]), None);
    }
}
