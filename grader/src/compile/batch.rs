//! A batch: many answers of ours, each with the one check that it must meet, as a single program.
//!
//! `verify` tries some hundred mistakes. Most of the time that it takes to compile one goes into what
//! all of them have in common: starting rustc, reading tokio's metadata, linking.

use super::{
    Compiler,
    artifacts::name_in_shared_program,
    build_dir::{BuildDir, Purpose},
    rustc::{Call, Trust},
    unit::write_files,
};
use crate::{
    catalog::{
        Kata,
        checks::{self, CheckSpec, Form},
    },
    submission::Files,
};
use anyhow::Result;
use fs_err as fs;
use std::path::PathBuf;

/// An answer and the check that it meets.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The answer.
    pub files: &'a Files,
    /// The check, under a name of its own in the program.
    pub check: CheckSpec,
    /// The check's name in its source.
    pub function: String,
}

impl<'a> Entry<'a> {
    /// The entry with this number in its program. `None` if the answer has to be a crate of its own.
    pub fn new(number: usize, files: &'a Files, check: &CheckSpec) -> Option<Self> {
        const NEEDS_A_CRATE: [&str; 3] = ["crate::", "crate ", "#!["];
        let library = files.get("src/lib.rs")?;
        let in_every_order = check.form == Form::EveryOrder;
        let needs_a_crate = NEEDS_A_CRATE.iter().any(|word| library.contains(word));
        let name = name_in_shared_program(check, number);
        (!needs_a_crate && !in_every_order).then(|| Self {
            files,
            check: CheckSpec {
                name,
                ..check.clone()
            },
            function: check.name.clone(),
        })
    }
}

impl Compiler {
    /// Compiles `entries` of `kata` as one program, whose checks have the entries' names. `None` if
    /// that does not work out, and each has to be compiled in the way of everybody's answers.
    pub fn compile_batch(
        &self,
        kata: &Kata,
        entries: &[Entry<'_>],
        dir: &BuildDir,
    ) -> Result<Option<PathBuf>> {
        let mut main = String::new();
        let mut table = String::new();
        for (number, entry) in entries.iter().enumerate() {
            let folder = dir.student().join(number.to_string());
            write_files(entry.files, &folder)?;
            let wanted = |check: &&CheckSpec| check.name == entry.function;
            let wanted: Vec<&CheckSpec> = kata.checks.iter().filter(wanted).collect();
            let source = checks::only(kata.check_functions()?, &kata.plain_checks(), &wanted);
            let call = checks::call(&entry.check, &entry.function);
            let library = folder.join("src/lib.rs");
            let module = format!(
                "{source}pub fn check() -> kata_kit::harness::Check {{ {call} }}\n\
                 #[path = {library:?}]\nmod {};\n",
                kata.name
            );
            let file = dir.checks().join(format!("{number}.rs"));
            fs::write(&file, module)?;
            main.push_str(&format!("#[path = {file:?}]\nmod answer_{number};\n"));
            table.push_str(&format!("answer_{number}::check(), "));
        }
        main.push_str(&format!(
            "fn main() {{ kata_kit::harness::main(&[{table}]) }}\n"
        ));
        let source = dir.checks().join("main.rs");
        fs::write(&source, main)?;
        let files = Files::new();
        let unit = self.unit(kata, &files, dir, Purpose::Run);
        let program = unit.executable("checks");
        let ended = unit.run(&Call {
            trust: Trust::Student,
            sources: vec![dir.checks(), dir.student()],
            arguments: vec!["-A", "warnings"],
            ..unit.ours(source, "checks")
        })?;
        Ok(ended.succeeded().then_some(program))
    }
}
