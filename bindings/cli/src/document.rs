//! Documents that the command line names.

use std::fmt::Write as _;
use std::path::Path;

use tallymark_bindings::Failure;
use tallymark_bindings::document::Source;

/// A file, or standard input for `-`.
pub(crate) fn source(path: &Path) -> Result<Source, Failure> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
            .map_err(|error| Failure::new("input", error.to_string()).at("stdin"))?;
        let hex = bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        return Ok(Source { name: Some("stdin".to_owned()), input_hex: Some(hex), ..Source::default() });
    }
    Ok(Source { path: Some(path.display().to_string()), ..Source::default() })
}
