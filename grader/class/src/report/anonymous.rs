//! Names of students, found and replaced in any text.
//!
//! What is replaced: whatever stands in a cell of the roster, the names of submissions, and the forms that these take in
//! names of files, in any case of letters. The parts of a name are replaced as whole words, and so are strings of one or
//! two characters. Numbers of up to three digits stay: they are everywhere, and say nothing.

use aho_corasick::{AhoCorasick, MatchKind};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Finds names and replaces them.
#[derive(Debug)]
pub struct Names {
    finder: AhoCorasick,
    /// For each pattern of the finder what it is replaced with.
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    /// Whether it is replaced only where no letter or digit is beside it.
    is_whole_word: bool,
    replacement: String,
}

/// What is known of a student that must not be seen.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// What they are called instead.
    pub label: String,
    /// Their names.
    pub names: Vec<String>,
    /// Their ids, mail addresses, names of submissions.
    pub ids: Vec<String>,
    /// The other cells of their row, which they may share with others.
    pub others: Vec<String>,
}

/// What stands for what several students share.
const SHARED: &str = "[left out]";

/// How one string is to be found, with who has it.
#[derive(Debug, Default)]
struct Found {
    is_anywhere: bool,
    labels: BTreeSet<String>,
    is_of_others: bool,
    is_only_part_of_ids: bool,
}

/// What a string is to a student.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Whole,
    PartOfAName,
    PartOfAnId,
    OfOthers,
}

impl Identity {
    /// All strings that say who it is.
    fn strings(&self) -> Vec<(String, How)> {
        let mut strings = Vec::new();
        for (names, of_part) in [
            (&self.names, How::PartOfAName),
            (&self.ids, How::PartOfAnId),
        ] {
            for name in names {
                strings.extend(forms(name).into_iter().map(|form| (form, How::Whole)));
                strings.extend(parts(name).map(|part| (part.to_string(), of_part)));
            }
        }
        strings.extend(
            self.others
                .iter()
                .map(|other| (other.clone(), How::OfOthers)),
        );
        strings
    }
}

impl Names {
    /// Those of these students.
    ///
    /// # Errors
    ///
    /// If there are too many to search for.
    pub fn new(identities: &[Identity]) -> Result<Self> {
        let mut all: BTreeMap<String, Found> = BTreeMap::new();
        for identity in identities {
            for (text, how) in identity.strings() {
                let text = folded(text.trim()).0;
                if is_number_without_meaning(&text) || !text.chars().any(char::is_alphanumeric) {
                    continue;
                }
                let is_long = text.chars().count() > 2;
                let found = all.entry(text).or_insert_with(|| Found {
                    is_only_part_of_ids: true,
                    ..Found::default()
                });
                found.labels.insert(identity.label.clone());
                found.is_anywhere |= is_long && matches!(how, How::Whole | How::OfOthers);
                found.is_of_others |= how == How::OfOthers;
                found.is_only_part_of_ids &= how == How::PartOfAnId;
            }
        }
        // What many have in their ids names nobody, such as `student` in `student-12`.
        let most = (identities.len() / 5).max(3);
        all.retain(|_, found| !(found.is_only_part_of_ids && found.labels.len() > most));
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(all.keys())?;
        let patterns = all.into_values().map(|found| Pattern {
            is_whole_word: !found.is_anywhere,
            replacement: match found.labels.into_iter().collect::<Vec<_>>().as_slice() {
                [label] if !found.is_of_others => label.clone(),
                _ => SHARED.into(),
            },
        });
        Ok(Self {
            finder,
            patterns: patterns.collect(),
        })
    }

    /// The places in `text` where a name stands: the first and the longest of those that overlap, and the pattern.
    fn places(&self, text: &str) -> Vec<(usize, usize, usize)> {
        let (folded, offsets) = folded(text);
        let offset = |at: usize| if offsets.is_empty() { at } else { offsets[at] };
        let found = self.finder.find_overlapping_iter(&folded);
        let places = found.map(|found| {
            let pattern = found.pattern().as_usize();
            (offset(found.start()), offset(found.end()), pattern)
        });
        let mut places: Vec<_> = places
            .filter(|(from, to, pattern)| self.counts(text, *from, *to, *pattern))
            .collect();
        places.sort_by_key(|(from, to, pattern)| (*from, usize::MAX - to, *pattern));
        let mut end = 0;
        places.retain(|(from, to, _)| {
            let is_free = *from >= end && from < to;
            if is_free {
                end = *to;
            }
            is_free
        });
        places
    }

    fn counts(&self, text: &str, from: usize, to: usize, pattern: usize) -> bool {
        let before = text[..from].chars().next_back();
        let behind = text[to..].chars().next();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let is_number = text[from..to].bytes().all(|byte| byte.is_ascii_digit());
        // A number is not part of a longer one.
        if is_number && (digit(before) || digit(behind)) {
            return false;
        }
        !self.patterns[pattern].is_whole_word || !(word(before) || word(behind))
    }

