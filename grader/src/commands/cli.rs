//! The command line: what can be typed, and what it says about itself.

use super::suggest;
use crate::{process::sandbox::Mode, report::Format};
use clap::{
    ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue},
    parser::ValueSource,
};
use std::{
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
};

/// Reads the command line; on nonsense explains itself and ends the process with exit code 2.
pub fn read() -> Cli {
    parse(env::args_os()).unwrap_or_else(|mut error| {
        if let Some(tip) = suggest::kata_for_a_command(&error) {
            error.insert(
                ContextKind::Suggested,
                ContextValue::StyledStrs(vec![tip.into()]),
            );
        }
        error.exit()
    })
}

fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let matches = command.try_get_matches_from_mut(words)?;
    let cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command));
    cli.map(|mut cli| {
        cli.common.given = given(&matches);
        cli
    })
}

/// Those of the [`Common`] options that were typed, whichever they are.
fn given(matches: &ArgMatches) -> Vec<PathBuf> {
    let options = Common::augment_args(clap::Command::new("options"));
    let mut words = Vec::new();
    for option in options.get_arguments() {
        let (id, Some(long)) = (option.get_id().as_str(), option.get_long()) else {
            continue;
        };
        if matches.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        let name = OsString::from(format!("--{long}"));
        if option.get_action().takes_values() {
            for value in matches.get_raw(id).into_iter().flatten() {
                words.push([&*name, value].join(OsStr::new("=")).into());
            }
        } else {
            words.push(name.into());
        }
    }
    words
}

/// Grades the Async Rust Katas.
///
/// Without a command it grades the katas that you have started and says what to do next. A kata goes by
/// its name (`wait_for_first`), its number (`3.2`), its folder or any path in it; where you stand in its
/// folder, it is meant without a name.
#[derive(Debug, Parser)]
#[command(name = "cargo-kata", bin_name = "cargo kata", version)]
pub struct Cli {
    /// What to do; nothing means: grade what was started.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to report, without a command.
    #[command(flatten)]
    pub output: Output,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Grade katas: those named, or all
    Grade {
        /// Katas, for example `wait_for_first`, or chapters, for example `3`
        katas: Vec<String>,
        /// Only those whose files differ from those in DIR, another copy of this repository
        #[arg(long, value_name = "DIR")]
        changed_since: Option<PathBuf>,
        /// Make a page of the result as well, for a browser; what that takes is built the first time
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
        /// How to report.
        #[command(flatten)]
        output: Output,
    },
    /// Grade again whenever you save; keys give a hint, the list, a diff
    Watch {
        /// Katas; without one, the kata whose folder you stand in, or whichever you save
        katas: Vec<String>,
    },
    /// Show all katas by chapter, with your points
    List,
    /// Say what to do now
    Next,
    /// Give the next hint; there are three, from a question to a similar example
    Hint {
        /// The kata; without one, the kata whose folder you stand in, or the one that `next` names
        kata: Option<String>,
        /// Show the hints that you have seen again, and no other
        #[arg(long)]
        again: bool,
    },
    /// Walk step by step through an order of the threads in which a check fails
    Orders {
        /// The kata; without one, the kata whose folder you stand in
        kata: Option<String>,
        /// Choose yourself which thread goes on, also where no order fails
        #[arg(long)]
        choose: bool,
    },
    /// Bring the kata back as it was given; your version is kept, and it says where
    Reset {
        /// The kata; without one, the kata whose folder you stand in
        kata: Option<String>,
        /// Bring back the version that was kept last; the present one is kept likewise
        #[arg(long)]
        undo: bool,
    },
    /// Show your version against the reference solution; asks first if the kata does not pass
    Diff {
        /// The kata; without one, the kata whose folder you stand in
        kata: Option<String>,
        /// Show it unasked, although the kata does not pass yet
        #[arg(long)]
        spoil: bool,
    },
    /// Show the reference solution; asks first, likewise
    Solution {
        /// The kata; without one, the kata whose folder you stand in
        kata: Option<String>,
        /// Show it unasked, although the kata does not pass yet
        #[arg(long)]
        spoil: bool,
    },
    /// Prove that the checks themselves are right; for authors of katas
    Verify {
        /// Katas or chapters; all without one
        katas: Vec<String>,
        /// Run every answer this many times, right or wrong, to find checks that flake
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        repeat: u32,
    },
    /// Make the folders of a new kata; for authors of katas
    New {
        /// Where: CHAPTER/KATA, for example `3/my_kata`, or `10_streams/my_kata` for a new chapter
        place: String,
    },
    /// Say which katas there are; for the scripts around the grader
    #[command(hide = true)]
    Catalog {
        /// For whom
        #[arg(long, value_enum, default_value_t = CatalogFormat::Table)]
        format: CatalogFormat,
    },
    /// Check all code and say which promises fail, in cargo's JSON; rust-analyzer runs this
    #[command(hide = true)]
    Editor,
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
    /// For whom the result is written [default: human]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write the result to FILE, in that format; the terminal gets the human report
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

impl Output {
    /// For whom the result is written.
    pub fn format(&self) -> Format {
        self.format.unwrap_or(Format::Human)
    }

