//! Texts with the models that recognise them: a file, and files that stand in its values.
//!
//! In: a text with a name, and where it stands in its file. Out: facts, secrets and problems with places in
//! the file. Knows no format and no product.

use super::glob::{Case, Pattern};
use super::known::Known;
use super::place::Map;
use super::tree::{Node, Tree};
use super::{File, READERS, Reader, document, environment, head, lone, mask, template};
use crate::fact::Context;
use crate::finding::Problem;
use crate::model::ConfigModel;
use crate::model::config::Format;
use crate::model::file_names::without_template_ending;
use crate::model::inside::Content;
use crate::source::Source;
use crate::surface::{Extracted, Tools};
use std::borrow::Cow;

/// Files in values of files in values of files.
const MOST_NESTED: usize = 3;

/// Files in the values of one document.
const MOST_FILES: usize = 1_000;

pub(super) struct Text<'t> {
    /// A name by which models know it, with folders where there are any.
    pub path: &'t str,
    pub text: &'t str,
    /// Keys of the files around it.
    pub prefix: &'t [String],
    /// Where its bytes stand in the file, if it is not the file itself.
    pub map: Option<&'t Map>,
}

/// Reads a text in every format that a model wants it in.
pub(super) fn read(source: &Source, tools: &Tools<'_>, text: &Text<'_>, all: &mut Extracted) {
    let name = text.path.rsplit('/').next().unwrap_or(text.path);
    let is_template = without_template_ending(name).is_some();
    let models: Vec<&ConfigModel> = super::models(text.path, text.text, tools).collect();
    for reader in READERS {
        let of_format = |model: &&ConfigModel| model.format_of(name) == Some(reader.format);
        let models: Vec<&ConfigModel> = models.iter().copied().filter(of_format).collect();
        if models.is_empty() {
            continue;
        }
        let (mut tree, mut problems) = (reader.read)(&readable(text.text, reader.format, is_template));
        // What a template engine is yet to make may be broken until then.
        if is_template {
            problems.clear();
        }
        if reader.format == Format::Value {
            lone::call(&mut tree, name);
        }
        let tree = match text.map {
            Some(map) => map.tree(&tree),
            None => tree,
        };
        let documents: Vec<Tree> = tree.documents().collect();
        // What is broken in a file that only has a product's name is nobody's business here.
        let named = |model: &&ConfigModel| model.shape.is_empty() && model.require.is_empty();
        let mut known = documents.is_empty() && models.iter().any(named);
        for document in documents {
            known |= one(source, tools, text, &models, reader, document, all);
        }
        if known {
            all.problems.extend(problems.into_iter().map(|problem| Problem {
                path: source.path.to_string(),
                offset: Some(text.map.map_or(problem.offset, |map| map.start(problem.offset))),
                message: problem.message,
            }));
        }
        all.parsed = true;
    }
}

/// The text of a template, with letters in its gaps where their braces would open a block.
fn readable(text: &str, format: Format, template: bool) -> Cow<'_, str> {
    let braces = matches!(format, Format::Nginx | Format::Hcl | Format::Caddyfile);
    if template && braces { template::mask(text).text } else { text.into() }
}

/// Reads one document. Says whether a model recognised it.
fn one(
    source: &Source,
    tools: &Tools<'_>,
    text: &Text<'_>,
    models: &[&ConfigModel],
    reader: &Reader,
    mut tree: Tree,
    all: &mut Extracted,
) -> bool {
    let models = document::recognised(&tree, models, reader.case);
    document::unfolded(&mut tree, &models, reader.case);
    let environment = environment::models(&models, tools, text.text);
    let (whole, environment) = (text.map.is_none(), environment.as_slice());
    let file = File { source, tree: &tree, case: reader.case, prefix: text.prefix, whole, environment };
    let says = whole && !models.is_empty();
    let head = if says { head::context(&source.text) } else { Context::Production };
    let known: Vec<Known<'_>> = models.iter().map(|model| Known::of(&file, model, head)).collect();
    all.facts.extend(document::facts(&file, &known));
    all.settings.extend(known.iter().flat_map(|known| environment::settings(&file, known)));
    all.secrets.extend(mask::secrets(&file));
    if text.prefix.len() < MOST_NESTED {
        for known in &known {
            files(source, tools, text, known, &file, all);
        }
    }
    !models.is_empty()
}

/// Files that stand in values.
fn files(
    source: &Source,
    tools: &Tools<'_>,
    text: &Text<'_>,
    known: &Known<'_>,
    file: &File<'_>,
    all: &mut Extracted,
) {
    let own = known.model.insides.iter().map(|inside| (inside, matching(file.tree, &inside.at, file.case)));
    for (inside, nodes) in own.chain(environment::insides(file, known)) {
        let Content::File(name) = &inside.content else { continue };
        for (path, node) in nodes.into_iter().take(MOST_FILES) {
            let Some(scalar) = node.scalar() else { continue };
            let map = Map::of(&source.text, scalar);
            let prefix: Vec<String> = text.prefix.iter().cloned().chain([path]).collect();
            let name = name.as_deref().unwrap_or(&node.key);
            let inner = Text { path: name, text: &scalar.text, prefix: &prefix, map: Some(&map) };
            read(source, tools, &inner, all);
        }
    }
}

/// Nodes that a pattern names, with their joined paths.
fn matching<'t>(tree: &'t Tree, at: &str, case: Case) -> Vec<(String, &'t Node)> {
    let pattern = Pattern::new(at);
    let mut found = Vec::new();
    tree.walk(|path, node| {
        if pattern.matches(path, case) {
            found.push((path.join("."), node));
        }
    });
    found
}
