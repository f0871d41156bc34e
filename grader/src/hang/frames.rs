//! What the addresses of a hung check stand for: functions with their file and line.

use super::code::StudentCode;
use crate::result::Place;
use kata_protocol::{Symbol, SymbolTable};

/// A function that an address stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame(Symbol);

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
    /// `/tokio/sync/mutex/Mutex/lock …/src/sync/mutex.rs`.
    pub(super) fn whereabouts(&self) -> String {
        let function = without_generics(&self.0.function);
        format!("/{} {}", function.replace("::", "/"), self.0.file)
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

/// What the addresses of samples stand for.
#[derive(Debug, Default)]
pub struct Stacks(pub SymbolTable);

impl Stacks {
    pub(super) fn is_empty(&self) -> bool {
        self.0.0.is_empty()
    }

    /// The functions of a stack, the innermost first.
    pub(super) fn of(&self, addresses: &[String]) -> Vec<Frame> {
        let known = |address: &String| match address.strip_prefix('@') {
            Some(place) => Vec::from_iter(Frame::at(place)),
            None => {
                let symbols = self.0.0.get(address).into_iter().flatten();
                symbols.cloned().map(Frame).collect()
            }
        };
        addresses.iter().flat_map(known).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_type_parameter_stands_for_is_no_part_of_a_path() {
        let path = "std::thread::spawn::<a::{closure#0}, fn(u8) -> b::C<D>>::inner";
        assert_eq!(without_generics(path), "std::thread::spawn::inner");
        let method = "<tokio::sync::Mutex<u8> as Lock>::lock";
        let kept = "<tokio::sync::Mutex as Lock>::lock";
        assert_eq!(without_generics(method), kept);
        assert_eq!(without_generics("{async_fn#0}<a::B>"), "{async_fn#0}");
    }
}
