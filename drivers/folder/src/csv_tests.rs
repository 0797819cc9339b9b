use super::*;
use proptest::prelude::*;

/// Gives at most `step` bytes at a time.
struct Steps<'a>(&'a [u8], usize);

impl Read for Steps<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.1.min(buffer.len());
        let read = self.0.read(&mut buffer[..most])?;
        Ok(read)
    }
}

fn rows_in_steps(bytes: &[u8], longest: usize, step: usize) -> Vec<Vec<String>> {
    let mut rows = CsvRows::new(Buffer::new(Steps(bytes, step)), longest);
    let mut all = Vec::new();
    loop {
        match rows.next().unwrap() {
            Next::Row => {
                all.push(rows.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
            }
            Next::Bad(code, _) => all.push(vec![format!("<{code}>")]),
            Next::End => return all,
        }
    }
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let all = rows_in_steps(bytes, 100, usize::MAX);
    for step in [1, 2, 7] {
        assert_eq!(rows_in_steps(bytes, 100, step), all);
    }
    all
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|&cell| cell.to_owned()).collect()
}

#[test]
fn cells_quotes_and_line_ends() {
    assert_eq!(rows(b"a,b\r\n1,2\r\n"), [row(&["a", "b"]), row(&["1", "2"])]);
    assert_eq!(rows(b"a,b\n\n\n1,\n,"), [row(&["a", "b"]), row(&["1", ""]), row(&["", ""])]);
    assert_eq!(rows(b"\"a,\"\"x\"\"\",\"b\nc\"\rd"), [row(&["a,\"x\"", "b\nc"]), row(&["d"])]);
    assert_eq!(rows(b"a\"b,c\n"), [row(&["a\"b", "c"])]);
    assert!(rows(b"").is_empty());
    assert!(rows(b"\r\n\n").is_empty());
}

#[test]
fn a_quotation_mark_never_closed_costs_its_own_line_only() {
    let quote = row(&["<row-quote>"]);
    assert_eq!(
        rows(b"a,b\n1,\"oops\n2,x\n3,y\n"),
        [row(&["a", "b"]), quote.clone(), row(&["2", "x"]), row(&["3", "y"])]
    );
    assert_eq!(rows(b"a\n\"cut off"), [row(&["a"]), quote.clone()]);
    // Longer than the longest row before the end of the file comes.
    let mut file = b"a,\"b\n".to_vec();
    file.extend(b"1,2\n".repeat(100));
    let all = rows(&file);
    assert_eq!((all.len(), &all[0], &all[100]), (101, &quote, &row(&["1", "2"])));
}

#[test]
fn rows_that_are_too_long_are_passed_over() {
    let long = row(&["<row-too-long>"]);
    let mut file = b"a\n".to_vec();
    file.extend([b'x'; 1000]);
    file.extend(b"\nb\n");
    assert_eq!(rows(&file), [row(&["a"]), long.clone(), row(&["b"])]);
    let mut file = b"\"".to_vec();
    file.extend([b'x'; 1000]);
    assert_eq!(rows(&file), [long]);
    // Ten megabytes in one cell do not stay in memory.
    let mut file = vec![b'x'; 10 << 20];
    file.extend(b"\nb");
    let mut rows = CsvRows::new(Buffer::new(file.as_slice()), 1 << 20);
    assert!(matches!(rows.next().unwrap(), Next::Bad(RowCode::TooLong, _)));
    assert_eq!(rows.next().unwrap(), Next::Row);
    assert!(rows.text.len() <= 4 << 20);
}

#[test]
fn nothing_but_opened_quotation_marks_takes_bounded_time() {
    // Every line leaves the quotation open, read from its start or from inside of the one before.
    let file = b"a\",\",x\n".repeat(1 << 20);
    let mut rows = CsvRows::new(Buffer::new(file.as_slice()), 1 << 20);
    let mut count = 0u64;
    while rows.next().unwrap() != Next::End {
        count += 1;
    }
    assert!(count > 10);
}

proptest! {
    #[test]
    fn rows_do_not_depend_on_how_the_bytes_arrive(bytes in "[ab,\"\r\n]{0,300}", step in 1usize..40) {
        prop_assert_eq!(
            rows_in_steps(bytes.as_bytes(), 50, step),
            rows_in_steps(bytes.as_bytes(), 50, usize::MAX)
        );
    }

    #[test]
    fn what_is_written_is_read(table in proptest::collection::vec(proptest::collection::vec("[a-c ,\"\r\n]{1,6}", 1..5), 0..20)) {
        let mut file = String::new();
        for row in &table {
            let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            file.push_str(&cells.join(","));
            file.push_str("\r\n");
        }
        prop_assert_eq!(rows(file.as_bytes()), table);
    }
}
