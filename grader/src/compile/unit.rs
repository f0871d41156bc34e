//! One answer in one folder: compiles the student's library, program or tests, and the checks.

use super::{
    artifacts::{AsyncTest, BuiltTests},
    build_dir::{BuildDir, Purpose},
    orders_library::OrdersLibrary,
    rustc::{Call, CrateType, Linked, POLLED_FUTURES, Rustc, Trust},
};
use crate::{
    catalog::{
        Kata,
        checks::{self, CheckSpec},
        variants::{CodeVariants, VariantTokens},
    },
    process::outcome::ProcessOutcome,
    rejection::{
        AttemptError, Rejection, RejectionKind,
        blame::{self, Compiled},
        rustc_message::{self, RustcMessage},
    },
    submission::Files,
};
use anyhow::{Context as _, Result, anyhow, ensure};
use fs_err as fs;
use std::{
    env,
    path::{Path, PathBuf},
};

/// An answer, the folder where it is compiled, and what for.
#[derive(Clone, Copy)]
pub struct Unit<'a> {
    pub rustc: &'a Rustc,
    pub kata: &'a Kata,
    pub files: &'a Files,
    pub dir: &'a BuildDir,
    pub purpose: Purpose,
}

impl Unit<'_> {
    /// Where a program called `name` is made.
    pub fn executable(&self, name: &str) -> PathBuf {
        let suffix = env::consts::EXE_SUFFIX;
        self.dir.out(self.purpose).join(format!("{name}{suffix}"))
    }

    /// Compiles the student's library, and gives the compiler's warnings.
    pub fn compile_library(&self) -> Result<Vec<RustcMessage>, AttemptError> {
        self.expect_file("src/lib.rs")?;
        self.compile_students(&Call {
            crate_type: CrateType::Rlib,
            linked: Linked::Libraries,
            ..self.students("src/lib.rs", &self.kata.name)
        })
    }

    /// Compiles a crate of ours, called `name`, that takes the place of `futures`.
    pub fn compile_stand_in(
        &self,
        name: &str,
        source: &str,
        std: Option<OrdersLibrary>,
    ) -> Result<(), AttemptError> {
        let file = self.dir.checks().join(format!("{name}.rs"));
        fs::write(&file, source)?;
        let ended = self.run(&Call {
            crate_type: CrateType::Rlib,
            linked: Linked::Libraries,
            std,
            program: None,
            ..self.ours(file, name)
        })?;
        if ended.succeeded() {
            return Ok(());
        }
        Err(anyhow!("failed to compile {name}: {}", ended.output).into())
    }

    /// Compiles the student's program, first without and then with linking, and gives the compiler's warnings.
    ///
    /// With the linker much of the machine is in reach, so whatever the student's code includes must be
    /// found without it first.
    pub fn compile_program(&self) -> Result<(PathBuf, Vec<RustcMessage>), AttemptError> {
        self.expect_file("src/main.rs")?;
        // As cargo calls it, because a program may say its own name.
        let program = self.executable(&self.kata.name);
        let call = self.students("src/main.rs", &format!("{}_program", self.kata.name));
        self.compile_students(&call.clone().without_linking())?;
        let warnings = self.compile_students(&call.into_program(&program))?;
        Ok((program, warnings))
    }

    /// Stops where a file is not there that the kata cannot do without.
    fn expect_file(&self, name: &str) -> Result<(), AttemptError> {
        if self.files.contains_key(name) {
            return Ok(());
        }
        Err(AttemptError::Rejected(Rejection::of_sentences(
            RejectionKind::DoesNotCompile,
            format!("{}/{name} is missing.", self.kata.exercise),
        )))
    }

    /// The call that compiles a program of the student's from `file`.
    pub fn students(&self, file: &str, crate_name: &str) -> Call {
        Call {
            crate_type: CrateType::Program,
            trust: Trust::Student,
            crate_name: crate_name.into(),
            main: self.dir.student().join(file),
            sources: vec![self.dir.student()],
            linked: Linked::LibrariesAndAnswer,
            std: None,
            futures: (self.purpose == Purpose::PolledFutures).then_some(POLLED_FUTURES),
            arguments: Vec::new(),
            program: None,
            shared_by: Vec::new(),
        }
    }

    /// The call that makes a program called `crate_name` from the file `source` among the checks, which is ours.
    pub fn ours(&self, source: PathBuf, crate_name: &str) -> Call {
        Call {
            crate_type: CrateType::Program,
            trust: Trust::Ours,
            crate_name: crate_name.into(),
            main: source,
            sources: vec![self.dir.checks()],
            linked: Linked::Kit,
            std: None,
            futures: None,
            arguments: Vec::new(),
            program: Some(self.executable(crate_name)),
            shared_by: Vec::new(),
        }
    }

    /// Compiles the student's code alone, and gives the compiler's warnings.
    pub fn compile_students(&self, call: &Call) -> Result<Vec<RustcMessage>, AttemptError> {
        let ended = self.run(call)?;
        if ended.succeeded() {
            return Ok(rustc_message::parse(&ended.output));
        }
        Err(blame::judge(&ended, Compiled::Student, self.kata))
    }

    /// Compiles the checks that are `wanted`, which are in the kata's `checks.rs`, against the student's library.
    pub fn compile_checks(&self, wanted: &[&CheckSpec]) -> Result<PathBuf, AttemptError> {
        let source = self.dir.checks().join("checks.rs");
        let text = checks::with_main(
            self.kata.check_functions()?,
            &self.kata.plain_checks(),
            wanted,
        );
        fs::write(&source, text)?;
        let program = self.executable("checks");
        let ended = self.run(&Call {
            linked: Linked::KitAndAnswer,
            ..self.ours(source, "checks")
        })?;
        if !ended.succeeded() {
            return Err(blame::judge(
                &ended,
                Compiled::Checks(self.files),
                self.kata,
            ));
        }
        // What symbolizes addresses has to read its own program.
        if !self.purpose.has_lines() {
            allow_only_execution(&program)?;
        }
        Ok(program)
    }

    /// Compiles the student's tests, against all variants of the code in one crate.
    pub fn compile_tests(&self, variants: &CodeVariants) -> Result<BuiltTests, AttemptError> {
        let name = self.kata.file_of_tests()?;
        self.expect_file(name)?;
        let given = variants.correct.first();
        let given = given.context("failed to find the given code")?;
        let tests = Call {
            arguments: vec!["--test"],
            ..self.students(name, "tests")
        };
        // First against the given code alone: what the tests include must not be found among the variants.
        let alone = Unit {
            purpose: Purpose::GivenCode,
            ..*self
        };
        alone.compile_variants([("lib.rs".into(), given.source.clone())])?;
        alone.compile_students(&tests.clone().without_linking())?;
        let tokens = VariantTokens::random_for(variants)?;
        self.compile_variants(tokens.sources(variants)?)?;
        let program = self.executable("tests");
        let warnings = self.compile_students(&tests.into_program(&program))?;
        allow_only_execution(&program)?;
        Ok(BuiltTests {
            warnings,
            program,
            tokens,
            async_tests: async_tests(&self.files[name]),
        })
    }

    /// Compiles what a file of tests is linked to, which is ours.
    fn compile_variants(&self, sources: impl IntoIterator<Item = (String, String)>) -> Result<()> {
        for (file, source) in sources {
            let file = self.dir.checks().join(file);
            fs::write(file, source)?;
        }
        let ended = self.run(&Call {
            crate_type: CrateType::Rlib,
            linked: Linked::Libraries,
            program: None,
            ..self.ours(self.dir.checks().join("lib.rs"), &self.kata.name)
        })?;
        ensure!(
            ended.succeeded(),
            "failed to compile the variants: {}",
            ended.output
        );
        Ok(())
    }

    /// Runs the compiler.
    pub fn run(&self, call: &Call) -> Result<ProcessOutcome> {
        self.rustc.run(call, self.kata, self.dir, self.purpose)
    }
}

/// Takes the right to read a program away: the checks are in it, and a process can find its own
/// executable. In the sandbox that holds for root, too.
pub(super) fn allow_only_execution(program: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let execute = std::fs::Permissions::from_mode(0o111);
        fs::set_permissions(program, execute)?;
    }
    #[cfg(not(unix))]
    let _ = program;
    Ok(())
}

/// The functions right below a `#[tokio::test…]` attribute.
fn async_tests(source: &str) -> Vec<AsyncTest> {
    let after = source.split("#[tokio::test").skip(1);
    let test = |text: &str| {
        let (attributes, rest) = text.split_once("fn ")?;
        let (name, _) = rest.split_once('(')?;
        Some(AsyncTest {
            name: name.trim().to_string(),
            in_real_time: !attributes.contains("start_paused") && !source.contains("pause()"),
        })
    };
    after.filter_map(test).collect()
}

/// Writes an answer's files into `folder`.
pub fn write_files(files: &Files, folder: &Path) -> Result<()> {
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().context("failed to find a file's folder")?)?;
        fs::write(&file, text)?;
    }
    Ok(())
}
