//! Rust source: parsed with `syn`, evaluated symbolically together with the rest of its package.
//!
//! Per file: text to owned items (`lower`). Per package: items to facts (`eval`).

mod attributes;
mod beforehand;
mod bundle;
mod bypass;
mod claims;
mod depth;
mod enums;
mod environment;
pub mod eval;
mod events;
mod extent;
mod header;
pub mod index;
mod inheritance;
mod instrument;
pub mod ir;
mod item_macros;
mod items;
mod layers;
pub mod loaded;
mod loggable;
mod logs;
mod lower;
mod macros;
mod mask;
mod notes;
mod object;
mod offsets;
mod patterns;
mod placeholders;
mod reading;
mod refusal;
mod rotation;
mod route;
mod salvage;
mod setting;
mod shapes;
mod snug;
mod start;
mod stored;
mod template;
pub mod value;
mod visit;
mod web;

use super::{Extracted, Tools};
use crate::fact::kinds::{key, token_issue};
use crate::fact::{Context, Fact, Kind, context};
use crate::finding::Problem;
use crate::model::Models;
use crate::project::Versions;
use crate::source::{FileId, Source, Span};
use beforehand::Before;
use eval::{Evaluator, Said};
use index::Crate;
use loaded::Loaded;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// Larger files are searched for tokens but not parsed: a tree takes thirty times their size.
pub const LONGEST: usize = 1024 * 1024;

pub fn claims(source: &Source, tools: &Tools<'_>) -> bool {
    let text = source.text.as_bytes();
    let wanted = || loggable::may_log_a_secret(text, tools) || stored::may_store_a_secret(text);
    source.path.ends_with(".rs") && (is_judged(text, tools) || wanted())
}

/// Whether a file holds a word of a model, or gives a setting that may be a secret a value of its own.
fn is_judged(text: &[u8], tools: &Tools<'_>) -> bool {
    tools.rust.matches(text) || tools.settings.matches(text) && tools.script_names.matches(text)
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut out = Extracted { parsed: true, ..Extracted::default() };
    match parse(source) {
        Ok(file) => {
            out.regions = regions(&file);
            out.secrets = mask::secrets(&file, tools.models);
            out.problems.extend(file.broken.clone().map(|(offset, message)| Problem {
                path: source.path.to_string(),
                offset: Some(offset),
                message: format!("not parsed as Rust: {message}"),
            }));
            let judged = is_judged(source.text.as_bytes(), tools);
            out.rust = Some(ir::File { judged, ..file });
        }
        Err((offset, message)) => {
            out.problems.push(Problem { path: source.path.to_string(), offset, message });
        }
    }
    out
}

/// Parses a file that is small and shallow enough.
///
/// # Errors
/// Why it is not parsed, and the byte offset where that shows.
pub fn parse(source: &Source) -> Result<ir::File, (Option<usize>, String)> {
    if source.text.len() > LONGEST {
        let size = source.text.len() / 1024;
        return Err((None, format!("not parsed as Rust: {size} KiB, more than {} KiB", LONGEST / 1024)));
    }
    if let Some(offset) = depth::too_deep(&source.text) {
        return Err((Some(offset), "not parsed as Rust: nested or chained too deeply".to_owned()));
    }
    let parsed = lower::file(source.id, &source.text).map(|file| placed(file, &source.path));
    parsed.map_err(|(offset, message)| (Some(offset), format!("not parsed as Rust: {message}")))
}

/// What the file's path says: where its submodules lie, and that all of it is there for tests.
fn placed(mut file: ir::File, path: &str) -> ir::File {
    let around = Some(context::of_path(path)).filter(|around| around.is_aside());
    file.scopes.iter_mut().for_each(|scope| scope.context = around.or(scope.context));
    ir::File { folder: is_folder(path), ..file }
}

/// Whether a file's submodules lie beside it, not in a folder of its name.
fn is_folder(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("mod.rs" | "lib.rs" | "main.rs"))
}

/// Parts of the file that tests alone compile, for the facts of other surfaces.
fn regions(file: &ir::File) -> Vec<(Span, Context)> {
    let functions = file.functions.iter().map(|function| (function.body_span(), function.context));
    let constants = file.constants.iter().map(|constant| (constant.value.span, constant.context));
    functions.chain(constants).filter_map(|(span, context)| Some((span, context?))).collect()
}

