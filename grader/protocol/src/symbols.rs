//! What the addresses of samples stand for.

use std::collections::BTreeMap;

/// What is in the environment of a student's program that is to symbolize addresses, and not to run.
pub const SYMBOLIZE_VARIABLE: &str = "KATA_KIT_SYMBOLIZES";

/// A function that an address is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Symbol {
    /// Its path; empty where it is not known.
    pub function: String,
    /// The source file; empty where it is not known.
    pub file: String,
    /// The line, from 1; 0 where it is not known.
    pub line: u32,
}

/// For every address the functions there: more than one if some were inlined, the innermost first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SymbolTable(pub BTreeMap<String, Vec<Symbol>>);

impl SymbolTable {
    /// The table as text: each address in a line of its own, then a line for every function.
    pub fn write(&self) -> String {
        let field = |text: &str| text.replace(['\t', '\n'], " ");
        let mut text = String::new();
        for (address, symbols) in &self.0 {
            text.push_str(&format!("{address}\n"));
            for Symbol {
                function,
                file,
                line,
            } in symbols
            {
                text.push_str(&format!("{}\t{}\t{line}\n", field(function), field(file)));
            }
        }
        text
    }

    /// Reads the text back.
    pub fn parse(text: &str) -> Self {
        let mut table: BTreeMap<String, Vec<Symbol>> = BTreeMap::new();
        let mut address = String::new();
        for line in text.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            if let [function, file, line] = *fields {
                let symbol = Symbol {
                    function: function.into(),
                    file: file.into(),
                    line: line.parse().unwrap_or(0),
                };
                table.entry(address.clone()).or_default().push(symbol);
            } else {
                address = line.into();
            }
        }
        Self(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back_as_it_was() {
        let symbol = |function: &str, line| Symbol {
            function: function.into(),
            file: "exercises/a/src/lib.rs".into(),
            line,
        };
        let inlined = vec![symbol("a::inner", 7), symbol("a::outer", 0)];
        let table = SymbolTable([("program+7".to_string(), inlined)].into());
        assert_eq!(SymbolTable::parse(&table.write()), table);
    }
}
