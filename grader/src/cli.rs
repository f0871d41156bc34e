//! The command line: what can be typed, and what it says about itself.

use crate::{catalog::Catalog, sandbox::Mode, workspace::Workspace};
use clap::{
    Args, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue},
};
use std::{env, path::PathBuf, thread};

/// Reads the command line; on nonsense explains itself and ends the process with exit code 2.
pub fn read() -> Cli {
    Cli::try_parse().unwrap_or_else(|mut error| {
        if let Some(tip) = kata_for_a_command(&error) {
            error.insert(
                ContextKind::Suggested,
                ContextValue::StyledStrs(vec![tip.into()]),
            );
        }
        error.exit()
    })
}

/// What to type instead, if the name of a kata stands where a command should, or nearly such a name.
fn kata_for_a_command(error: &clap::Error) -> Option<String> {
    let ContextValue::String(word) = error.get(ContextKind::InvalidSubcommand)? else {
        return None;
    };
    if error.get(ContextKind::SuggestedSubcommand).is_some() {
        return None;
    }
    let workspace = Workspace::find().ok()?;
    let catalog = Catalog::load(&workspace, &workspace.katas()).ok()?;
    let kata = &catalog.nearest(word)?.name;
    let is = match kata == word {
        true => "is a kata".to_string(),
        false => format!("looks like the kata `{kata}`"),
    };
    Some(format!(
        "`{word}` {is}. To grade it: cargo kata grade {kata}"
    ))
}

/// Grades the Async Rust Katas.
///
/// Without a command it grades the katas that you have started and says what to do next.
#[derive(Debug, Parser)]
#[command(name = "cargo-kata", bin_name = "cargo kata", version)]
pub struct Cli {
    /// What to do; nothing means: grade what was started.
    #[command(subcommand)]
    pub command: Option<Verb>,
    /// How to report, without a command.
    #[command(flatten)]
    pub output: Output,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Grade katas: those named, or all
    Grade {
        /// Names of katas, for example `wait_for_first`
        katas: Vec<String>,
        /// Only those whose files differ from those in DIR, another copy of this repository
        #[arg(long, value_name = "DIR")]
        changed_since: Option<PathBuf>,
        /// How to report.
        #[command(flatten)]
        output: Output,
    },
    /// Grade again whenever you save; keys give a hint, the list, a diff
    Watch {
        /// Names of katas; without one, whichever you save
        katas: Vec<String>,
    },
    /// Show all katas by chapter, with your points
    List,
    /// Say what to do now
    Next,
    /// Give the next hint; there are three, from a question to nearly the answer
    Hint {
        /// The kata's name; without one, the kata that `next` names
        kata: Option<String>,
    },
    /// Bring the kata back as it was given; your version is kept, and it says where
    Reset {
        /// The kata's name
        kata: String,
    },
    /// Show your version against the reference solution; asks first if the kata does not pass
    Diff {
        /// The kata's name
        kata: String,
        /// Show it unasked, although the kata does not pass yet
        #[arg(long)]
        spoil: bool,
    },
    /// Show the reference solution; asks first, likewise
    Solution {
        /// The kata's name
        kata: String,
        /// Show it unasked, although the kata does not pass yet
        #[arg(long)]
        spoil: bool,
    },
    /// Prove that the checks themselves are right; for authors of katas
    Verify {
        /// Names of katas; all without one
        katas: Vec<String>,
        /// Run every correct answer this many times, to find checks that flake
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        repeat: u32,
    },
    /// Print a script for your shell, so that it completes commands and names of katas
    ///
    /// In bash and zsh: source <(cargo kata completions bash); in fish: cargo kata completions fish |
    /// source. Only there, and only inside the repository, `kata` is short for `cargo kata`.
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// How a result is reported.
#[derive(Debug, Args)]
pub struct Output {
    /// For whom the result is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Write the result to FILE, in that format; the terminal gets the human report
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// For whom a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// For programs: the schema `async-katas/result/v1`
    Json,
    /// For a job on GitHub: annotations and the report in the log, a page for its summary; FILE gets JSON
    Github,
}

/// Options that every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "For instructors, and for finding faults")]
pub struct Common {
    /// Take the answers from DIR, a copy or fork of this repository
    #[arg(long, global = true, value_name = "DIR")]
    pub submission: Option<PathBuf>,
    /// Take the checks from DIR instead of `grader/katas`
    #[arg(long, global = true, value_name = "DIR")]
    pub catalog: Option<PathBuf>,
    /// Run at most N programs at the same time [default: the number of cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Grade again, also what has not changed since the last run
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// How to lock in the code that is graded [default: `require` for a submission in CI, else `auto`]
    #[arg(long, global = true, value_enum)]
    sandbox: Option<Mode>,
}

/// Whether this is a CI job: then nobody watches, and nothing is graded twice.
pub fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

impl Common {
    /// The options again, as words for another process of the grader.
    pub fn words(&self) -> Vec<PathBuf> {
        let mut words: Vec<PathBuf> = Vec::new();
        for (name, value) in [
            ("--submission", &self.submission),
            ("--catalog", &self.catalog),
        ] {
            words.extend(value.iter().flat_map(|value| [name.into(), value.clone()]));
        }
        if let Some(jobs) = self.jobs {
            words.extend(["--jobs".into(), jobs.to_string().into()]);
        }
        if let Some(mode) = self.sandbox().to_possible_value() {
            words.extend(["--sandbox".into(), mode.get_name().into()]);
        }
        words
    }

    /// How to lock in the code that is graded: somebody else's work is never marked without a sandbox,
    /// unless a person says so.
    pub fn sandbox(&self) -> Mode {
        self.sandbox
            .unwrap_or(match self.submission.is_some() && in_ci() {
                true => Mode::Require,
                false => Mode::Auto,
            })
    }

    /// How many programs run at the same time.
    pub fn jobs(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, |cores| cores.get());
        self.jobs.map_or_else(cores, usize::from)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
