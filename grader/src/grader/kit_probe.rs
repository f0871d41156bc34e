//! A tiny kata of our own that uses all that the kit offers: what shows whether a kit can be used.

use crate::{
    catalog::{CheckSource, Clock, Kata, KataSettings, checks},
    compile::{
        Compiler,
        artifacts::{Built, BuiltChecks},
        build_dir::BuildDir,
    },
    process::{limits::FREE_DISK, machine, outcome::ProcessOutcome},
    rejection::AttemptError,
    run::{CheckRunner, NotStarted},
    submission::Files,
    workspace::Workspace,
};
use anyhow::{Result, ensure};

const NAME: &str = "kit_probe";

const ANSWER: &str = "
pub async fn probe() -> anyhow::Result<usize> {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    Ok(futures::future::join_all([1, 2].map(futures::future::ready)).await.len())
}
";

const CHECKS: &str = "
use kata_kit as kit;
use kit_probe as k;
use predicates::Predicate as _;

/// The kit fits.
async fn the_kit_fits() {
    let probed = kit::assert_within(std::time::Duration::from_secs(2), \"It hung.\", k::probe()).await;
    let two = predicates::ord::eq(2);
    assert!(two.eval(&probed.unwrap()));
    let _ = assert_cmd::Command::new(\"nothing\");
}
";

/// Why the compiler's kit cannot be used, if it cannot: a program that uses it does not compile, link or
/// run. An `Err` is the machine's failure, about which the kit can do nothing.
pub fn find_misfit(compiler: &Compiler, workspace: &Workspace) -> Result<Option<String>> {
    let kata = kata()?;
    let all: Vec<_> = kata.checks.iter().collect();
    let dir = BuildDir::take(workspace, NAME)?;
    dir.start_over()?;
    let symptom = match compiler.attempt(&kata, &kata.stub, &all, &dir) {
        Ok(Built::Checks(checks)) => {
            return find_misfit_at_run_time(compiler, &kata, &checks, &dir);
        }
        Ok(Built::Tests(_)) => return Ok(None),
        Err(AttemptError::Failed(error)) => return Err(error),
        Err(AttemptError::Doubtful(doubt)) => doubt.symptom,
        Err(AttemptError::Rejected(rejection)) => rejection.message(),
    };
    // On a machine that has nothing left anything fails, and a kit is dear.
    machine::has_threads()?;
    machine::has_room(workspace.state(), FREE_DISK)?;
    ensure!(
        compiler.works_without_the_kit(&kata, &dir)?,
        "the compiler fails on this machine, over a program that does nothing, too: {symptom}"
    );
    Ok(Some(symptom))
}

fn find_misfit_at_run_time(
    compiler: &Compiler,
    kata: &Kata,
    checks: &BuiltChecks,
    dir: &BuildDir,
) -> Result<Option<String>> {
    let runner = CheckRunner::new(&compiler.rustc);
    match runner.run(kata, &kata.checks[0], checks, dir) {
        Ok(run) if run.passed() => Ok(None),
        Ok(run) => {
            let ProcessOutcome { status, output, .. } = run.ended;
            let message = run.signed.map_or(String::new(), |signed| signed.message);
            Ok(Some(format!("{status} {output} {message}")))
        }
        Err(error) if error.is::<NotStarted>() => Ok(Some(format!("{error:#}"))),
        Err(error) => Err(error),
    }
}

fn kata() -> Result<Kata> {
    let settings = KataSettings {
        title: String::new(),
        points: 1,
        time_limit_s: 30,
        clock: Clock::Paused,
        needs: Vec::new(),
        edits: vec!["src".into()],
        hints: Default::default(),
    };
    Ok(Kata {
        name: NAME.into(),
        chapter: String::new(),
        chapter_title: String::new(),
        exercise: NAME.into(),
        folder: Default::default(),
        solution: Default::default(),
        settings,
        check_source: CheckSource::Functions(CHECKS.into()),
        checks: checks::parse(CHECKS)?,
        stub: Files::from([("src/lib.rs".into(), ANSWER.into())]),
    })
}