    /// Whether nothing was said of it.
    pub fn is_default(&self) -> bool {
        self.format.is_none() && self.out.is_none()
    }

    /// What was said behind the command, and where that is silent what was said before it.
    pub fn or(self, before: Self) -> Self {
        Self {
            format: self.format.or(before.format),
            out: self.out.or(before.out),
        }
    }
}

/// For whom the list of katas is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CatalogFormat {
    /// For people: a kata a line
    Table,
    /// For programs: the schema `async-katas/catalog/v1`
    Json,
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
    pub jobs: Option<u16>,
    /// Grade again, also what has not changed since the last run
    #[arg(long, global = true, overrides_with = "no_cache")]
    pub no_cache: bool,
    /// How to lock in the code that is graded [default: `require` for a submission in CI, else `auto`]
    #[arg(long, global = true, value_enum)]
    pub sandbox: Option<Mode>,
    /// All these options as they were typed.
    #[arg(skip)]
    given: Vec<PathBuf>,
}

impl Common {
    /// The options as they were typed, for another process of the grader.
    pub fn words(&self) -> &[PathBuf] {
        &self.given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// The words of every option that all commands have, with a value where one is wanted.
    fn every_option() -> Vec<OsString> {
        let options = Common::augment_args(clap::Command::new("options"));
        let word = |option: &clap::Arg| {
            let name = option.get_long().expect("an option has a long name");
            let values = option.get_possible_values();
            let value = values.first().map_or("7", |value| value.get_name());
            if option.get_action().takes_values() {
                format!("--{name}={value}").into()
            } else {
                format!("--{name}").into()
            }
        };
        options.get_arguments().map(word).collect()
    }

    #[test]
    fn every_option_is_handed_on_wherever_it_stands() {
        let options = every_option();
        assert!(options.len() >= 5);
        let expected: Vec<PathBuf> = options.iter().map(PathBuf::from).collect();
        for behind in [false, true] {
            let mut words = options.clone();
            words.insert(if behind { 0 } else { options.len() }, "watch".into());
            words.insert(0, "kata".into());
            let cli = parse(words).expect("it is a command line");
            assert_eq!(cli.common.words(), expected);
        }
    }

    #[test]
    fn watch_may_add_an_option_that_was_given_already() {
        let words = ["kata", "grade", "--no-cache", "--no-cache"].map(OsString::from);
        assert!(parse(words).expect("it is a command line").common.no_cache);
    }

    #[test]
    fn how_to_report_may_be_said_before_the_command_or_behind_it() {
        let parsed = |line: &str| {
            let cli = parse(line.split(' ').map(OsString::from)).expect("it is a command line");
            match cli.command {
                Some(Command::Grade { output, .. }) => output.or(cli.output),
                _ => panic!("it is `grade`"),
            }
        };
        for line in [
            "kata --format json --out x grade",
            "kata grade --format json --out x",
            "kata --format github grade --out x --format json",
        ] {
            let output = parsed(line);
            assert_eq!(output.format(), Format::Json, "{line}");
            assert_eq!(output.out, Some("x".into()), "{line}");
        }
    }
}
