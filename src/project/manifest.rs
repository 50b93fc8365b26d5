//! What a `Cargo.toml` says: a package's own name, what it asks for, and which packages lie beside it.

use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub struct Manifest {
    pub is_package: bool,
    /// Version ranges by library.
    pub requirements: BTreeMap<String, Requirement>,
    /// Name of the package.
    pub name: String,
    /// Name and file of the library, where the manifest says them.
    pub library: Option<String>,
    pub library_file: Option<String>,
    /// No edition is asked for: paths begin at the crate's root.
    pub oldest_edition: bool,
    /// Dependencies in folders, by the name that the manifest gives them.
    pub folders: BTreeMap<String, Dependency>,
    /// The same of `[workspace.dependencies]`.
    pub workspace_folders: BTreeMap<String, Dependency>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    Range(String),
    Workspace,
}

/// A dependency whose source may lie beside the package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency {
    /// Below the folder of the manifest; none where the workspace tells.
    pub path: Option<String>,
    /// It goes by another name in the code.
    pub renamed: bool,
}

pub fn read(text: &str) -> Option<Manifest> {
    let root: toml::Table = text.parse().ok()?;
    let package = root.get("package");
    let text_of = |table: Option<&toml::Value>, key: &str| Some(table?.get(key)?.as_str()?.to_owned());
    let workspace = root.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let mut manifest = Manifest {
        is_package: package.is_some(),
        name: text_of(package, "name").unwrap_or_default(),
        library: text_of(root.get("lib"), "name"),
        library_file: text_of(root.get("lib"), "path"),
        oldest_edition: package.is_some_and(|package| package.get("edition").is_none()),
        workspace_folders: folders(workspace),
        ..Manifest::default()
    };
    for table in tables(&root).into_iter().chain(workspace) {
        for (name, value) in table.as_table().into_iter().flatten() {
            let package = value.get("package").and_then(toml::Value::as_str).unwrap_or(name);
            if let Some(requirement) = requirement(value) {
                manifest.requirements.entry(package.to_owned()).or_insert(requirement);
            }
        }
    }
    manifest.folders = tables(&root).into_iter().flat_map(|table| folders(Some(table))).collect();
    Some(manifest)
}

/// The tables of dependencies, those of single targets included.
fn tables(root: &toml::Table) -> Vec<&toml::Value> {
    let targets = root.get("target").and_then(toml::Value::as_table);
    let of_targets = targets.into_iter().flatten().filter_map(|(_, target)| target.get("dependencies"));
    [root.get("dependencies"), root.get("dev-dependencies")].into_iter().flatten().chain(of_targets).collect()
}

fn folders(table: Option<&toml::Value>) -> BTreeMap<String, Dependency> {
    let entries = table.and_then(toml::Value::as_table).into_iter().flatten();
    let beside = entries.filter_map(|(name, value)| {
        let path = value.get("path").and_then(toml::Value::as_str).map(str::to_owned);
        let shared = value.get("workspace").and_then(toml::Value::as_bool) == Some(true);
        let renamed = value.get("package").is_some();
        (path.is_some() || shared).then(|| (name.clone(), Dependency { path, renamed }))
    });
    beside.collect()
}

fn requirement(value: &toml::Value) -> Option<Requirement> {
    if value.get("workspace").and_then(toml::Value::as_bool) == Some(true) {
        return Some(Requirement::Workspace);
    }
    let range = value.as_str().or_else(|| value.get("version").and_then(toml::Value::as_str))?;
    Some(Requirement::Range(range.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_beside_it_keep_their_names() {
        let text = "[package]\nname='a-b'\n[lib]\nname='c'\n[dependencies]\nx = { path = '../x', package = 'y' }\nz = '1'";
        let manifest = read(text).unwrap_or_default();
        assert_eq!((manifest.name.as_str(), manifest.library.as_deref()), ("a-b", Some("c")));
        assert!(manifest.oldest_edition);
        let beside = Dependency { path: Some("../x".to_owned()), renamed: true };
        assert_eq!(manifest.folders, [("x".to_owned(), beside)].into());
    }

    #[test]
    fn what_is_no_manifest_says_nothing() {
        assert!(read("[package").is_none());
        assert!(read("").is_some_and(|manifest| !manifest.is_package && !manifest.oldest_edition));
    }
}