/// The same for a file that holds nothing else of interest, and so was not parsed.
pub fn regions_of(source: &Source) -> Vec<(Span, Context)> {
    parse(source).map(|file| regions(&file)).unwrap_or_default()
}

/// Facts of one package, and calls into modelled libraries that no row covers.
#[derive(Debug, Default)]
pub struct Evaluated {
    pub facts: Vec<Fact>,
    /// Facts in files of other packages, with the file whose calls lead there.
    pub abroad: Vec<(FileId, Fact)>,
    /// Library and call.
    pub gaps: Vec<(String, String)>,
    /// Calls, as they are written, whose arguments would tell what is open.
    pub open: Vec<String>,
    /// Expressions that were walked, however often each.
    pub work: u64,
}

/// Evaluates every function and constant of a package: files, and the passes beside them, in parallel.
pub fn evaluate(krate: &Crate, models: &Models, versions: &Versions) -> Evaluated {
    let ((said, gaps, work), beside) = rayon::join(
        || said(krate, models, versions, &beforehand::gather(krate, models, versions)),
        || beside(krate, models),
    );
    let open = open_calls(&said, krate);
    let own: HashSet<_> = krate.own().filter_map(|(_, file)| file.id).collect();
    let (said, abroad): (Vec<Said>, Vec<Said>) =
        said.into_iter().partition(|one| own.contains(&one.fact.head.file));
    let abroad = abroad.into_iter().filter_map(|one| Some((one.caller?, one.fact))).collect();
    let mut facts = distinct(said);
    events::complete(&mut facts, krate, models);
    stored::complete(&mut facts, krate);
    rotation::complete(&mut facts, krate);
    facts.extend(beside);
    let gaps = gaps.into_iter().map(|(model, call)| (models.rust[model].library.clone(), call)).collect();
    Evaluated { facts, abroad, gaps, open, work }
}

/// What the items say by their names alone.
fn beside(krate: &Crate, models: &Models) -> Vec<Fact> {
    let passes: [&(dyn Fn() -> Vec<Fact> + Sync); 6] = [
        &|| refusal::facts(krate, models),
        &|| header::facts(krate, models),
        &|| logs::facts(krate, models),
        &|| web::facts(krate, models),
        &|| bundle::facts(krate, models),
        &|| bypass::facts(krate, models),
    ];
    passes.into_par_iter().flat_map_iter(|pass| pass()).collect()
}

/// What the files' functions and constants say, in the order of the files, which calls no row covers, and how many
/// expressions were walked.
fn said(
    krate: &Crate,
    models: &Models,
    versions: &Versions,
    before: &Before,
) -> (Vec<Said>, Vec<(usize, String)>, u64) {
    let of_file = |(number, (_, file)): (usize, &(Vec<String>, Loaded))| {
        let mut eval = Evaluator::new(krate, models, versions, before);
        let mut said = Vec::new();
        for at in 0..file.functions.len() {
            said.extend(eval.function((number, at)));
        }
        for at in 0..file.constants.len() {
            said.extend(eval.constant((number, at)));
        }
        for item in &file.structs {
            said.extend(eval.structure(number, item));
        }
        (said, eval.gaps, eval.work)
    };
    let judged = krate.files.par_iter().enumerate().filter(|(_, (_, file))| file.judged);
    let parts: Vec<_> = judged.map(of_file).collect();
    let work = before.work + parts.iter().map(|(_, _, work)| work).sum::<u64>();
    let (said, gaps): (Vec<_>, Vec<_>) = parts.into_iter().map(|(said, gaps, _)| (said, gaps)).unzip();
    (said.into_iter().flatten().collect(), gaps.into_iter().flatten().collect(), work)
}

