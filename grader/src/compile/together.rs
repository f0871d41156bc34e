//! Answers of one kata that share the program with their checks.
//!
//! Each of them is compiled by itself, in a folder of its own, where nothing of the others is in its reach. The checks
//! are ours. With those of several answers in one program, what they have in common is compiled and linked once.

use super::{
    Compiler,
    artifacts::{BuiltChecks, name_in_shared_program},
    build_dir::{BuildDir, Purpose},
    rustc::{Call, Sharing},
    unit::{allow_only_execution, write_files},
};
use crate::{
    catalog::{
        Kata,
        checks::{self, CheckSpec},
    },
    rejection::{
        forbidden,
        rustc_message::{self, RustcMessage},
    },
    submission::Files,
};
use anyhow::Result;
use fs_err as fs;
use kata_protocol::CHECKS_FOLDER;
use std::path::PathBuf;

/// With line tables from the start: many answers of a class hang, and each would be compiled twice.
const PURPOSE: Purpose = Purpose::Symbols;

/// An answer, and the folder that it is compiled in.
#[derive(Debug, Clone, Copy)]
pub struct Together<'a> {
    /// The answer.
    pub files: &'a Files,
    /// Its folder.
    pub dir: &'a BuildDir,
}

/// An answer whose library is compiled.
struct Compiled<'a> {
    place: usize,
    dir: &'a BuildDir,
    warnings: Vec<RustcMessage>,
}

/// A program with the checks of several answers.
struct SharedProgram {
    /// What is run.
    program: PathBuf,
    /// The same, which may be read for its lines.
    to_read: PathBuf,
}

impl Compiler {
    /// Compiles `answers` to `kata`, whose checks all [can share](Kata::checks_can_share) a program. `None` for an
    /// answer that has to be compiled alone: whose fault that is, is found out only then.
    ///
    /// # Errors
    ///
    /// If the machine fails.
    pub fn compile_together(
        &self,
        kata: &Kata,
        answers: &[Together<'_>],
    ) -> Result<Vec<Option<BuiltChecks>>> {
        let mut compiled = Vec::new();
        for (place, answer) in answers.iter().enumerate() {
            if let Some(warnings) = self.library_of(kata, *answer)? {
                compiled.push(Compiled {
                    place,
                    dir: answer.dir,
                    warnings,
                });
            }
        }
        let mut built: Vec<Option<BuiltChecks>> = answers.iter().map(|_| None).collect();
        while !compiled.is_empty() {
            let errors = match self.shared_program(kata, &compiled)? {
                Ok(program) => {
                    for answer in compiled {
                        built[answer.place] = Some(program.with_checks_of(&answer));
                    }
                    break;
                }
                Err(errors) => errors,
            };
            // The others can do without those that the checks do not fit to.
            let before = compiled.len();
            let fits =
                |answer: &Compiled<'_>| !errors.iter().any(|error| error.is_in(&answer.shown()));
            compiled.retain(fits);
            if compiled.len() == before {
                break;
            }
        }
        Ok(built)
    }

    /// Compiles an answer's library, and gives the compiler's warnings; `None` if that does not work.
    fn library_of(&self, kata: &Kata, answer: Together<'_>) -> Result<Option<Vec<RustcMessage>>> {
        let Together { files, dir } = answer;
        if forbidden::find(kata, files).is_some() {
            return Ok(None);
        }
        write_files(files, &dir.student())?;
        let unit = self.unit(kata, files, dir, PURPOSE);
        Ok(unit.compile_library().ok())
    }

    /// The program with the checks of the answers that are `compiled`, in the folder of the first, or what rustc says
    /// instead.
    fn shared_program(
        &self,
        kata: &Kata,
        compiled: &[Compiled<'_>],
    ) -> Result<Result<SharedProgram, Vec<RustcMessage>>> {
        let dir = compiled[0].dir;
        let (mut main, mut tables) = (String::new(), String::new());
        let mut shared_by = Vec::new();
        for answer in compiled {
            let file = answer.dir.checks().join("checks.rs");
            fs::write(&file, answer.module(kata)?)?;
            let name = answer.name();
            main += &format!("#[path = {file:?}]\nmod checks_of_{name};\n");
            tables += &format!("checks_of_{name}::checks(), ");
            shared_by.push(Sharing {
                name,
                library: answer
                    .dir
                    .out(PURPOSE)
                    .join(format!("lib{}.rlib", kata.name)),
                checks: answer.dir.checks(),
            });
        }
        main += &format!("fn main() {{ kata_kit::harness::main(&[{tables}].concat()) }}\n");
        let source = dir.checks().join("main.rs");
        fs::write(&source, main)?;
        let files = Files::new();
        let unit = self.unit(kata, &files, dir, PURPOSE);
        let program = unit.executable("checks");
        let ended = unit.run(&Call {
            shared_by,
            ..unit.ours(source, "checks")
        })?;
        if !ended.succeeded() {
            tracing::info!(kata = %kata.name, "the answers do not fit into one program: {}", ended.output);
            let mut errors = rustc_message::parse(&ended.output);
            errors.retain(RustcMessage::is_error);
            return Ok(Err(errors));
        }
        let to_read = unit.executable("checks-to-read");
        fs::copy(&program, &to_read)?;
        allow_only_execution(&program)?;
        Ok(Ok(SharedProgram { program, to_read }))
    }
}

impl Compiled<'_> {
    /// What its library is called in the shared program.
    fn name(&self) -> String {
        format!("answer_{}", self.place)
    }

    /// How rustc names the folder of its checks.
    fn shown(&self) -> String {
        format!("{CHECKS_FOLDER}/{}/", self.name())
    }

    /// The kata's checks for this answer, with their lines where they are.
    fn module(&self, kata: &Kata) -> Result<String> {
        let entry = |check: &CheckSpec| {
            let renamed = CheckSpec {
                name: name_in_shared_program(check, self.place),
                ..check.clone()
            };
            checks::call(&renamed, &check.name) + ", "
        };
        let table: String = kata.checks.iter().map(entry).collect();
        Ok(format!(
            "{}use {} as {};\npub fn checks() -> Vec<kata_kit::harness::Check> {{ vec![{table}] }}\n",
            kata.check_functions()?,
            self.name(),
            kata.name
        ))
    }
}

impl SharedProgram {
    fn with_checks_of(&self, answer: &Compiled<'_>) -> BuiltChecks {
        BuiltChecks {
            checks: Some(self.program.clone()),
            warnings: answer.warnings.clone(),
            place: Some(answer.place),
            with_lines: Some(self.to_read.clone()),
            ..BuiltChecks::default()
        }
    }
}
