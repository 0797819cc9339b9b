/// A table whose first column is flush left and whose others are flush right, two spaces apart.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with its header.
    pub(super) fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        Table { rows: vec![header.into_iter().map(str::to_owned).collect()] }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Two spaces in front of every line.
    pub(super) fn into_text(self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let wide = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(wide).collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line.push_str("  ");
                let gap = " ".repeat(width - cell.chars().count().min(*width));
                let (before, after) = if at == 0 { ("", gap.as_str()) } else { (gap.as_str(), "") };
                line.push_str(before);
                line.push_str(cell);
                line.push_str(after);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let mut table = Table::new(["", "in", "used"]);
        table.row(["camera.csv", "20", "7"].map(str::to_owned));
        table.row(["l4.csv", "3"].map(str::to_owned));
        assert_eq!(table.into_text(), "              in  used\n  camera.csv  20     7\n  l4.csv       3\n");
    }
}
