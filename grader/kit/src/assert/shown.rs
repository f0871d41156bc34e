//! How values are written in messages.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt::Debug,
    task::Poll,
    time::Duration,
};

/// A value that [`assert_same`](crate::assert_same) can show to a student.
///
/// Most are shown as `Debug` writes them, so a type of your own needs an empty impl only. Times are written like
/// those of the picture, in milliseconds.
///
/// ```
/// use kata_kit::{Shown, ms};
///
/// #[derive(Debug)]
/// enum Answer {
///     Echo,
/// }
/// impl Shown for Answer {}
///
/// assert_eq!(Answer::Echo.shown(), "Echo");
/// assert_eq!(ms(1500).shown(), "1500 ms");
/// ```
pub trait Shown: Debug {
    /// The value in a message.
    fn shown(&self) -> String {
        format!("{self:?}")
    }

    /// The value, and the one that it is compared with.
    fn shown_beside(&self, other: &Self) -> (String, String) {
        (self.shown(), other.shown())
    }
}

impl Shown for Duration {
    fn shown(&self) -> String {
        let nanos = self.as_nanos() as f64;
        match self.as_nanos() {
            0 => "0 ms".into(),
            1..1_000 => format!("{nanos} ns"),
            1_000..1_000_000 => format!("{} µs", nanos / 1e3),
            1_000_000..1_000_000_000 => format!("{} ms", nanos / 1e6),
            _ => format!("{} ms", (nanos / 1e3).round() / 1e3),
        }
    }
}

impl<T: Shown> Shown for Option<T> {
    /// A `Some` around both of them says nothing.
    fn shown_beside(&self, other: &Self) -> (String, String) {
        match (self, other) {
            (Some(value), Some(other)) => (value.shown(), other.shown()),
            _ => (self.shown(), other.shown()),
        }
    }
}

impl<T: Shown + ?Sized> Shown for &T {
    fn shown(&self) -> String {
        (*self).shown()
    }
}

/// What is shown as `Debug` writes it.
macro_rules! shown_as_debug {
    ($($type:ty),* $(,)?) => { $(impl Shown for $type {})* };
}

shown_as_debug!(
    (),
    bool,
    char,
    str,
    String,
    i8,
    i16,
    i32,
    i64,
    isize,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    f64
);

impl<T: Debug> Shown for [T] {}
impl<T: Debug, const N: usize> Shown for [T; N] {}
impl<T: Debug> Shown for Vec<T> {}
impl<T: Debug> Shown for BTreeSet<T> {}
impl<K: Debug, V: Debug> Shown for BTreeMap<K, V> {}
impl<T: Debug> Shown for Poll<T> {}
impl<T: Debug, E: Debug> Shown for Result<T, E> {}
impl<A: Debug, B: Debug> Shown for (A, B) {}
impl<A: Debug, B: Debug, C: Debug> Shown for (A, B, C) {}
impl<A: Debug, B: Debug, C: Debug, D: Debug> Shown for (A, B, C, D) {}

impl<T: Debug, S> Shown for HashSet<T, S> {
    fn shown(&self) -> String {
        sorted(self.iter().map(|item| format!("{item:?}")).collect())
    }
}

impl<K: Debug, V: Debug, S> Shown for HashMap<K, V, S> {
    fn shown(&self) -> String {
        let entry = |(key, value)| format!("{key:?}: {value:?}");
        sorted(self.iter().map(entry).collect())
    }
}

/// The order of a hash map is another one in every run, and a message must not be.
fn sorted(mut entries: Vec<String>) -> String {
    entries.sort();
    format!("{{{}}}", entries.join(", "))
}

/// Two values that differ, as they were shown; of long ones only what is around the first difference.
pub(super) fn where_they_differ((a, b): (String, String)) -> (String, String) {
    const MOST: usize = 240;
    const BEFORE: usize = 60;
    if a.chars().count().max(b.chars().count()) <= MOST {
        return (a, b);
    }
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let start = same.saturating_sub(BEFORE);
    let part = |text: &str| {
        let part: String = text.chars().skip(start).take(MOST).collect();
        let before = if start > 0 { "… " } else { "" };
        let is_cut = text.chars().count() > start + MOST;
        let after = if is_cut { " …" } else { "" };
        format!("{before}{part}{after}")
    };
    (part(&a), part(&b))
}

/// A time as a student reads it in a sentence: `4 s` or `3500 ms`.
pub fn in_words(time: Duration) -> String {
    match (time.subsec_millis(), time.as_secs()) {
        (0, seconds @ 1..) => format!("{seconds} s"),
        _ => format!("{} ms", time.as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ms;

    #[test]
    fn times_are_written_like_those_of_the_picture() {
        let nanos = Duration::from_nanos;
        for (time, text) in [
            (ms(20), "20 ms"),
            (ms(0), "0 ms"),
            (ms(20_000), "20000 ms"),
            (ms(1500), "1500 ms"),
            (nanos(20_500_000), "20.5 ms"),
            (nanos(20_123_456), "20.123456 ms"),
            (nanos(1_000_123_456), "1000.123 ms"),
            (nanos(300_000), "300 µs"),
            (nanos(1_500), "1.5 µs"),
            (nanos(7), "7 ns"),
        ] {
            assert_eq!(time.shown(), text);
        }
        assert_eq!("20ms".shown(), "\"20ms\"");
    }

    #[test]
    fn what_a_hash_map_has_is_shown_in_order() {
        let map: HashMap<&str, u32> = [("c", 3), ("a", 1), ("b", 2)].into();
        assert_eq!(map.shown(), r#"{"a": 1, "b": 2, "c": 3}"#);
        let set: HashSet<u8> = [3, 1, 2].into();
        assert_eq!(set.shown(), "{1, 2, 3}");
    }

    #[test]
    fn long_values_are_shown_where_they_differ() {
        let numbers: Vec<usize> = (0..1_000).collect();
        let mut others = numbers.clone();
        others.swap(500, 501);
        let (one, other) = where_they_differ(numbers.shown_beside(&others));
        assert!(
            one.starts_with("… ") && one.contains("499, 500, 501"),
            "{one}"
        );
        assert!(
            other.contains("499, 501, 500, 502") && other.ends_with(" …"),
            "{other}"
        );
        let short = ("[1]".to_string(), "[2]".to_string());
        assert_eq!(where_they_differ(short.clone()), short);
    }

    #[test]
    fn a_some_around_both_says_nothing_and_around_one_it_does() {
        let both = |a: Option<Duration>, b| a.shown_beside(&b);
        let text = |a: &str, b: &str| (a.to_string(), b.to_string());
        assert_eq!(both(Some(ms(20)), Some(ms(0))), text("20 ms", "0 ms"));
        assert_eq!(both(None, Some(ms(20))), text("None", "Some(20ms)"));
        let nested = Some(Some("a"));
        assert_eq!(
            nested.shown_beside(&Some(None)),
            text("Some(\"a\")", "None")
        );
    }
}
