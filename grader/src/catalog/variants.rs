//! For a kata whose answer is a file of tests: the variants of the code that the tests are run against.
//!
//! `versions/*.rs` are correct in other ways than the given code, `mutants/*.rs` are wrong in one way
//! each. The first line of each says how, and finishes the sentence "the function …".

use crate::{
    catalog::checks::{CheckSpec, Form, Question},
    util::{files, text},
};
use anyhow::{Context as _, Result, anyhow, ensure};
use fs_err as fs;
use std::path::Path;

/// All variants of a kata's code.
#[derive(Debug, Clone)]
pub struct CodeVariants {
    /// Those that no test may fail on; the given code is the first.
    pub correct: Vec<Variant>,
    /// Those that some test must fail on.
    pub mutants: Vec<Variant>,
    /// The source of what the tests call: it hands the call on with `in_chosen_version!`, to the variant chosen for the process.
    pub dispatcher: String,
}

/// One variant.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its file's name without ending: an identifier.
    pub name: String,
    /// What it does, as the end of a sentence.
    pub does: String,
    /// The text of its `src/lib.rs`.
    pub source: String,
}

impl Variant {
    fn texts(&self) -> [&str; 3] {
        [&self.name, &self.does, &self.source]
    }
}

/// The fewest tests that a file must have.
pub const LEAST_TESTS: usize = 4;
/// The real seconds that the whole file may take.
pub const MOST_SECONDS: u64 = 5;

impl CodeVariants {
    /// The variants in a kata's folder, if it is a kata of tests: `given` is the code as students have it.
    pub fn read(folder: &Path, given: &Path) -> Result<Option<Self>> {
        if !folder.join("mutants").is_dir() {
            return Ok(None);
        }
        let mut correct = vec![Variant {
            name: "given".into(),
            does: "is the given code".into(),
            source: fs::read_to_string(given)?,
        }];
        correct.extend(read_all(&folder.join("versions"))?);
        let mutants = read_all(&folder.join("mutants"))?;
        ensure!(
            correct.len() >= 3 && mutants.len() >= 9,
            "a kata of tests needs at least 2 files in versions/ and 9 in mutants/"
        );
        let dispatcher = fs::read_to_string(folder.join("entry.rs"))?;
        Ok(Some(Self {
            correct,
            mutants,
            dispatcher,
        }))
    }

    fn all(&self) -> impl Iterator<Item = &Variant> {
        self.correct.iter().chain(&self.mutants)
    }

    /// A hash of all in them that decides what is said of an answer.
    pub fn content_hash(&self) -> String {
        // One text between the two lists says where the first ends: a file's name is never empty.
        let correct = self.correct.iter().flat_map(Variant::texts);
        let mutants = self.mutants.iter().flat_map(Variant::texts);
        let rest = ["", &self.dispatcher];
        text::hash_of(correct.chain(rest).chain(mutants))
    }

    /// The checks that follow from the variants.
    pub fn checks(&self) -> Vec<CheckSpec> {
        let check = |name: &str, promise: String, points, question| CheckSpec {
            name: name.into(),
            promise,
            promise_numbers: vec![promise_number(question)],
            follows: Vec::new(),
            points,
            form: Form::Tests(question),
            lines: 0..0,
        };
        let enough = format!(
            "There are at least {LEAST_TESTS} tests, async or with a runtime of their own."
        );
        let correct = "The tests pass on the given code and on other correct versions of it.";
        let quick = format!("The whole file runs in under {MOST_SECONDS} real seconds.");
        let mut checks = vec![
            check("enough_tests", enough, 1, Question::Enough),
            check(
                "pass_on_correct_code",
                correct.into(),
                2,
                Question::PassOnCorrect,
            ),
            check("no_real_seconds", quick, 1, Question::Quick),
        ];
        for (index, mutant) in self.mutants.iter().enumerate() {
            let promise = format!("A test fails if the function {}.", mutant.does);
            checks.push(check(&mutant.name, promise, 1, Question::Catch(index)));
        }
        checks
    }
}

/// Which promise of the README a question is about: they come in the order of these questions.
fn promise_number(question: Question) -> u32 {
    match question {
        Question::Enough => 1,
        Question::PassOnCorrect => 2,
        Question::Quick => 3,
        Question::Catch(_) => 4,
    }
}

/// All variants in one crate, each under a random token. A process is told one of the tokens on its
/// stdin and behaves like that variant; a test that reads the token has learnt nothing.
#[derive(Debug)]
pub struct VariantTokens {
    /// A token for every correct variant, the given code first.
    pub correct: Vec<String>,
    /// A token for every mutant.
    pub mutants: Vec<String>,
    /// The token for a variant that panics at once: a test that passes on it tests nothing.
    pub unusable: String,
}

impl VariantTokens {
    /// New tokens for `variants`.
    pub fn random_for(variants: &CodeVariants) -> Result<Self> {
        let tokens = |count: usize| {
            (0..count)
                .map(|_| random_token())
                .collect::<Result<Vec<_>>>()
        };
        Ok(Self {
            correct: tokens(variants.correct.len())?,
            mutants: tokens(variants.mutants.len())?,
            unusable: random_token()?,
        })
    }

    /// The files of the crate.
    pub fn sources(&self, variants: &CodeVariants) -> Result<Vec<(String, String)>> {
        let tokens = self.correct.iter().chain(&self.mutants);
        let mut modules = String::new();
        let mut arms = String::new();
        let mut files = Vec::new();
        // A test can find out in which file and line it is called from. So the modules have tokens for
        // names, too, because numbers would tell where the mutants begin, and lines are moved around.
        for (variant, token) in variants.all().zip(tokens) {
            modules.push_str(&format!("mod v{token};\n"));
            arms.push_str(&format!(
                "            \"{token}\" => v{token}::$call($($argument),*).await,\n"
            ));
            let moved = "\n".repeat(random::<1>()?[0].into());
            files.push((format!("v{token}.rs"), moved + &variant.source));
        }
        let dispatcher = &variants.dispatcher;
        let lib = format!(
            "{dispatcher}
{modules}
macro_rules! in_chosen_version {{
    ($call:ident ( $($argument:expr),* )) => {{
        match chosen() {{
{arms}            _ => panic!(\"this version cannot be used\"),
        }}
    }};
}}
use in_chosen_version;

fn chosen() -> &'static str {{
    static CHOSEN: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    CHOSEN.get_or_init(|| std::io::read_to_string(std::io::stdin()).unwrap_or_default())
}}
"
        );
        files.push(("lib.rs".into(), lib));
        Ok(files)
    }
}

fn random_token() -> Result<String> {
    Ok(kata_protocol::hex(&random::<16>()?))
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("failed to make a token: {error}"))?;
    Ok(bytes)
}

fn read_all(folder: &Path) -> Result<Vec<Variant>> {
    let files = files::entries(folder)?;
    files.iter().map(|file| read_one(file)).collect()
}

fn read_one(file: &Path) -> Result<Variant> {
    let source = fs::read_to_string(file)?;
    let does = source
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("//! The function "));
    let does = does.map(|does| does.trim_end_matches('.').to_string());
    let name = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    Ok(Variant {
        does: does.with_context(|| {
            format!(
                "{} must start with `//! The function …`, what it does",
                file.display()
            )
        })?,
        name: name.unwrap_or_default(),
        source,
    })
}
