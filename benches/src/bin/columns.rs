//! `columns FOLDER`: compares the lists that `benches/python/diff_sets.py` wrote into a folder, whenever it is told to.

use std::path::Path;

fn main() -> std::io::Result<()> {
    match std::env::args().nth(1) {
        Some(folder) => tallymark_benches::columns::serve(Path::new(&folder)),
        None => Err(std::io::Error::other("usage: columns FOLDER")),
    }
}
