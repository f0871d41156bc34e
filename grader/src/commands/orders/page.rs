//! What is on the screen at one moment of an order: the source, the threads, and what can come next.

use crate::{
    report::style::{faint, strong},
    util::text::plain,
};

/// Lines of the source before and behind the marked one, where there is room.
const AROUND: usize = 7;
/// Narrower than this nothing can be read.
const NARROWEST: usize = 20;

/// A moment of an order.
#[derive(Debug, Default)]
pub struct Page<'a> {
    /// Which step it is.
    pub heading: String,
    /// The source, and the line in it that is marked.
    pub source: Option<Source<'a>>,
    /// What each thread is at.
    pub threads: Vec<ThreadLine>,
    /// What is to be known here, as what is wrong in the end.
    pub words: String,
    /// What can come next.
    pub options: Vec<String>,
    /// The keys.
    pub keys: &'static str,
}

/// A file of which a line is marked.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its text.
    pub text: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// What marks it.
    pub mark: char,
}

/// What a thread is at.
#[derive(Debug)]
pub struct ThreadLine {
    /// Marks the thread, here and in the source.
    pub mark: char,
    /// Its name.
    pub name: String,
    /// What it is at.
    pub state: String,
    /// In which line of the same file it stands.
    pub line: Option<usize>,
}

impl Page<'_> {
    /// The page in at most so many rows and columns.
    pub fn draw(&self, rows: usize, columns: usize) -> String {
        let columns = columns.max(NARROWEST);
        let words: Vec<String> = match self.words.as_str() {
            "" => Vec::new(),
            words => textwrap::wrap(words, columns)
                .into_iter()
                .map(String::from)
                .collect(),
        };
        // The heading, the marked line, the keys and the cursor are always there; all else as far as there is room.
        let mut room = rows.saturating_sub(4);
        let mut take = |wanted: usize| {
            let given = wanted.min(room);
            room -= given;
            given
        };
        let options = take(self.options.len());
        let words_shown = take(words.len());
        let threads = take(self.threads.len());
        let around = take(2 * AROUND);
        let gaps = take(4);

        let mut sections = vec![vec![strong(&cut(&self.heading, columns))]];
        sections.push(self.source_lines(around, columns));
        sections.push(self.thread_lines(threads, columns));
        sections.push(words.into_iter().take(words_shown).collect());
        let mut last: Vec<String> = self
            .options
            .iter()
            .take(options)
            .map(|o| cut(o, columns))
            .collect();
        last.push(faint(&cut(self.keys, columns)));
        sections.push(last);
        sections.retain(|section| !section.is_empty());
        let mut text = String::new();
        for (number, section) in sections.iter().enumerate() {
            if number > 0 && number <= gaps {
                text.push('\n');
            }
            for line in section {
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text
    }

    /// The marked line, with as many around it.
    fn source_lines(&self, around: usize, columns: usize) -> Vec<String> {
        let Some(Source { text, line, mark }) = self.source else {
            return Vec::new();
        };
        let at = line;
        let text = plain(text).replace('\t', "    ");
        let all: Vec<&str> = text.lines().collect();
        let first = at.saturating_sub(around / 2 + 1);
        let last = (first + around + 1).min(all.len());
        let shown = all.get(first..last).unwrap_or_default();
        let is_blank = |line: &&&str| !line.trim().is_empty();
        let indent = |line: &&str| line.len() - line.trim_start().len();
        let margin = shown.iter().filter(is_blank).map(indent).min().unwrap_or(0);
        let line = |(number, code): (usize, &&str)| {
            let code = code.get(margin..).unwrap_or_default();
            if number == at {
                return strong(&cut(&format!("{mark} {number:>3} {code}"), columns));
            }
            let here = self
                .threads
                .iter()
                .find(|thread| thread.line == Some(number));
            let mark = here.map_or(' ', |thread| thread.mark);
            faint(&cut(&format!("{mark} {number:>3} {code}"), columns))
        };
        (first + 1..).zip(shown).map(line).collect()
    }

    fn thread_lines(&self, count: usize, columns: usize) -> Vec<String> {
        let names = self
            .threads
            .iter()
            .map(|thread| thread.name.chars().count());
        let width = names.max().unwrap_or(0);
        let line = |thread: &ThreadLine| {
            let ThreadLine {
                mark, name, state, ..
            } = thread;
            cut(&format!("{mark} {name:<width$}  {state}"), columns)
        };
        self.threads.iter().take(count).map(line).collect()
    }
}

/// As much of `text` as there is room for in a line.
fn cut(text: &str, columns: usize) -> String {
    let width = textwrap::core::display_width;
    if width(text) <= columns {
        return text.into();
    }
    let mut shown = String::new();
    for c in text.chars() {
        if width(&shown) + width(c.encode_utf8(&mut [0; 4])) >= columns {
            break;
        }
        shown.push(c);
    }
    shown + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn poll() {\n    if let Some(answer) = self.shared.lock().unwrap().answer {\n        return;\n    }\n    self.keep();\n}\n";

    fn page() -> Page<'static> {
        Page {
            heading: "1 of 3  main goes on".into(),
            source: Some(Source {
                text: SOURCE,
                line: 2,
                mark: '>',
            }),
            threads: vec![
                ThreadLine {
                    mark: '>',
                    name: "main".into(),
                    state: "goes on in line 5".into(),
                    line: None,
                },
                ThreadLine {
                    mark: '1',
                    name: "thread 1".into(),
                    state: "waits in line 5 (lock)".into(),
                    line: Some(5),
                },
            ],
            words: "A wake was lost, and nobody will ever call the waker again.".into(),
            options: vec!["1  main  lock".into()],
            keys: "Enter next  b back  q quit",
        }
    }

    fn drawn(rows: usize, columns: usize) -> Vec<String> {
        let text = plain(&page().draw(rows, columns));
        text.lines().map(String::from).collect()
    }

    #[test]
    fn every_step_has_its_line_marked_and_the_threads_below_it() {
        let expected = "\
1 of 3  main goes on

    1 fn poll() {
>   2     if let Some(answer) = self.shared.lock().unwrap().answer {
    3         return;
    4     }
1   5     self.keep();
    6 }

> main      goes on in line 5
1 thread 1  waits in line 5 (lock)

A wake was lost, and nobody will ever call the waker again.

1  main  lock
Enter next  b back  q quit
";
        assert_eq!(plain(&page().draw(40, 80)), expected);
    }

    #[test]
    fn it_fits_into_a_terminal_of_any_size() {
        for rows in 4..30 {
            for columns in [20, 33, 80, 200] {
                let drawn = drawn(rows, columns);
                assert!(drawn.len() < rows, "{rows}x{columns}: {drawn:?}");
                let widths = drawn.iter().map(|line| line.chars().count());
                assert!(widths.max() <= Some(columns), "{rows}x{columns}: {drawn:?}");
                assert!(drawn.iter().any(|line| line.starts_with(">   2")));
            }
        }
    }

    #[test]
    fn what_is_left_out_first_is_what_matters_least() {
        let small = drawn(7, 80);
        assert!(small.iter().any(|line| line.starts_with("A wake was lost")));
        assert!(small.iter().any(|line| line.starts_with("1  main")));
        assert!(!small.iter().any(|line| line.starts_with("1 thread 1")));
    }
}
