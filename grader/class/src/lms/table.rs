//! A table whose cells can be changed, and all else stays as it was written: quotes, blank space, ends of lines.

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    rows: Vec<TableRow>,
    delimiter: char,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct TableRow {
    /// The cells as they are written.
    cells: Vec<String>,
    /// What ends the line.
    end: String,
}

impl Table {
    /// Reads a table.
    pub fn parse(text: &str, delimiter: char) -> Self {
        let mut rows = Vec::new();
        let mut cells = Vec::new();
        let mut cell = String::new();
        let mut is_quoted = false;
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '"' => {
                    // A quote in a cell that does not begin with one is an ordinary character.
                    if cell.is_empty() || cell.starts_with('"') {
                        is_quoted = !is_quoted;
                    }
                    cell.push(c);
                }
                c if c == delimiter && !is_quoted => cells.push(std::mem::take(&mut cell)),
                '\n' | '\r' if !is_quoted => {
                    let mut end = String::from(c);
                    if c == '\r' && rest.peek() == Some(&'\n') {
                        end.extend(rest.next());
                    }
                    cells.push(std::mem::take(&mut cell));
                    rows.push(TableRow {
                        cells: std::mem::take(&mut cells),
                        end,
                    });
                }
                c => cell.push(c),
            }
        }
        if !cell.is_empty() || !cells.is_empty() {
            cells.push(cell);
            rows.push(TableRow {
                cells,
                end: String::new(),
            });
        }
        Self { rows, delimiter }
    }

    /// The table as it is written.
    pub fn to_text(&self) -> String {
        let delimiter = self.delimiter.to_string();
        let row = |row: &TableRow| row.cells.join(&delimiter) + &row.end;
        self.rows.iter().map(row).collect()
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// What a cell says.
    pub fn get(&self, row: usize, column: usize) -> String {
        let cell = self.rows.get(row).and_then(|row| row.cells.get(column));
        cell.map_or_else(String::new, |cell| unquoted(cell))
    }

    /// What the cells of the first row say.
    pub fn header(&self) -> Vec<String> {
        let first = self.rows.first();
        first.map_or_else(Vec::new, |row| {
            row.cells.iter().map(|cell| unquoted(cell)).collect()
        })
    }

    /// Changes a cell, with quotes if it had some.
    pub fn set(&mut self, row: usize, column: usize, value: &str) {
        let Some(row) = self.rows.get_mut(row) else {
            return;
        };
        while row.cells.len() <= column {
            row.cells.push(String::new());
        }
        let cell = &mut row.cells[column];
        let needs_quotes = value.contains([self.delimiter, '"', '\n', '\r']);
        *cell = if cell.starts_with('"') || needs_quotes {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.into()
        };
    }
}

fn unquoted(cell: &str) -> String {
    match cell
        .strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'))
    {
        Some(inside) => inside.replace("\"\"", "\""),
        None => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_changed_stays_as_it_was_written() {
        let text = "Student,\"A \"\"b\"\", c\",x\r\n\"Love, Ada\",,\"\"\nBob, 7 ,\"line\nline\"\rlast,5\"\" disk,9";
        let mut table = Table::parse(text, ',');
        assert_eq!(table.to_text(), text);
        assert_eq!(table.header(), ["Student", "A \"b\", c", "x"]);
        assert_eq!(table.get(1, 0), "Love, Ada");
        assert_eq!(table.get(2, 2), "line\nline");
        assert_eq!(table.get(3, 1), "5\"\" disk");
        table.set(1, 2, "9.5");
        table.set(2, 1, "8");
        let changed = text
            .replacen(",\"\"\n", ",\"9.5\"\n", 1)
            .replacen(" 7 ", "8", 1);
        assert_eq!(table.to_text(), changed);
    }

    #[test]
    fn a_row_that_is_too_short_grows() {
        let mut table = Table::parse("a\tb\tc\nx\n", '\t');
        table.set(1, 2, "1");
        assert_eq!(table.to_text(), "a\tb\tc\nx\t\t1\n");
    }
}
