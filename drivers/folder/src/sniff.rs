/// Why the first bytes of a file cannot be the beginning of UTF-8 text; otherwise the length of its byte order mark.
pub(crate) fn text_start(first: &[u8]) -> Result<usize, &'static str> {
    for (magic, what) in [
        (b"\xff\xfe\0\0".as_slice(), "the file is UTF-32; export it as UTF-8"),
        (b"\0\0\xfe\xff", "the file is UTF-32; export it as UTF-8"),
        (b"\xff\xfe", "the file is UTF-16; export it as UTF-8"),
        (b"\xfe\xff", "the file is UTF-16; export it as UTF-8"),
        (b"\x1f\x8b", "the file is gzip data; its name has to end in .gz"),
        (b"\x28\xb5\x2f\xfd", "the file is Zstandard data; its name has to end in .zst"),
        (b"PK\x03\x04", "the file is a ZIP archive or an Excel workbook; export it as CSV"),
        (b"PAR1", "the file is Parquet; its name has to end in .parquet"),
    ] {
        if first.starts_with(magic) {
            return Err(what);
        }
    }
    let mark = if first.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    // Latin text in UTF-16 is a NUL in every second byte, also without a mark.
    let start = first.get(..64).unwrap_or(first);
    let nul = start.iter().filter(|&&byte| byte == 0).count();
    if nul > 0 && nul * 3 >= start.len() {
        return Err("the file is UTF-16 or binary data; export it as UTF-8 text");
    }
    Ok(mark)
}

#[cfg(test)]
mod tests {
    use super::text_start;

    #[test]
    fn what_is_no_text_is_named() {
        assert_eq!(text_start(b"serial,t"), Ok(0));
        assert_eq!(text_start(b"\xef\xbb\xbfserial"), Ok(3));
        assert_eq!(text_start(b""), Ok(0));
        for (bytes, word) in [
            (b"\xff\xfes\0e\0".as_slice(), "UTF-16"),
            (b"s\0e\0r\0", "UTF-16"),
            (b"\0\0\0\0", "UTF-16"),
            (b"\x1f\x8b\x08\0", "gzip"),
            (b"PK\x03\x04", "ZIP"),
        ] {
            assert!(text_start(bytes).unwrap_err().contains(word));
        }
    }
}
