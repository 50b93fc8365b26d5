//! Which models recognise a file by its name: the patterns of all models in one machine.
//!
//! In: the models' patterns, and a path. Out: numbers of models, in their order. One machine for all of them costs a
//! file a few lookups; one for each model was dearer than reading the file.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::BTreeSet;

/// A checked pattern, without letter case: names that are asked about are in lower case, which lets the machine look
/// most of them up by their ending.
pub fn pattern(text: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(&text.to_ascii_lowercase()).literal_separator(true).build()
}

/// Endings that say how a file is made, not what it is: `application.yml.j2` becomes `application.yml`.
const ENDINGS: [&str; 12] = [
    ".j2",
    ".jinja",
    ".jinja2",
    ".tmpl",
    ".tpl",
    ".tmplt",
    ".template",
    ".dist",
    ".erb",
    ".tera",
    ".gotmpl",
    ".bak",
];

/// A path without the ending of a template, if it has one and something is left of its name.
pub fn without_template_ending(path: &str) -> Option<&str> {
    ENDINGS.iter().find_map(|ending| {
        let at = path.len().checked_sub(ending.len())?;
        let (stem, tail) = path.split_at_checked(at)?;
        (tail.eq_ignore_ascii_case(ending) && !stem.is_empty() && !stem.ends_with('/')).then_some(stem)
    })
}

/// Patterns of all models.
#[derive(Clone, Debug, Default)]
pub struct FileNames {
    files: Patterns,
    except: Patterns,
}

impl FileNames {
    /// Each model's patterns of files, and of files that are something else after all.
    pub fn new<'p>(models: impl Iterator<Item = (&'p [Glob], &'p [Glob])> + Clone) -> FileNames {
        FileNames {
            files: Patterns::new(models.clone().map(|(files, _)| files)),
            except: Patterns::new(models.map(|(_, except)| except)),
        }
    }

    /// Models that read a file of that path. Patterns see its name, its folder with the name, and those of
    /// `except` the whole path.
    pub fn claiming(&self, path: &str) -> BTreeSet<usize> {
        let path = path.to_ascii_lowercase();
        let own = tails(&path);
        let stem = without_template_ending(&path).map(tails);
        let mut found = self.files.of(&own[..2]);
        found.extend(stem.iter().flat_map(|stem| self.files.of(&stem[..2])));
        if !found.is_empty() {
            let mut excepted = self.except.of(&own);
            excepted.extend(stem.iter().flat_map(|stem| self.except.of(stem)));
            found.retain(|model| !excepted.contains(model));
        }
        found
    }
}

/// A file's name, its folder with the name, and its whole path.
fn tails(path: &str) -> [&str; 3] {
    let mut ends = path.rmatch_indices('/').map(|(at, _)| path.get(at + 1..).unwrap_or(path));
    [ends.next().unwrap_or(path), ends.next().unwrap_or(path), path]
}

/// One machine, and whose its patterns are.
#[derive(Clone, Debug, Default)]
struct Patterns {
    set: GlobSet,
    owners: Vec<usize>,
}

impl Patterns {
    fn new<'p>(models: impl Iterator<Item = &'p [Glob]>) -> Patterns {
        let mut builder = GlobSetBuilder::new();
        let mut owners = Vec::new();
        for (number, globs) in models.enumerate() {
            for glob in globs {
                builder.add(glob.clone());
                owners.push(number);
            }
        }
        // The machine's limit is some ten thousand patterns.
        Patterns { set: builder.build().unwrap_or_default(), owners }
    }

    fn of(&self, names: &[&str]) -> BTreeSet<usize> {
        let hits = names.iter().flat_map(|name| self.set.matches(name));
        hits.filter_map(|pattern| self.owners.get(pattern).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(texts: &[&str]) -> Vec<Glob> {
        texts.iter().filter_map(|text| pattern(text).ok()).collect()
    }

    #[test]
    fn names_folders_and_exceptions() {
        let all = [
            (globs(&["*.Yaml", "conf/app*"]), globs(&["*.lock.yaml", "test/**"])),
            (globs(&["Dockerfile*", "{a,b}.yaml"]), Vec::new()),
        ];
        let names = FileNames::new(all.iter().map(|(files, except)| (&files[..], &except[..])));
        let of = |path: &str| names.claiming(path).into_iter().collect::<Vec<_>>();
        assert_eq!(of("deep/down/X.YAML"), [0]);
        assert_eq!(of("b.yaml"), [0, 1]);
        assert_eq!((of("etc/conf/app.d"), of("conf/x/app")), (vec![0], vec![]));
        assert_eq!((of("a.lock.yaml"), of("TEST/x/b.yaml")), (vec![], vec![1]));
        assert_eq!((of("x/dockerfile.dev"), of("")), (vec![1], vec![]));
        assert_eq!(
            (of("x/c.yaml.j2"), of("b.yaml.TMPL"), of("a.lock.yaml.tpl")),
            (vec![0], vec![0, 1], vec![])
        );
        assert_eq!((of("x/.j2"), of("a.j2.yaml.sample")), (vec![], vec![]));
    }
}
