//! Recorded hangs: what was seen of a check that hung, and what the student was told, as text that a person
//! can read. Unit tests replay the recordings in `recordings/` on every system, where the hangs themselves
//! (`tests/hangs`) take seconds and a Linux. `.ci/record-hangs` records them anew.

use super::{
    explanation::HangReport,
    frame::{without_generics, without_machine},
    student_code::StudentCode,
};
use kata_protocol::{HangSamples, SampleKind, StackSample, Symbol, SymbolTable};
use std::collections::BTreeSet;

/// The variable that names a folder for recordings: every hang that is explained is recorded there.
pub const RECORD_VARIABLE: &str = "KATA_RECORD_HANGS";

/// A hang as text. Addresses are left out, and so is everything that only this machine knows.
pub fn write_recording(
    code: StudentCode<'_>,
    samples: &[StackSample],
    symbols: &SymbolTable,
    report: &HangReport,
) -> String {
    let mut text = format!("exercise {}\n", code.exercise);
    let mut known = BTreeSet::new();
    let mut before = Vec::new();
    for sample in samples {
        let (kind, stack) = (word_for_kind(sample.kind), stack_of(code, sample, symbols));
        if !known.insert((kind.clone(), stack.clone())) {
            continue;
        }
        text.push_str(&format!("sample {kind}\n"));
        let shared = length_of_shared_end(&before, &stack);
        let own = &stack[..stack.len() - shared];
        text.push_str(&indented(&own.join("\n")));
        if shared > 0 {
            text.push_str(&indented(&format!("{SHARED_END}{shared}")));
        }
        if !stack.is_empty() {
            before = stack;
        }
    }
    for (name, source) in code.files {
        text.push_str(&format!("file {name}\n{}", indented(source)));
    }
    for place in &report.places {
        text.push_str(&format!("place {}:{}\n", place.file, place.line));
    }
    text.push_str(&format!("text\n{}", indented(&report.text)));
    text
}

/// What a line begins with that stands for so many last lines of the stack above.
pub(super) const SHARED_END: &str = "… as above, the last ";

/// How many last lines two stacks share; 0 if those are too few to be worth a reader's look.
fn length_of_shared_end(before: &[String], stack: &[String]) -> usize {
    let pairs = before.iter().rev().zip(stack.iter().rev());
    let shared = pairs.take_while(|(a, b)| a == b).count();
    if shared < 3 { 0 } else { shared }
}

/// The kind as [`HangSamples`] has it.
fn word_for_kind(kind: SampleKind) -> String {
    let alone = HangSamples {
        stacks: vec![StackSample {
            kind,
            stack: Vec::new(),
        }],
        program: None,
    };
    alone.write().trim().to_string()
}

/// A sample's stack, a line for every function. One that leads through nothing of the student's is left out:
/// only its kind matters.
fn stack_of(code: StudentCode<'_>, sample: &StackSample, symbols: &SymbolTable) -> Vec<String> {
    let mut lines: Vec<String> = sample
        .stack
        .iter()
        .flat_map(|address| match address.strip_prefix('@') {
            Some(place) => vec![format!("@{}", portable(code, place))],
            None => {
                let symbols = symbols.0.get(address).into_iter().flatten();
                symbols.map(|symbol| write_symbol(code, symbol)).collect()
            }
        })
        .collect();
    let folder = format!("{}/", code.exercise);
    if !lines.iter().any(|line| line.contains(&folder)) {
        lines.clear();
    }
    // Every thread begins in the C library and in std.
    while lines.pop_if(|line| is_of_a_system(line)).is_some() {}
    lines
}

fn write_symbol(code: StudentCode<'_>, symbol: &Symbol) -> String {
    let Symbol {
        function,
        file,
        line,
    } = symbol;
    let function = without_generics(function);
    format!("{}:{line} {function}", portable(code, file))
}

/// A source file's path; of one that only this machine has in that place, its name.
fn portable<'a>(code: StudentCode<'_>, file: &'a str) -> &'a str {
    let file = without_machine(code, file);
    let name = file.rfind('/').filter(|_| file.starts_with('/'));
    name.map_or(file, |at| &file[at..])
}

/// Whether a line is of a function of std or of the C library.
fn is_of_a_system(line: &str) -> bool {
    let (file, function) = line.split_once(' ').unwrap_or_default();
    let known = ["library/", "./"]
        .iter()
        .any(|start| file.starts_with(start));
    let path = function.trim_start_matches('<');
    let std = ["std::", "core::", "__rust"];
    let named = !path.contains("::") || std.iter().any(|start| path.starts_with(start));
    known || (file == ":0" && named)
}

/// Text that no other part of a recording is taken for.
fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("    {line}"));
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}
