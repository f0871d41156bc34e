//! What a person types.

mod grade;
mod gradebook;
mod merge;
mod plan;
mod regrade;
mod report;

use crate::{
    cli::{Cli, Command, How, What},
    export::Format,
    late::Rule,
    manifest::Manifest,
    outcome,
    report::Settings,
    roster::Roster,
    source,
    students::Class,
    unit,
};
use anyhow::{Context as _, Result};
use fs_err as fs;
use grader::{
    catalog::{Catalog, Kata},
    exit_code::{Exit, usage},
    grader::{Grader, checker::Hangs, tools::GraderSettings},
    util::parallel::checks_at_work,
    workspace::Workspace,
};
use std::{collections::BTreeMap, path::Path, thread};

/// The three commands of an evening, for whoever reads nothing.
const EVENING: &str = "\
Grade a class in an evening. SUBMISSIONS has a folder or a .zip for each student, or is a git repository with a branch or a
pull request for each.

  cargo class grade SUBMISSIONS --out marks        a result for each student, and marks/gradebook.csv
  cargo class report marks --html class.html       one page: what to teach on Monday, and to whom
  cargo class gradebook marks --into export.csv    the marks in what Canvas, Moodle, Blackboard or Brightspace exported

`--roster class.csv` adds names and whoever is absent, `--late late.toml` what late work costs. `cargo class --help` shows
everything else.
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
        Some(Command::Grade { what, out }) => grade::run(&what, &out),
        Some(Command::Regrade {
            old,
            what,
            out,
            apply,
            all,
        }) => regrade::run(&old, &what, &out, regrade::Settings { apply, all }),
        Some(Command::Plan {
            dir,
            how,
            durations,
        }) => plan::run(&dir, how, durations),
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
            answers,
        }) => report::run(
            &results,
            &html,
            &Settings {
                is_anonymous: anonymous,
                catalog: catalog.as_deref(),
                answers: answers.as_deref(),
            },
        ),
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
    /// The katas that are asked for by name; none of them: all that there are.
    only: Vec<String>,
    /// Whom the results are for besides.
    export: Vec<Format>,
    jobs: usize,
}

/// Earlier results, which say what a person need not say again.
struct Earlier<'a> {
    folder: &'a Path,
    manifest: &'a Manifest,
}

impl Context {
    fn new(what: &What, earlier: Option<&Earlier<'_>>) -> Result<Self> {
        let how = &what.how;
        let workspace = Workspace::find()?;
        let katas = how.catalog.clone().unwrap_or_else(|| workspace.katas());
        let kept = earlier.map(|earlier| earlier.folder.join("roster.csv"));
        let kept = kept.filter(|file| file.is_file());
        let roster = how.roster.as_ref().or(kept.as_ref());
        let roster = roster.map(|file| Roster::read(file)).transpose()?;
        let class = Class::new(source::find(&what.dir)?, roster.as_ref());
        if class.students.is_empty() {
            return Err(usage(format!(
                "{} has no submissions: neither folders nor archives, nor a repository with branches of students. A \
                 clone has all branches and pull requests if it was made with `git clone --mirror`.",
                what.dir.display()
            )));
        }
        for notice in &class.notices {
            eprintln!("{}", grader::util::text::plain(notice));
        }
        let late = match &how.late {
            Some(file) => Some((Rule::read(file)?, fs::read_to_string(file)?)),
            None => match earlier.and_then(|earlier| earlier.manifest.late.clone()) {
                Some(text) => Some((Rule::parse(&text)?, text)),
                None => None,
            },
        };
        let catalog = Catalog::load(&workspace, &katas)?;
        for name in &how.katas {
            catalog.get(name)?;
        }
        let only = match earlier {
            Some(earlier) if how.katas.is_empty() => earlier.manifest.only.clone(),
            _ => how.katas.clone(),
        };
        let export = match earlier {
            Some(earlier) if what.export.is_empty() => Format::of_class(earlier.folder),
            _ => what.export.clone(),
        };
        let cores = || thread::available_parallelism().map_or(1, |cores| cores.get());
        Ok(Self {
            catalog,
            workspace,
            class,
            roster,
            late,
            only,
            export,
            jobs: how.jobs.map_or_else(cores, |jobs| usize::from(jobs.max(1))),
        })
    }

    fn grader(&self, how: &How) -> Result<Grader> {
        let settings = GraderSettings {
            jobs: self.jobs,
            runs: checks_at_work(self.jobs),
            use_cache: false,
            sandbox: how.sandbox,
            // Answers of different students have less in common than it costs rustc to look.
            incremental: false,
            hangs: Hangs::Located,
        };
        Grader::new(&self.workspace, settings)
    }

    /// The katas that are asked for, in the catalogue's order.
    fn katas(&self) -> Vec<&Kata> {
        let wanted = |kata: &&Kata| self.only.is_empty() || self.only.contains(&kata.name);
        self.catalog.all().filter(wanted).collect()
    }
}

/// How long each unit took in earlier results, in milliseconds.
fn durations(folder: Option<&Path>) -> Result<BTreeMap<String, u64>> {
    let Some(folder) = folder else {
        return Ok(BTreeMap::new());
    };
    Manifest::read(folder)?;
    let mut durations = BTreeMap::new();
    for result in outcome::results(folder).context("failed to read the earlier results")? {
        let (student, result) = result?;
        for kata in result.katas {
            durations.insert(unit::key(&student, &kata.name), kata.duration_ms);
        }
    }
    Ok(durations)
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
