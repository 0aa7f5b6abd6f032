//! Who may import whom: every `crate::` path in `src/` against the list of layers in ARCHITECTURE.md.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Module name to its line in the `layers` block, the top line being 0.
fn layers(architecture: &str) -> HashMap<String, usize> {
    let block = architecture.split("```layers\n").nth(1).expect("a layers block").split("```").next().expect("its end");
    let lines = block.lines().enumerate();
    lines.flat_map(|(depth, line)| line.split_whitespace().map(move |name| (name.to_owned(), depth))).collect()
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The top-level module that a file belongs to: `src/space/grid.rs` and `src/space.rs` are `space`.
fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Names that follow `crate::` (or the crate's own name) in code; comments do not count.
fn imported(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| {
        ["crate::", "wherenext::"]
            .into_iter()
            .flat_map(move |prefix| line.split(prefix).skip(1))
            .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>())
    })
    .collect()
}

fn violations(files: &[(String, String, String)], layers: &HashMap<String, usize>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (file, module, source) in files {
        let Some(own) = layers.get(module) else {
            wrong.push(format!("{file}: module {module} is not in ARCHITECTURE.md"));
            continue;
        };
        for name in imported(source) {
            match layers.get(&name) {
                _ if name == *module => {}
                Some(other) if other > own => {}
                Some(_) => wrong.push(format!("{file}: {module} may not import {name}")),
                None => wrong
                    .push(format!("{file}: imports {name:?} from the crate's root, or it is not in ARCHITECTURE.md")),
            }
        }
    }
    wrong
}

#[test]
fn imports_run_downward() {
    let layers = layers(&fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap());
    let mut paths = Vec::new();
    rust_files(&root().join("src"), &mut paths);
    let files: Vec<_> = paths
        .iter()
        .filter(|path| !path.ends_with("src/lib.rs"))
        .map(|path| (path.display().to_string(), module_of(path), fs::read_to_string(path).unwrap()))
        .collect();
    assert!(files.len() > 10, "the source is where it should be");
    let wrong = violations(&files, &layers);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_upward_import_is_seen() {
    let layers = layers("```layers\nserve\nindex\nspace time\n```");
    let file = |module: &str, source: &str| (format!("{module}.rs"), module.to_owned(), source.to_owned());
    assert_eq!(violations(&[file("index", "use crate::serve::Router;")], &layers).len(), 1);
    assert_eq!(violations(&[file("space", "use crate::time::TimeWindow;")], &layers).len(), 1);
    assert_eq!(violations(&[file("index", "// crate::serve\nuse crate::space::LngLat;")], &layers).len(), 0);
    assert_eq!(violations(&[file("unknown", "")], &layers).len(), 1);
}

#[test]
fn every_listed_module_exists() {
    let layers = layers(&fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap());
    for name in layers.keys() {
        let (file, folder) = (root().join(format!("src/{name}.rs")), root().join(format!("src/{name}/mod.rs")));
        assert!(file.exists() || folder.exists(), "ARCHITECTURE.md lists {name}, which is not there");
    }
}
