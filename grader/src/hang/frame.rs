//! What the addresses of a hung check stand for: functions with their file and line.

use super::student_code::StudentCode;
use crate::result::Place;
use kata_protocol::{
    CHECKS_FOLDER, KIT_FOLDER, StackSample, Symbol, SymbolTable, without_local_prefix,
};

/// A function that an address stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame(Symbol);

/// The functions of a stack, the innermost first. Addresses that are not known are left out.
pub(super) fn symbolize(sample: &StackSample, symbols: &SymbolTable) -> Vec<Frame> {
    let known = |address: &String| match address.strip_prefix('@') {
        Some(place) => Vec::from_iter(Frame::at(place)),
        None => {
            let symbols = symbols.0.get(address).into_iter().flatten();
            symbols.cloned().map(Frame).collect()
        }
    };
    sample.stack.iter().flat_map(known).collect()
}

impl Frame {
    /// A frame of which only the place is known, as `file:line`.
    fn at(place: &str) -> Option<Self> {
        let (file, line) = place.rsplit_once(':')?;
        Some(Self(Symbol {
            function: String::new(),
            file: file.into(),
            line: line.parse().ok()?,
        }))
    }

    /// Its function's path and its file in one form, because not every frame knows both:
    /// `/tokio/sync/mutex/Mutex/lock tokio-1.54.1/src/sync/mutex.rs`.
    fn path(&self, code: StudentCode<'_>) -> String {
        let function = without_generics(&self.0.function);
        let file = without_machine(code, &self.0.file);
        format!("/{} {file}", function.replace("::", "/"))
    }

    /// Whether it is in the student's files at a place that no line was written for, as the code around
    /// a loop's condition.
    pub(super) fn has_no_line(&self, code: StudentCode<'_>) -> bool {
        self.0.line == 0 && self.0.file.contains(&format!("{}/", code.exercise))
    }

    /// Whether it is the call of a waker, as `Waker::wake`.
    pub(super) fn is_a_wake(&self) -> bool {
        let function = without_generics(&self.0.function);
        let name = function.rsplit("::").next().unwrap_or_default();
        matches!(name, "wake" | "wake_by_ref")
    }

    /// The frame's place, if it is in the student's files.
    pub(super) fn place(&self, code: StudentCode<'_>) -> Option<Place> {
        let at = self.0.file.find(&format!("{}/", code.exercise))?;
        let place = Place {
            file: self.0.file[at..].to_string(),
            line: self.0.line,
        };
        let name = &place.file[code.exercise.len() + 1..];
        let lines = code.files.get(name)?.lines().count();
        (1..=lines)
            .contains(&(self.0.line as usize))
            .then_some(place)
    }
}

/// The paths of functions in a part of a stack.
#[derive(Debug)]
pub(super) struct Paths(Vec<String>);

impl Paths {
    pub(super) fn of(code: StudentCode<'_>, frames: &[Frame]) -> Self {
        Self(frames.iter().map(|frame| frame.path(code)).collect())
    }

    /// Whether one of them has this part.
    pub(super) fn have(&self, part: &str) -> bool {
        self.0.iter().any(|path| path.contains(part))
    }

    /// Whether each of these parts is in one of them.
    pub(super) fn have_all(&self, parts: &[&str]) -> bool {
        parts.iter().all(|part| self.have(part))
    }

    /// Whether nothing was called that could wait: whatever does ends in a system's part of std or mio.
    pub(super) fn only_compute(&self) -> bool {
        !self.have("/sys/") && !self.have("parking_lot")
    }

    /// Whether all of them are on the way from a call of a waker to the kit's, and no library's of its own.
    pub(super) fn only_wake(&self) -> bool {
        const ON_THE_WAY: [&str; 5] = ["core/", "alloc/", "std/", "kata_kit/", "backtrace/"];
        self.0.iter().all(|path| {
            let function = path.trim_start_matches(['/', '<']);
            path.contains("wake") || ON_THE_WAY.iter().any(|start| function.starts_with(start))
        })
    }
}

/// A source file's path without the folders of this machine, whose names mean nothing here.
pub(super) fn without_machine<'a>(code: StudentCode<'_>, file: &'a str) -> &'a str {
    let file = without_local_prefix(file);
    let checks = format!("/{CHECKS_FOLDER}/");
    let folders = [code.exercise, KIT_FOLDER, &checks];
    let ours = folders.iter().find_map(|folder| file.find(folder));
    ours.map_or(file, |at| file[at..].trim_start_matches('/'))
}

/// A function's path without what its type parameters stand for: `spawn::<tokio::…>` has nothing to do
/// with tokio. Names out of line tables lack the colons; `<A as B>::c` is no type parameter.
pub(super) fn without_generics(path: &str) -> String {
    let mut kept = String::new();
    let mut open = 0;
    let mut before = ' ';
    for letter in path.chars() {
        match letter {
            '<' if open > 0 || before.is_alphanumeric() || "_}:".contains(before) => open += 1,
            // The arrow of a function's type closes nothing.
            '>' if open > 0 && before != '-' => open -= 1,
            _ if open > 0 => {}
            _ => kept.push(letter),
        }
        before = letter;
    }
    kept.replace("::::", "::")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::Files;

    #[test]
    fn what_a_type_parameter_stands_for_is_no_part_of_a_path() {
        let path = "std::thread::spawn::<a::{closure#0}, fn(u8) -> b::C<D>>::inner";
        assert_eq!(without_generics(path), "std::thread::spawn::inner");
        let method = "<tokio::sync::Mutex<u8> as Lock>::lock";
        let kept = "<tokio::sync::Mutex as Lock>::lock";
        assert_eq!(without_generics(method), kept);
        assert_eq!(without_generics("{async_fn#0}<a::B>"), "{async_fn#0}");
    }

    #[test]
    fn a_path_has_no_folder_of_this_machine() {
        let files = Files::new();
        let code = StudentCode {
            exercise: "exercises/01_a/01_b",
            files: &files,
        };
        for (path, shown) in [
            (
                "/home/parker/target/exercises/01_a/01_b/src/lib.rs",
                "exercises/01_a/01_b/src/lib.rs",
            ),
            ("/home/parker/hidden/checks.rs", "hidden/checks.rs"),
            (
                "/home/parker/grader/kit/src/lib.rs",
                "grader/kit/src/lib.rs",
            ),
            (
                "/home/parker/.cargo/registry/src/index-1/tokio-1.0.0/src/lib.rs",
                "tokio-1.0.0/src/lib.rs",
            ),
            ("./nptl/futex.c", "./nptl/futex.c"),
        ] {
            assert_eq!(without_machine(code, path), shown);
        }
    }
}
