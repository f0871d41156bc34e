//! The command line.

use crate::{export, unit::Shard};
use clap::{Args, Parser, Subcommand};
use grader::process::sandbox::Mode;
use std::path::PathBuf;

/// Grades whole classes.
#[derive(Debug, Parser)]
#[command(name = "cargo class", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Grade everything that was handed in
    Grade {
        /// What is graded, and how
        #[command(flatten)]
        what: What,
        /// The folder for the results; what is there already is not graded again
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Grade again, and list what has moved
    Regrade {
        /// The folder of the earlier results, which stays as it is
        old: PathBuf,
        /// What is graded, and how; the katas, the roster, the rule for late work and the exports are those of the
        /// earlier results unless you give others
        #[command(flatten)]
        what: What,
        /// The folder for the new results
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Put the new results in the place of the earlier ones
        #[arg(long)]
        apply: bool,
        /// Grade also what has not changed
        #[arg(long)]
        all: bool,
    },
    /// List the units of work, one a line, as STUDENT/KATA
    Plan {
        /// What was handed in
        dir: PathBuf,
        /// What is graded
        #[command(flatten)]
        how: How,
        /// Put the longest first, by the results in this folder
        #[arg(long, value_name = "DIR")]
        durations: Option<PathBuf>,
    },
    /// Fill a column of what Canvas, Moodle, Blackboard or Brightspace has exported, and leave all else as it is
    Gradebook {
        /// The folder of results
        out: PathBuf,
        /// What the platform has exported
        #[arg(long, value_name = "EXPORT")]
        into: PathBuf,
        /// The column: its whole header, or the name of the assignment
        #[arg(long, value_name = "NAME")]
        column: Option<String>,
        /// Where to write it; otherwise to standard output
        #[arg(long = "out", value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Make one HTML file of the results: what to teach, a heat map, every kata, every student
    Report {
        /// The folder of results; or the result of one student, which has no reference solution but those of katas that
        /// pass
        results: PathBuf,
        /// The file to write
        #[arg(long, value_name = "FILE")]
        html: PathBuf,
        /// Leave out whatever says who somebody is, in students' own code and output, too
        #[arg(long)]
        anonymous: bool,
        /// The folder of checks that the class was graded with, if it is another one
        #[arg(long, value_name = "DIR")]
        catalog: Option<PathBuf>,
        /// Where the answers of the one student are: a copy of the repository
        #[arg(long, value_name = "DIR")]
        answers: Option<PathBuf>,
    },
    /// Put the results of parts together
    Merge {
        /// The folders of the parts
        #[arg(required = true)]
        parts: Vec<PathBuf>,
        /// What `plan` has listed
        #[arg(long, value_name = "FILE")]
        plan: PathBuf,
        /// The folder for all results
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// What is graded, how, and what is made of it.
#[derive(Debug, Clone, Args)]
pub struct What {
    /// What was handed in: a folder of folders and zips, or a git repository with a branch or pull request for each
    /// student
    pub dir: PathBuf,
    /// What is graded, and how
    #[command(flatten)]
    pub how: How,
    /// Grade only part K of N; `/N` takes K from Slurm, Kubernetes, GitLab or GNU parallel
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
    /// Make parts that take about the same time, by the results in this folder
    #[arg(long, value_name = "DIR")]
    pub durations: Option<PathBuf>,
    /// Write the results for another program, too, into OUT/export/FORMAT; more than one if you like
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    pub export: Vec<export::Format>,
}

/// What is graded, and how.
#[derive(Debug, Clone, Args)]
pub struct How {
    /// Who is in the class: a CSV file with the columns id, name, email, submission, and if you like submitted_at and
    /// the keys of your gradebook
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// Only these katas
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub katas: Vec<String>,
    /// How many units at a time; as many as there are cores unless you say so
    #[arg(long, value_name = "N")]
    pub jobs: Option<u16>,
    /// The rule for late work: a TOML file with due, free_days, percent_per_day, floor_percent, until
    #[arg(long, value_name = "FILE")]
    pub late: Option<PathBuf>,
    /// Another folder of checks
    #[arg(long, value_name = "DIR")]
    pub catalog: Option<PathBuf>,
    /// How students' code is locked in
    #[arg(long, value_name = "MODE", default_value = "require")]
    pub sandbox: Mode,
}
