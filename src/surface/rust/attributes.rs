//! Attributes that carry meaning for us: test gates and serde's renames.

use super::notes;
use crate::fact::{Context, role};

/// What the attributes say about when the item is compiled: `#[test]`, `#[cfg(test)]`,
/// `#[cfg(debug_assertions)]`.
pub fn context(attrs: &[syn::Attribute]) -> Option<Context> {
    attrs.iter().find_map(|attr| {
        let last = attr.path().segments.last()?.ident.to_string();
        match last.as_str() {
            // `#[tokio::test]`, `#[sqlx::test]`, `#[rstest]` and their like end in `test`.
            name if name == "test" || name.ends_with("test") || name == "bench" => Some(Context::Test),
            "cfg" => cfg(attr),
            _ => None,
        }
    })
}

/// The same for a function, whose name may say it, too: `fn test() -> Self`, `fn new_for_tests()` make what tests
/// work with.
pub fn function_context(attrs: &[syn::Attribute], name: &str) -> Option<Context> {
    context(attrs).or_else(|| role::is_for_tests(name).then_some(Context::Test))
}

fn cfg(attr: &syn::Attribute) -> Option<Context> {
    let list = attr.meta.require_list().ok()?;
    let words: Vec<String> = idents(list.tokens.clone());
    if words.iter().any(|word| word == "not") {
        return None;
    }
    let for_tests = |feature: &String| {
        feature
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| matches!(word, "test" | "tests" | "testing" | "mock"))
    };
    match () {
        () if words.iter().any(|word| word == "test") => Some(Context::Test),
        () if features(list.tokens.clone()).iter().any(for_tests) => Some(Context::Test),
        () if words.iter().any(|word| word == "debug_assertions") => Some(Context::Development),
        () => None,
    }
}

/// Names of features among the tokens: every text.
fn features(tokens: proc_macro2::TokenStream) -> Vec<String> {
    tokens
        .into_iter()
        .flat_map(|tree| match tree {
            proc_macro2::TokenTree::Literal(literal) => vec![literal.to_string()],
            proc_macro2::TokenTree::Group(group) => features(group.stream()),
            _ => Vec::new(),
        })
        .collect()
}

/// Every identifier among the tokens, inside of brackets too.
pub fn idents(tokens: proc_macro2::TokenStream) -> Vec<String> {
    tokens
        .into_iter()
        .flat_map(|tree| match tree {
            proc_macro2::TokenTree::Ident(ident) => vec![ident.to_string()],
            proc_macro2::TokenTree::Group(group) => idents(group.stream()),
            _ => Vec::new(),
        })
        .collect()
}

/// `#[path = "other.rs"]`
pub fn path(attrs: &[syn::Attribute]) -> Option<String> {
    let attr = attrs.iter().find(|attr| attr.path().is_ident("path"))?;
    meta_text(&attr.meta)
}

/// What serde does with a field.
#[derive(Default)]
pub struct SerdeField {
    pub rename: Option<String>,
    pub flatten: bool,
    pub skip: bool,
}

pub fn serde_field(attrs: &[syn::Attribute]) -> SerdeField {
    let mut out = SerdeField::default();
    for (name, value) in serde_words(attrs) {
        match name.as_str() {
            "rename" => out.rename = value,
            "flatten" => out.flatten = true,
            "skip" | "skip_serializing" => out.skip = true,
            _ => {}
        }
    }
    out
}

/// How serde spells all names of a type.
#[derive(Clone, Copy)]
pub enum Case {
    Camel,
    Pascal,
    Kebab,
    Upper,
}

impl Case {
    /// Spells a snake_case field name.
    pub fn apply(self, name: &str) -> String {
        let capitalised = |word: &str| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
                .unwrap_or_default()
        };
        let words = name.split('_');
        match self {
            Case::Kebab => name.replace('_', "-"),
            Case::Upper => name.to_ascii_uppercase(),
            Case::Pascal => words.map(capitalised).collect(),
            Case::Camel => {
                let all = words.enumerate();
                all.map(|(at, word)| if at == 0 { word.to_owned() } else { capitalised(word) }).collect()
            }
        }
    }
}

pub fn rename_all(attrs: &[syn::Attribute]) -> Option<Case> {
    let style = serde_words(attrs).into_iter().find(|(name, _)| name == "rename_all")?.1?;
    match style.as_str() {
        "camelCase" => Some(Case::Camel),
        "PascalCase" => Some(Case::Pascal),
        "kebab-case" => Some(Case::Kebab),
        "SCREAMING_SNAKE_CASE" | "UPPERCASE" => Some(Case::Upper),
        _ => None,
    }
}

/// `#[serde(name, name = "value", name(serialize = "value"))]`
fn serde_words(attrs: &[syn::Attribute]) -> Vec<(String, Option<String>)> {
    let mut words = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        for meta in notes::metas(&attr.meta) {
            let name = meta.path().get_ident().map(ToString::to_string).unwrap_or_default();
            words.push((name, meta_text(&meta)));
        }
    }
    words
}

fn meta_text(meta: &syn::Meta) -> Option<String> {
    match meta {
        syn::Meta::NameValue(pair) => match &pair.value {
            syn::Expr::Lit(lit) => match &lit.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        syn::Meta::List(_) => {
            let inner = notes::metas(meta);
            inner.iter().find(|meta| meta.path().is_ident("serialize")).and_then(meta_text)
        }
        syn::Meta::Path(_) => None,
    }
}
