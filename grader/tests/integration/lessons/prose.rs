//! How long and how plain a text is, and which words it explains.

use std::fmt;

/// A text in figures. Code counts as one word, or not at all where it stands apart.
#[derive(Debug)]
pub struct Figures {
    words: usize,
    sentences: usize,
    longest: String,
}

/// The most that a text may have.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    words: usize,
    words_a_sentence: usize,
    words_a_sentence_on_average: usize,
}

impl Most {
    pub const OF_A_README: Self = Self {
        words: 650,
        words_a_sentence: 32,
        words_a_sentence_on_average: 14,
    };
    pub const OF_A_HINT: Self = Self {
        words: 70,
        words_a_sentence: 30,
        words_a_sentence_on_average: 20,
    };
    pub const OF_A_MESSAGE: Self = Self {
        words: 70,
        words_a_sentence: 36,
        words_a_sentence_on_average: 36,
    };

    /// What is too much, in words.
    pub fn exceeded_by(self, figures: &Figures) -> impl Iterator<Item = String> {
        let longest = words_in(&figures.longest);
        let average = figures.words.div_ceil(figures.sentences.max(1));
        let exceeded = [
            (figures.words, self.words, "words"),
            (
                average,
                self.words_a_sentence_on_average,
                "words a sentence",
            ),
            (longest, self.words_a_sentence, "words in one sentence"),
        ];
        let shown = figures.longest.clone();
        exceeded
            .into_iter()
            .filter(|(found, most, _)| found > most)
            .map(move |(found, most, what)| format!("{found} {what}, {most} at most: {shown}"))
    }
}

impl Figures {
    pub fn of(text: &str) -> Self {
        let sentences = sentences(text);
        let longest = sentences.iter().max_by_key(|sentence| words_in(sentence));
        Self {
            words: sentences.iter().map(|sentence| words_in(sentence)).sum(),
            sentences: sentences.len(),
            longest: longest.cloned().unwrap_or_default(),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let average = self.words as f64 / self.sentences.max(1) as f64;
        let longest = words_in(&self.longest);
        write!(
            f,
            "{} words, {average:.1} a sentence, {longest} at most",
            self.words
        )
    }
}

fn words_in(sentence: &str) -> usize {
    let words = sentence.split_whitespace();
    words
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// The sentences of a text's prose, without blocks of code, tables and headings.
fn sentences(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    let mut in_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            paragraphs.push(String::new());
            continue;
        }
        let apart = in_code || line.starts_with("    ") || line.starts_with(['|', '#']);
        if apart || line.trim().is_empty() || is_item(line) {
            paragraphs.push(String::new());
        }
        if !apart && let Some(paragraph) = paragraphs.last_mut() {
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        }
    }
    let plain = paragraphs.iter().map(|paragraph| without_code(paragraph));
    let sentences = plain.flat_map(|paragraph| {
        let mut sentences = vec![String::new()];
        for word in paragraph.split_whitespace() {
            if let Some(sentence) = sentences.last_mut() {
                sentence.push_str(word);
                sentence.push(' ');
            }
            let end = word.trim_end_matches(['*', ')', '"', '_']);
            if end.ends_with(['.', '!', '?', ':']) {
                sentences.push(String::new());
            }
        }
        sentences
    });
    sentences
        .filter(|sentence| words_in(sentence) > 0)
        .collect()
}

/// Whether a line begins an item of a list.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.split_once(". ").map(|(number, _)| number);
    line.starts_with("- ") || number.is_some_and(|n| n.parse::<u32>().is_ok())
}

/// Code between backticks as the word `code`.
fn without_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(number, part)| if number % 2 == 1 { "code" } else { part });
    parts.collect()
}

/// The code in a text: its blocks, and what stands between backticks.
pub fn code_in(text: &str) -> String {
    let mut code = String::new();
    let mut in_block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            code.push_str(line);
        } else {
            let quoted = line.split('`').skip(1).step_by(2);
            code.push_str(&quoted.collect::<Vec<_>>().join(" "));
        }
        code.push('\n');
    }
    code
}

/// The words that a lesson's table of words explains, but those that are code.
pub fn words_introduced_in(readme: &str) -> Vec<String> {
    let Some((_, table)) = readme.split_once("\n| word | meaning |\n|---|---|\n") else {
        return Vec::new();
    };
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    let words = cells
        .filter(|cell| !cell.contains('`'))
        .flat_map(|cell| cell.split(','));
    let words = words.map(|word| word.trim().trim_start_matches("to ").to_string());
    words.collect()
}

/// Whether the text explains the word: in its table, or where the word is set off.
pub fn introduces(readme: &str, word: &str) -> bool {
    let in_italics = format!("*{word}");
    readme.to_lowercase().contains(&in_italics)
        || words_introduced_in(readme)
            .iter()
            .any(|known| known == word)
}

/// A text without its links: what stands there is often a title.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        plain.push_str(before);
        rest = match link.split_once("](") {
            Some((title, place)) if !title.contains("\n\n") => {
                place.split_once(')').map_or("", |(_, after)| after)
            }
            _ => link,
        };
    }
    plain + rest
}

/// Whether the prose of a text has the word.
pub fn uses(text: &str, word: &str) -> bool {
    let text = &without_links(text);
    let word: Vec<String> = word.split_whitespace().map(str::to_lowercase).collect();
    sentences(text).iter().any(|sentence| {
        let words: Vec<String> = sentence
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        words.windows(word.len()).any(|window| window == word)
    })
}
