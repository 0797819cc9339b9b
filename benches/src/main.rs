//! `--columns FOLDER`: compares lists that another program wrote, for `benches/python`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--columns").skip(1);
    if let Some(folder) = arguments.next() {
        return tallymark_benches::columns::serve(Path::new(&folder));
    }
    Ok(())
}
