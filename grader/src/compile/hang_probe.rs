//! Compiles a student's program that hung once more, so that it samples its own stacks.

use super::{
    Compiler,
    build_dir::{BuildDir, Purpose},
    rustc::{Call, Linked},
    unit::Unit,
};
use crate::{catalog::Kata, rejection::AttemptError, submission::Files};
use anyhow::{Context as _, Result};
use fs_err as fs;
use std::path::PathBuf;

impl Compiler {
    /// Compiles the student's program once more, with line tables and with the kit's probe around its
    /// `main`. `None` if that does not work out.
    pub fn compile_hang_probe(
        &self,
        kata: &Kata,
        files: &Files,
        dir: &BuildDir,
    ) -> Result<Option<PathBuf>> {
        let unit = self.unit(kata, files, dir, Purpose::Symbols);
        let program = unit
            .compile_library()
            .and_then(|_| compile_probed_program(&unit));
        dir.keep_incremental(Purpose::Symbols)?;
        program.map(Some).or_else(AttemptError::or_nothing)
    }
}

/// The program as a module of another one, which says where it hangs. The student's files stay where they
/// are, so that it includes what it included before.
fn compile_probed_program(unit: &Unit<'_>) -> Result<PathBuf, AttemptError> {
    let main = unit.files.get("src/main.rs");
    let main = started_by_the_kit(main.context("failed to find the program")?);
    // Whatever the watching does not fit into can still be sampled from outside.
    compile_with_main(unit, &with_watched_futures(&main))
        .or_else(|_| compile_with_main(unit, &main))
}

fn compile_with_main(unit: &Unit<'_>, main: &str) -> Result<PathBuf, AttemptError> {
    let folder = unit.dir.student();
    fs::write(folder.join("src/main.rs"), main)?;
    fs::write(folder.join("hang_probe.rs"), HANG_PROBE)?;
    let program = unit.executable(&unit.kata.name);
    let call = Call {
        linked: Linked::LibrariesAnswerAndKit,
        ..unit.students("hang_probe.rs", "hang_probe")
    };
    unit.compile_students(&call.into_program(&program))?;
    Ok(program)
}

/// The program around the student's program.
const HANG_PROBE: &str = "#[path = \"src/main.rs\"]
mod program;

fn main() {
    kata_kit::hang_probe::run(program::started_by_the_kit);
}
";

/// A program with a function at its end that calls its `main`. What `#[tokio::main]` would make of an async one
/// is left to the kit, whose runtime can be asked where its future waits. Every line keeps its number.
fn started_by_the_kit(main: &str) -> String {
    let attribute = main.find("#[tokio::main").and_then(|start| {
        let end = start + main[start..].find(']')? + 1;
        Some((start, end))
    });
    let (text, call) = match attribute {
        None => (main.to_string(), "let _ = main();"),
        Some((start, end)) => {
            let (attribute, rest) = (&main[start..end], &main[end..]);
            let lines = "\n".repeat(attribute.matches('\n').count());
            let call = if attribute.contains("current_thread") {
                "kata_kit::real(async { let _ = main().await; });"
            } else {
                "kata_kit::real_with_workers(2, async { let _ = main().await; });"
            };
            (format!("{}{lines}{rest}", &main[..start]), call)
        }
    };
    format!("{text}\npub fn started_by_the_kit() {{\n    {call}\n}}\n")
}

/// A program in which every future that is passed to a `block_on` is passed to the kit first.
fn with_watched_futures(main: &str) -> String {
    const CALL: &str = "block_on(";
    let mut text = String::new();
    let mut rest = main;
    while let Some(at) = rest.find(CALL) {
        let (before, behind) = rest.split_at(at + CALL.len());
        let mut depth = 1;
        let end = behind.find(|sign| {
            depth += i32::from(sign == '(') - i32::from(sign == ')');
            depth == 0
        });
        text.push_str(before);
        rest = behind;
        let defines = before[..at].trim_end().ends_with("fn");
        if let Some(end) = end.filter(|_| !defines) {
            let future = with_watched_futures(&behind[..end]);
            text.push_str(&format!("kata_kit::hang_probe::watched({future})"));
            rest = &behind[end..];
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::{started_by_the_kit, with_watched_futures};

    #[test]
    fn a_program_is_started_by_the_kit_and_keeps_its_lines() {
        let program = "//! A program.\n#[tokio::main(\n)]\nasync fn main() {}\n";
        let started = started_by_the_kit(program);
        assert!(
            started.starts_with("//! A program.\n\n\nasync fn main() {}\n"),
            "{started}"
        );
        assert!(
            started.contains("kata_kit::real_with_workers(2, async { let _ = main().await; });")
        );
        assert!(started_by_the_kit("fn main() {}").starts_with("fn main() {}\n"));
    }

    #[test]
    fn only_what_is_passed_to_a_block_on_is_watched() {
        let program = "runtime.block_on(go(1, (2)))?; fn block_on(future: F) {}";
        let watched = "runtime.block_on(kata_kit::hang_probe::watched(go(1, (2))))?; fn block_on(future: F) {}";
        assert_eq!(with_watched_futures(program), watched);
        assert_eq!(with_watched_futures("block_on("), "block_on(");
    }
}
