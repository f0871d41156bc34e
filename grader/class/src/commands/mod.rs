//! What a person types.

mod grade;
mod gradebook;
mod merge;
mod plan;
mod report;

use crate::{
    cli::{Cli, Command, How},
    late::Rule,
    manifest::Manifest,
    outcome,
    roster::Roster,
    source,
    students::Class,
};
use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::{
    catalog::{Catalog, Kata},
    exit_code::{Exit, usage},
    grader::{Grader, checker::Hangs, tools::GraderSettings},
    workspace::Workspace,
};
use std::{collections::BTreeMap, path::Path, thread};

/// The three commands of an evening, for whoever reads nothing.
const EVENING: &str = "\
Grade a class in three commands. SUBMISSIONS has a folder or a .zip for each student.

  cargo class grade SUBMISSIONS --out marks                  a result for each student, and marks/gradebook.csv
  cargo class grade SUBMISSIONS --out marks --roster who.csv the same with names and absent students
  cargo class gradebook marks --into export.csv              the marks in what Canvas, Moodle, … has exported
  cargo class --help                                         everything else
";

/// Does what was typed.
///
/// # Errors
///
/// If that is not possible.
pub fn run(cli: Cli) -> Result<Exit> {
    match cli.command {
        None => {
            print!("{EVENING}");
            Ok(Exit::Passed)
        }
        Some(Command::Grade {
            dir,
            out,
            how,
            shard,
            durations,
        }) => grade::run(&dir, &out, &how, shard, durations.as_deref()),
        Some(Command::Plan {
            dir,
            how,
            durations,
        }) => plan::run(&dir, &how, durations.as_deref()),
        Some(Command::Gradebook {
            out,
            into,
            column,
            file,
        }) => gradebook::run(&out, &into, column.as_deref(), file.as_deref()),
        Some(Command::Report {
            results,
            html,
            anonymous,
            catalog,
        }) => report::run(&results, &html, anonymous, catalog.as_deref()),
        Some(Command::Merge { parts, plan, out }) => merge::run(&parts, &plan, &out),
    }
}

/// What commands work with.
struct Context {
    workspace: Workspace,
    catalog: Catalog,
    class: Class,
    roster: Option<Roster>,
    /// The rule for late work, and the text it was read from.
    late: Option<(Rule, String)>,
    jobs: usize,
}

impl Context {
    fn new(dir: &Path, how: &How) -> Result<Self> {
        let workspace = Workspace::find()?;
        let katas = how.catalog.clone().unwrap_or_else(|| workspace.katas());
        let roster = how.roster.as_deref().map(Roster::read).transpose()?;
        let class = Class::new(source::find(dir)?, roster.as_ref());
        for notice in &class.notices {
            eprintln!("{}", grader::util::text::plain(notice));
        }
        let late = match &how.late {
            Some(file) => Some((Rule::read(file)?, fs::read_to_string(file)?)),
            None => None,
        };
        let cores = || thread::available_parallelism().map_or(1, |cores| cores.get());
        Ok(Self {
            catalog: Catalog::load(&workspace, &katas)?,
            workspace,
            class,
            roster,
            late,
            jobs: how.jobs.map_or_else(cores, |jobs| usize::from(jobs.max(1))),
        })
    }

    fn grader(&self, how: &How) -> Result<Grader> {
        let settings = GraderSettings {
            jobs: self.jobs,
            runs: self.jobs * 2,
            use_cache: false,
            sandbox: how.sandbox,
            incremental: false,
            hangs: Hangs::Located,
        };
        Grader::new(&self.workspace, settings)
    }

    /// The katas that are asked for, in the catalogue's order.
    fn katas(&self, how: &How) -> Result<Vec<&Kata>> {
        for name in &how.katas {
            self.catalog.get(name)?;
        }
        let wanted = |kata: &&Kata| how.katas.is_empty() || how.katas.contains(&kata.name);
        Ok(self.catalog.all().filter(wanted).collect())
    }
}

/// How long each unit took in earlier results, in milliseconds.
fn durations(folder: Option<&Path>) -> Result<BTreeMap<String, u64>> {
    let Some(folder) = folder else {
        return Ok(BTreeMap::new());
    };
    Manifest::read(folder)?;
    let results = outcome::read_results(folder).context("failed to read the earlier results")?;
    let units = results.iter().flat_map(|(file, result)| {
        let katas = result.katas.iter();
        katas.map(move |kata| (crate::unit::key(file, &kata.name), kata.duration_ms))
    });
    Ok(units.collect())
}

fn expect_an_out(out: &Path, dir: &Path) -> Result<()> {
    if let (Ok(out), Ok(dir)) = (std::path::absolute(out), std::path::absolute(dir))
        && out.starts_with(&dir)
    {
        return Err(usage(format!(
            "{} is inside of the submissions: results would be taken for one",
            out.display()
        )));
    }
    fs::create_dir_all(out).map_err(|error| {
        usage(format!(
            "the folder for the results cannot be made: {error}"
        ))
    })
}
