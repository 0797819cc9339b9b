//! Modules may use what is below them only; this reads the `crate::` paths and says who breaks it.

use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom up; modules in one row do not know each other.
const LAYERS: &[&[&str]] = &[
    &["diagnostic"],
    &["keys"],
    &["gs1"],
    &["link", "pharma"],
    &["epc"],
    &["item"],
    &["hierarchy", "sets", "profile", "pool"],
    &["repair"],
    &["batch"],
    &["reconcile", "epcis", "stats"],
    &["findings"],
    &["causes"],
    &["line", "simulate", "evidence"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The first segments of every `crate::…` path, those inside `crate::{…}` included.
fn used(code: &str) -> Vec<&str> {
    let mut modules = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            modules.push(identifier(rest));
            continue;
        };
        let (mut depth, mut fresh) = (0, true);
        for (offset, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => fresh = true,
                c if fresh && !c.is_whitespace() => {
                    modules.push(identifier(&group[offset..]));
                    fresh = false;
                }
                _ => {}
            }
        }
    }
    modules
}

#[test]
fn paths_are_found() {
    assert_eq!(used("use crate::{a::{b, c}, d};\nlet x = crate::e::f(); mycrate::g"), ["a", "d", "e"]);
}

#[test]
fn modules_use_only_what_is_below() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "found the sources");
    let (mut faults, mut checked) = (Vec::new(), 0);
    for file in files {
        let relative = file.strip_prefix(&root).unwrap().to_owned();
        let mut parts = relative.components().filter_map(|part| part.as_os_str().to_str());
        let (Some(module), Some(_)) = (parts.next(), parts.next()) else { continue };
        let Some(own) = layer(module) else {
            faults.push(format!("{module}: a module that the layers do not know"));
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        for target in used(&code) {
            let Some(other) = layer(target) else { continue };
            checked += 1;
            if target != module && other >= own {
                faults.push(format!("{}: {module} uses {target}", relative.display()));
            }
        }
    }
    assert!(checked > 10, "found the uses");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
