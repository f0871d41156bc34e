//! Cases with names of the check's own.

use crate::case::{self, CurrentCase};

/// The values of `cases`, each with the name of its case: a short phrase that can begin a sentence, such as
/// "with equal items" or "after a panic".
///
/// ```
/// use kata_kit::{assert_same, cases};
///
/// for (text, promised) in cases([
///     ("with one word", ("a", 1)),
///     ("with two spaces between the words", ("a  b", 2)),
/// ]) {
///     let observed = text.split_whitespace().count();
///     assert_same("the number of words", observed, promised, "Several spaces part two words, too.");
/// }
/// ```
pub fn cases<N, T, I>(cases: I) -> Cases<I::IntoIter>
where
    N: Into<String>,
    I: IntoIterator<Item = (N, T)>,
{
    Cases {
        rest: cases.into_iter(),
        current: None,
    }
}

/// `cases` as a `dyn Iterator`: so they are compiled here, and not in every check.
pub(super) fn boxed<T>(cases: impl Iterator<Item = T> + 'static) -> Box<dyn Iterator<Item = T>> {
    Box::new(cases)
}

/// An iterator over named cases, which are known to the kit while they are tried.
#[derive(Debug)]
#[must_use = "a case is tried when the iterator comes to it"]
pub struct Cases<I> {
    rest: I,
    current: Option<CurrentCase>,
}

impl<N: Into<String>, T, I: Iterator<Item = (N, T)>> Iterator for Cases<I> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.current = None;
        let (name, value) = self.rest.next()?;
        self.current = Some(case::begin(name.into()));
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // One test, because the cases are the process's.
    #[test]
    fn a_case_is_known_while_it_is_tried_and_remembered_afterwards() {
        let mut seen = Vec::new();
        for _ in cases([("with outer one", ()), ("with outer two", ())]) {
            for _ in cases([("with inner", ())]) {
                seen.push(case::current());
            }
            seen.push(case::current());
        }
        assert_eq!(
            seen,
            [
                "with outer one, with inner",
                "with outer one",
                "with outer two, with inner",
                "with outer two",
            ]
        );
        assert_eq!(case::current(), "");
        let tried = case::tried();
        let tried = tried.iter().filter(|name| name.starts_with("with outer"));
        assert_eq!(tried.count(), 2);
    }
}
