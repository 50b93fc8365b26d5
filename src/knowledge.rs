//! Everything that authlint knows as data: policy, rules and models, embedded and the user's own,
//! read through one door.

use crate::mistake::{Mistake, Reading};
use crate::model::{self, Models};
use crate::rule::load::{self, Loaded};
use crate::rule::policy::Policy;
use crate::rule::{Rule, Rules};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

#[derive(Debug, Default)]
pub struct Knowledge {
    pub policy: Policy,
    pub rules: Rules,
    pub models: Models,
}

/// A TOML file with its path below the rules folder.
struct File {
    /// Path that a message shows.
    shown: String,
    /// Folder names above the file.
    folders: Vec<String>,
    stem: String,
    text: String,
}

/// Reads the embedded files, then those of each folder in turn: a later file of the same id or
/// library takes the place of an earlier one, and `enabled = false` takes it out.
///
/// # Errors
/// All mistakes of all files, each with its place.
pub fn load(
    folders: &[PathBuf],
    adjust: impl FnOnce(&mut Policy) -> Vec<Mistake>,
) -> Result<Knowledge, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut policy = read_policy(&mut mistakes);
    mistakes.extend(adjust(&mut policy));
    let mut shelf = Shelf::default();
    shelf.add_all(embedded(), &policy, &mut mistakes);
    for folder in folders {
        match on_disk(folder) {
            Ok(files) => shelf.add_all(files, &policy, &mut mistakes),
            Err(error) => mistakes.push(unreadable(folder, &error)),
        }
    }
    if mistakes.is_empty() { Ok(shelf.into_knowledge(policy)) } else { Err(mistakes) }
}

fn read_policy(mistakes: &mut Vec<Mistake>) -> Policy {
    let text = EMBEDDED.get_file("policy.toml").and_then(|file| file.contents_utf8()).unwrap_or("");
    let reading = Reading::new("rules/policy.toml", text);
    let policy = Policy::load(&reading);
    mistakes.extend(reading.into_mistakes());
    policy
}

fn unreadable(folder: &Path, error: &std::io::Error) -> Mistake {
    Mistake {
        path: folder.display().to_string(),
        text: "".into(),
        span: 0..0,
        message: format!("cannot be read: {error}"),
        help: None,
    }
}

/// Rules and models by id, while later files may still replace earlier ones.
#[derive(Default)]
struct Shelf {
    rules: BTreeMap<String, Rule>,
    models: BTreeMap<String, model::load::Loaded>,
}

impl Shelf {
    fn add_all(&mut self, files: Vec<File>, policy: &Policy, mistakes: &mut Vec<Mistake>) {
        let read = contents(&files, policy);
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for (file, (content, found)) in files.iter().zip(read) {
            mistakes.extend(found);
            let first = self.add(content).and_then(|id| seen.insert(id, file.shown.clone()));
            if let Some(first) = first {
                let reading = Reading::new(&file.shown, &file.text);
                reading.wrong(0..1, format!("the same id stands in {first}"));
                mistakes.extend(reading.into_mistakes());
            }
        }
    }

    /// Puts what one file holds on the shelf and gives back under which name.
    fn add(&mut self, content: Content) -> Option<String> {
        let rule = match content {
            Content::Model(loaded) => return self.add_model(*loaded),
            Content::Rule(loaded) => loaded,
        };
        match rule {
            Loaded::Rule(rule) => {
                let id = rule.id.clone();
                self.rules.insert(id.clone(), *rule);
                Some(id)
            }
            Loaded::Disabled(id) => {
                self.rules.remove(&id);
                Some(id)
            }
            Loaded::Broken => None,
        }
    }

    fn add_model(&mut self, loaded: model::load::Loaded) -> Option<String> {
        use model::load::Loaded;
        let name = match &loaded {
            Loaded::Rust(model) => format!("rust/{}", model.library),
            Loaded::Config(model) => format!("config/{}", model.product),
            Loaded::Script(model) => format!("script/{}", model.library),
            Loaded::Disabled(name) => {
                self.models.retain(|known, _| known.split_once('/').is_none_or(|(_, last)| last != name));
                return Some(name.clone());
            }
            Loaded::Broken => return None,
        };
        self.models.insert(name.clone(), loaded);
        Some(name)
    }

    fn into_knowledge(self, policy: Policy) -> Knowledge {
        let mut rust = Vec::new();
        let mut config = Vec::new();
        let mut script = Vec::new();
        for loaded in self.models.into_values() {
            match loaded {
                model::load::Loaded::Rust(model) => rust.push(model),
                model::load::Loaded::Config(model) => config.push(model),
                model::load::Loaded::Script(model) => script.push(model),
                model::load::Loaded::Disabled(_) | model::load::Loaded::Broken => {}
            }
        }
        let rules = Rules { all: self.rules.into_values().collect() };
        Knowledge { policy, rules, models: Models::new(rust, config, script) }
    }
}

/// What a file holds, before it is known whether another takes its place.
enum Content {
    Model(Box<model::load::Loaded>),
    Rule(Loaded),
}

/// What the files hold, in their order. Two plain threads share them: in a pool a thread that waits for this would
/// take up other work, which may wait for this as well.
fn contents(files: &[File], policy: &Policy) -> Vec<(Content, Vec<Mistake>)> {
    let (front, back) = files.split_at(files.len() / 2);
    let read = |files: &[File]| -> Vec<_> { files.iter().map(|file| content(file, policy)).collect() };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| read(back));
        let mut all = read(front);
        match other.join() {
            Ok(rest) => all.extend(rest),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        all
    })
}

fn content(file: &File, policy: &Policy) -> (Content, Vec<Mistake>) {
    let reading = Reading::new(&file.shown, &file.text);
    let content = if file.folders.first().is_some_and(|first| first == "models") {
        Content::Model(Box::new(model::load::load(&reading)))
    } else {
        let family = file.folders.last().map(String::as_str).unwrap_or("own");
        Content::Rule(load::load(&reading, &file.stem, family, policy))
    };
    (content, reading.into_mistakes())
}

/// Files of the binary itself; data that is no rule or model stands at the top.
fn embedded() -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![&EMBEDDED];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files().filter(|file| file.path().components().count() > 1) {
            files.extend(file.contents_utf8().and_then(|text| entry(Path::new("rules"), file.path(), text)));
        }
    }
    files.sort_by(|a, b| a.shown.cmp(&b.shown));
    files
}

fn on_disk(folder: &Path) -> std::io::Result<Vec<File>> {
    std::fs::read_dir(folder)?;
    let mut files = Vec::new();
    for found in ignore::WalkBuilder::new(folder).sort_by_file_path(Ord::cmp).build() {
        let path = found.map_err(std::io::Error::other)?.into_path();
        if path.is_file() && path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path)?;
            let below = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
            files.extend(entry(folder, &below, &text));
        }
    }
    Ok(files)
}

/// A rule or model file: TOML below a folder, or at the top of a user's own folder.
fn entry(root: &Path, below: &Path, text: &str) -> Option<File> {
    let is_toml = below.extension().is_some_and(|extension| extension == "toml");
    let folders: Vec<String> = below
        .parent()
        .map(|parent| {
            parent.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
        })
        .unwrap_or_default();
    if !is_toml {
        return None;
    }
    let stem = below.file_stem()?.to_string_lossy().into_owned();
    let shown = root.join(below).display().to_string().replace('\\', "/");
    Some(File { shown, folders, stem, text: text.to_owned() })
}
