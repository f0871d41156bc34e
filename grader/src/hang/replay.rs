//! Hangs that were recorded, explained once more.

use super::{
    explain,
    explanation::HangReport,
    recording::{SHARED_END, write_recording},
    student_code::StudentCode,
};
use crate::{result::Place, submission::Files};
use kata_protocol::{HangSamples, StackSample, Symbol, SymbolTable};
use std::{fs, path::Path};

/// A recording, read back.
#[derive(Default)]
struct Recording {
    exercise: String,
    samples: Vec<StackSample>,
    symbols: SymbolTable,
    files: Files,
    report: HangReport,
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
        recording.report.text = recording.report.text.trim_end().to_string();
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
            Some(("place", place)) => self.report.places.push(read_place(place)),
            _ => assert_eq!(head, "text"),
        }
    }

    fn add_line(&mut self, head: &str, line: &str) {
        if let Some(name) = head.strip_prefix("file ") {
            let file = self.files.get_mut(name).expect("the file has begun");
            file.push_str(&format!("{line}\n"));
        } else if head == "text" {
            self.report.text.push_str(&format!("{line}\n"));
        } else if let Some(count) = line.strip_prefix(SHARED_END) {
            self.add_shared_end(count.parse().expect("a count is a number"));
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

    /// Adds so many last addresses of the last stack before this one.
    fn add_shared_end(&mut self, count: usize) {
        let before = self.samples.iter().rev().skip(1);
        let stack = before
            .map(|sample| &sample.stack)
            .find(|stack| !stack.is_empty());
        let stack = stack.expect("there is a stack above");
        let shared = stack[stack.len() - count..].to_vec();
        let sample = self.samples.last_mut().expect("a sample has begun");
        sample.stack.extend(shared);
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
        let code = recording.code();
        let now = explain(code, &recording.samples, &recording.symbols).report(code);
        assert_eq!(now, recording.report, "{name}");
    }
}

#[test]
fn a_recording_is_written_as_it_was_read() {
    for (name, text) in recordings() {
        let recording = Recording::parse(&text);
        let again = write_recording(
            recording.code(),
            &recording.samples,
            &recording.symbols,
            &recording.report,
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

#[test]
fn nothing_is_explained_if_addresses_could_not_be_looked_up() {
    for (name, text) in recordings() {
        let recording = Recording::parse(&text);
        if recording
            .samples
            .iter()
            .any(|sample| !sample.stack.is_empty())
        {
            let code = recording.code();
            let unknown = explain(code, &recording.samples, &SymbolTable::default());
            assert_eq!(unknown.report(code), HangReport::default(), "{name}");
        }
    }
}