/// Calls of functions with facts that lack what their parameters would bring: a key without a secret, a
/// token without a lifetime.
fn open_calls(said: &[Said], krate: &Crate) -> Vec<String> {
    let lacks = |fact: &Fact| match fact.kind {
        Kind::SecretKey => !fact.has(key::origin),
        Kind::TokenIssue => !fact.has(token_issue::lifetime) && fact.value(token_issue::has_exp).is_some(),
        _ => false,
    };
    let open: HashSet<&str> =
        said.iter().filter(|one| lacks(&one.fact)).map(|one| one.fact.function.as_str()).collect();
    let mut calls: Vec<String> = krate
        .functions()
        .filter(|(path, _)| open.contains(path.as_str()))
        .flat_map(|(_, function)| call_texts(function))
        .collect();
    calls.sort();
    calls.dedup();
    calls
}

/// How a call of the function is written: `.name(` for a method, `Type::name(` or `name(` otherwise. A name
/// such as `new` says nothing without its type.
fn call_texts(function: &ir::Function) -> Vec<String> {
    const SHORTEST: usize = 5;
    let takes_self = function.params.first().is_some_and(|param| param.is_self());
    match (&function.self_type, takes_self) {
        (Some(_), true) if function.name.len() >= SHORTEST => vec![format!(".{}(", function.name)],
        (Some(name), false) => vec![format!("{name}::{}(", function.name)],
        (None, _) if function.name.len() >= SHORTEST && function.name != "main" => {
            vec![format!("{}(", function.name)]
        }
        _ => Vec::new(),
    }
}

/// One fact for each thing that is said of a place. Where callers were followed into a function, what
/// they brought replaces what the function says on its own.
fn distinct(said: Vec<Said>) -> Vec<Fact> {
    let place = |fact: &Fact| (fact.kind, fact.head);
    let followed: HashSet<_> = said.iter().filter(|one| one.inlined).map(|one| place(&one.fact)).collect();
    let kept = said.into_iter().filter(|one| one.inlined || !followed.contains(&place(&one.fact)));
    let mut facts: Vec<Fact> = kept.map(|one| one.fact).collect();
    facts.sort_by(|a, b| (a.head, a.kind, b.attributes.len()).cmp(&(b.head, b.kind, a.attributes.len())));
    let mut out: Vec<Fact> = Vec::new();
    for fact in facts {
        let same = out.iter().rev().take_while(|known| known.head == fact.head);
        if !same.filter(|known| known.kind == fact.kind).any(|known| says_all_of(known, &fact)) {
            out.push(fact);
        }
    }
    out
}

/// Joins what a package says of itself with what callers in other packages bring to the same places.
pub fn join(facts: &mut Vec<Fact>, abroad: Vec<Fact>) {
    let mut places: HashMap<(Kind, Span), Vec<Fact>> = HashMap::new();
    for fact in abroad {
        let said = places.entry((fact.kind, fact.head)).or_default();
        if !said.iter().any(|known| says_all_of(known, &fact)) {
            said.retain(|known| !says_all_of(&fact, known));
            said.push(fact);
        }
    }
    facts.retain(|fact| {
        let said = places.get_mut(&(fact.kind, fact.head));
        said.is_none_or(|said| {
            said.retain(|other| !says_all_of(fact, other));
            !said.iter().any(|other| says_all_of(other, fact))
        })
    });
    facts.extend(places.into_values().flatten());
}

/// Whether `known` knows everything that `fact` knows, and the same.
fn says_all_of(known: &Fact, fact: &Fact) -> bool {
    fact.attributes
        .iter()
        .all(|(key, attribute)| known.attributes.get(key).is_some_and(|other| other.value == attribute.value))
}

/// The module path of a file below its package's folder: `src/auth/token.rs` is `crate::auth::token`.
pub fn module_path(below_package: &str) -> Vec<String> {
    let stem = below_package.strip_suffix(".rs").unwrap_or(below_package);
    let mut segments: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if segments.first().is_some_and(|first| first == "src") {
        segments.remove(0);
    }
    if matches!(segments.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        segments.pop();
    }
    std::iter::once("crate".to_owned()).chain(segments).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_paths_follow_the_folders() {
        assert_eq!(module_path("src/lib.rs"), ["crate"]);
        assert_eq!(module_path("src/auth/mod.rs"), ["crate", "auth"]);
        assert_eq!(module_path("src/auth/token.rs"), ["crate", "auth", "token"]);
    }
}