    /// Replaces all names in `text`.
    pub fn replace(&self, text: &mut String) {
        let places = self.places(text);
        if places.is_empty() {
            return;
        }
        let mut replaced = String::with_capacity(text.len());
        let mut end = 0;
        for (from, to, pattern) in places {
            replaced.push_str(&text[end..from]);
            replaced.push_str(&self.patterns[pattern].replacement);
            end = to;
        }
        replaced.push_str(&text[end..]);
        *text = replaced;
    }

    /// `base64` with line breaks, which are no part of it, wherever letters happen to make a name.
    pub fn broken_up(&self, base64: &str) -> String {
        let mut broken = String::with_capacity(base64.len());
        let mut end = 0;
        for found in self
            .finder
            .find_overlapping_iter(&base64.to_ascii_lowercase())
        {
            if found.len() > 2 && found.start() >= end {
                broken.push_str(&base64[end..=found.start()]);
                broken.push('\n');
                end = found.start() + 1;
            }
        }
        broken.push_str(&base64[end..]);
        broken
    }
}

/// `text` in small letters, and for each of its bytes, and its end, where that is in `text`; nothing where it is at the
/// same place.
fn folded(text: &str) -> (String, Vec<usize>) {
    if text.is_ascii() {
        return (text.to_ascii_lowercase(), Vec::new());
    }
    let mut folded = String::with_capacity(text.len());
    let mut offsets = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        folded.extend(c.to_lowercase());
        offsets.resize(folded.len(), at);
    }
    offsets.push(text.len());
    (folded, offsets)
}

/// A name as people and systems write it.
fn forms(name: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([name.to_string(), crate::name::of_a_file(name)]);
    let bare = name.strip_suffix(".zip").unwrap_or(name);
    forms.insert(bare.into());
    if let Some((local, _)) = name.split_once('@') {
        forms.insert(local.into());
    }
    let parts: Vec<&str> = parts(name).collect();
    if let [one, other] = parts.as_slice() {
        for (first, last) in [(one, other), (other, one)] {
            for between in ["", " ", ", ", "_", "-", "."] {
                forms.insert(format!("{first}{between}{last}"));
            }
        }
    }
    forms
}

/// The words of a name that may stand alone.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let (name, _) = name.split_once('@').unwrap_or((name, ""));
    let words = name.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    words.filter(|word| word.chars().count() > 1)
}

fn is_number_without_meaning(text: &str) -> bool {
    text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let strings = |strings: &[&str]| strings.iter().map(|text| text.to_string()).collect();
        let identity = |label: &str, names: &[&str], ids: &[&str], others: &[&str]| Identity {
            label: label.into(),
            names: strings(names),
            ids: strings(ids),
            others: strings(others),
        };
        Names::new(&[
            identity(
                "Student 1",
                &["Lovelace, Ada"],
                &["ada", "ada.l@x.org"],
                &["Group B", "17"],
            ),
            identity(
                "Student 2",
                &["Müller, Bo"],
                &["u/bo", "4711"],
                &["Group B"],
            ),
            identity("Student 3", &["Anna Müller"], &[], &[]),
        ])
        .unwrap()
    }

    fn replaced(text: &str) -> String {
        let mut text = text.to_string();
        names().replace(&mut text);
        text
    }

    #[test]
    fn whole_names_are_found_anywhere_in_any_case() {
        assert_eq!(replaced("fn ADA_lovelace()"), "fn Student 1()");
        assert_eq!(replaced("xadax"), "xStudent 1x");
        assert_eq!(
            replaced("by Ada Lovelace <ADA.L@X.ORG>"),
            "by Student 1 <Student 1>"
        );
        assert_eq!(replaced("u%2Fbo u/bo"), "Student 2 Student 2");
    }

    #[test]
    fn parts_and_short_names_are_found_as_whole_words() {
        assert_eq!(
            replaced("Bo's bottle, LOVELACE"),
            "Student 2's bottle, Student 1"
        );
        assert_eq!(replaced("annas anna"), "annas Student 3");
    }

    #[test]
    fn what_several_share_names_nobody() {
        assert_eq!(replaced("MÜLLER of group b"), "[left out] of [left out]");
    }

    #[test]
    fn what_many_have_in_their_ids_is_no_name() {
        let ids = (0..9).map(|number| Identity {
            label: format!("Student {number}"),
            ids: vec![format!("team-x{number}y")],
            ..Identity::default()
        });
        let names = Names::new(&ids.collect::<Vec<_>>()).unwrap();
        let mut text = "a team, team-x3y and x3y".to_string();
        names.replace(&mut text);
        assert_eq!(text, "a team, Student 3 and Student 3");
    }

    #[test]
    fn numbers_are_found_as_numbers_and_small_ones_stay() {
        assert_eq!(replaced("4711 14711 17"), "Student 2 14711 17");
    }

    #[test]
    fn base64_stays_the_same_and_has_no_names() {
        let broken = names().broken_up("xxAdAyy4711ADA");
        assert!(
            !broken.to_lowercase().contains("ada") && !broken.contains("4711"),
            "{broken}"
        );
        assert_eq!(broken.replace('\n', ""), "xxAdAyy4711ADA");
    }
}
