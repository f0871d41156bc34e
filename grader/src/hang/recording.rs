//! Recorded hangs: what was seen of a check that hung, and what the student was told, as text that a person
//! can read. Unit tests replay the recordings in `recordings/` on every system, where the hangs themselves
//! (`tests/hangs`) take seconds and a Linux. `.ci/record-hangs` records them anew.

use super::{
    Diagnosis, StudentCode,
    frames::{Stacks, without_generics},
};
use kata_protocol::{
    CHECKS_FOLDER, HangSamples, KIT_FOLDER, StackSample, Symbol, without_local_prefix,
};
use std::collections::BTreeSet;

/// The variable that names a folder for recordings: every hang that is explained is recorded there.
pub const RECORD_VARIABLE: &str = "KATA_RECORD_HANGS";

/// A hang as text. Addresses are left out, and so is everything that only this machine knows.
pub fn write(
    code: StudentCode<'_>,
    samples: &[StackSample],
    stacks: &Stacks,
    diagnosis: &Diagnosis,
) -> String {
    let mut text = format!("exercise {}\n", code.exercise);
    let mut known = BTreeSet::new();
    for sample in samples {
        let sample = write_sample(code, sample, stacks);
        if known.insert(sample.clone()) {
            text.push_str(&sample);
        }
    }
    for (name, source) in code.files {
        text.push_str(&format!("file {name}\n{}", indented(source)));
    }
    for place in &diagnosis.places {
        text.push_str(&format!("place {}:{}\n", place.file, place.line));
    }
    text.push_str(&format!("text\n{}", indented(&diagnosis.text)));
    text
}

/// A sample with its stack, a line for every function. Of a stack that leads through nothing of the
/// student's only its kind matters.
fn write_sample(code: StudentCode<'_>, sample: &StackSample, stacks: &Stacks) -> String {
    let alone = HangSamples {
        stacks: vec![StackSample {
            kind: sample.kind,
            stack: Vec::new(),
        }],
        program: None,
    };
    let mut lines: Vec<String> = sample
        .stack
        .iter()
        .flat_map(|address| match address.strip_prefix('@') {
            Some(place) => vec![format!("@{}", portable(code, place))],
            None => {
                let symbols = stacks.0.0.get(address).into_iter().flatten();
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
    let kind = alone.write();
    format!("sample {}\n{}", kind.trim(), indented(&lines.join("\n")))
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

/// A source file's path without the folders of this machine.
fn portable<'a>(code: StudentCode<'_>, file: &'a str) -> &'a str {
    let file = without_local_prefix(file);
    let checks = format!("/{CHECKS_FOLDER}/");
    let folders = [code.exercise, KIT_FOLDER, &checks];
    let ours = folders.iter().find_map(|folder| file.find(folder));
    match (ours, file.rfind('/')) {
        (Some(at), _) => file[at..].trim_start_matches('/'),
        (None, Some(at)) if file.starts_with('/') => &file[at..],
        (None, _) => file,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{result::Place, submission::Files};
    use kata_protocol::SymbolTable;
    use std::{fs, path::Path};

    /// A recording, read back.
    #[derive(Default)]
    struct Recording {
        exercise: String,
        samples: Vec<StackSample>,
        symbols: SymbolTable,
        files: Files,
        told: Diagnosis,
    }

    impl Recording {
        fn parse(text: &str) -> Self {
            let mut recording = Self::default();
            // Addresses were looked up, even if none of them is in the recording.
            recording.symbols.0.insert("program+0".into(), Vec::new());
            let mut head = "";
            for line in text.lines() {
                if line.is_empty() {
                    recording.add_line(head, line);
                } else if let Some(line) = line.strip_prefix("    ") {
                    recording.add_line(head, line);
                } else {
                    recording.begin(line);
                    head = line;
                }
            }
            recording.told.text = recording.told.text.trim_end().to_string();
            recording
        }

        fn begin(&mut self, head: &str) {
            match head.split_once(' ') {
                Some(("exercise", folder)) => self.exercise = folder.into(),
                Some(("sample", kind)) => {
                    let sample = HangSamples::parse(&format!("{kind} ")).stacks;
                    self.samples.extend(sample);
                }
                Some(("file", name)) => {
                    self.files.insert(name.into(), String::new());
                }
                Some(("place", place)) => self.told.places.push(read_place(place)),
                _ => assert_eq!(head, "text"),
            }
        }

        fn add_line(&mut self, head: &str, line: &str) {
            if let Some(name) = head.strip_prefix("file ") {
                let file = self.files.get_mut(name).expect("the file has begun");
                file.push_str(&format!("{line}\n"));
            } else if head == "text" {
                self.told.text.push_str(&format!("{line}\n"));
            } else if line.starts_with('@') {
                self.add_address(line.into());
            } else {
                let (place, function) = line.split_once(' ').expect("a place and a function");
                let Place { file, line } = read_place(place);
                let address = format!("program+{}", self.symbols.0.len());
                let function = function.into();
                let symbol = Symbol {
                    function,
                    file,
                    line,
                };
                self.symbols.0.insert(address.clone(), vec![symbol]);
                self.add_address(address);
            }
        }

        fn add_address(&mut self, address: String) {
            let sample = self.samples.last_mut().expect("a sample has begun");
            sample.stack.push(address);
        }

        fn code(&self) -> StudentCode<'_> {
            StudentCode {
                exercise: &self.exercise,
                files: &self.files,
            }
        }
    }

    fn read_place(place: &str) -> Place {
        let (file, line) = place.rsplit_once(':').expect("a file and a line");
        Place {
            file: file.into(),
            line: line.parse().expect("a line is a number"),
        }
    }

    /// Every recording with its name.
    fn recordings() -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/hang/recordings");
        let entries = fs::read_dir(&folder).expect("the recordings are there");
        let read = entries.map(|entry| {
            let entry = entry.expect("an entry can be read");
            let text = fs::read_to_string(entry.path()).expect("a recording can be read");
            (entry.file_name().to_string_lossy().into_owned(), text)
        });
        let read: Vec<_> = read.collect();
        assert!(!read.is_empty(), "{} is empty", folder.display());
        read
    }

    #[test]
    fn every_recorded_hang_is_explained_as_it_was() {
        for (name, text) in recordings() {
            let recording = Recording::parse(&text);
            let stacks = Stacks(recording.symbols.clone());
            let now = crate::hang::of(recording.code(), &recording.samples, &stacks);
            assert_eq!(now, recording.told, "{name}");
        }
    }

    #[test]
    fn a_recording_is_written_as_it_was_read() {
        for (name, text) in recordings() {
            let recording = Recording::parse(&text);
            let stacks = Stacks(recording.symbols.clone());
            let again = write(
                recording.code(),
                &recording.samples,
                &stacks,
                &recording.told,
            );
            assert_eq!(again, text, "{name}");
        }
    }

    #[test]
    fn a_recording_names_no_folder_of_a_machine() {
        for (name, text) in recordings() {
            let local = |line: &&str| {
                let path = line.trim_start().split(' ').next().unwrap_or_default();
                line.starts_with("    /") && !path.starts_with("//") && path.rfind('/') > Some(0)
            };
            assert_eq!(text.lines().find(local), None, "{name}");
        }
    }
}
