//! The samples of every kata, each a test of its name, as `katas/wait_for_first/mistakes/drops_the_handles`:
//! what `cargo kata verify` says of it must be nothing.

use crate::{Group, support::state};
use grader::{
    catalog::{Catalog, Kata},
    grader::{Grader, checker::Hangs, tools::GraderSettings},
    process::sandbox::Mode,
    result::{CheckResult, CheckStatus},
    submission::Files,
    util::{
        memo::Memo,
        parallel::{answers_at_work, checks_at_work},
    },
    verify::{
        batch::{Batch, batches},
        coverage::Coverage,
        incomplete,
        runner::{SampleRunner, SampleVerdict},
        samples::{self, Sample, SampleName},
    },
    workspace::Workspace,
};
use libtest_mimic::{Arguments, Failed, Trial};
use std::{
    sync::{Arc, LazyLock},
    thread,
};

static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| {
    let found = Workspace::find().expect("this is a clone");
    found.with_state(state())
});

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let loaded = Catalog::load(&WORKSPACE, &WORKSPACE.katas());
    loaded.expect("the katas can be read")
});

/// One for all tests, so that it limits how many programs run at the same time.
static GRADER: LazyLock<Grader> = LazyLock::new(|| {
    let settings = GraderSettings {
        jobs: jobs(),
        runs: checks_at_work(jobs()),
        use_cache: false,
        sandbox: Mode::Auto,
        incremental: false,
        hangs: Hangs::Told,
    };
    Grader::new(&WORKSPACE, settings).expect("it has its tools")
});

static RUNNER: LazyLock<SampleRunner<'static>> = LazyLock::new(|| SampleRunner::new(&GRADER, 1));

fn jobs() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get())
}

/// A batch with what came of each of its samples, once one of their tests has asked.
struct SharedBatch {
    batch: Batch<'static>,
    verdicts: Memo<Vec<SampleVerdict>>,
}

impl SharedBatch {
    /// Whether the verdict on the sample with this index is right; else what is wrong.
    fn verify(&self, index: usize) -> Result<(), Failed> {
        let run = || RUNNER.verdicts(&self.batch);
        let verdicts = self.verdicts.get_or_init(run);
        let verdicts = verdicts.map_err(|error| format!("{error:#}"))?;
        passes_without(&verdicts[index].problems)
    }
}

fn passes_without(problems: &[String]) -> Result<(), Failed> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n").into())
    }
}

/// The test that a kata has samples enough.
fn complete(kata: &Kata, problems: Vec<String>) -> Trial {
    let name = format!("katas/{}/complete", kata.name);
    Trial::test(name, move || passes_without(&problems))
}

/// The test that the checks fit into one program with those of other answers, as in a class: the reference solution passes
/// in it, and an answer without the kata's functions is left out.
fn together(kata: &'static Kata) -> Trial {
    Trial::test(format!("katas/{}/together", kata.name), move || {
        let nothing = Files::from([("src/lib.rs".into(), "pub fn nothing() {}\n".into())]);
        let answers = [&nothing, &kata.reference()?];
        match &*GRADER.tools.check_together(kata, &answers)? {
            [None, Some(reference)] => {
                let checks = reference.checks.iter();
                let failed = checks.filter(|check| check.status != CheckStatus::Passed);
                passes_without(&failed.map(CheckResult::message).collect::<Vec<_>>())
            }
            [None, ..] => Err("the reference solution is left out".into()),
            _ => Err("the checks do without the kata's functions".into()),
        }
    })
}

fn name_of_test(sample: &Sample<'_>) -> String {
    let name = match &sample.name {
        SampleName::Reference => "reference",
        SampleName::Stub => "stub",
        SampleName::File(path) => path.strip_suffix(".rs").unwrap_or(path),
    };
    format!("katas/{}/{name}", sample.kata.name)
}

/// The tests of samples that `arguments` select. No other sample is compiled together with them.
fn tests_of_samples(samples: Vec<Sample<'static>>, arguments: &Arguments) -> Vec<Trial> {
    let selected = |sample: &Sample<'_>| {
        let test = Trial::test(name_of_test(sample), || Ok(()));
        !arguments.is_filtered_out(&test)
    };
    let (mut first, mut others) = (Vec::new(), Vec::new());
    for batch in batches(samples.into_iter().filter(selected).collect()) {
        let names: Vec<String> = batch.samples.iter().map(name_of_test).collect();
        let batch = Arc::new(SharedBatch {
            batch,
            verdicts: Memo::default(),
        });
        for (index, name) in names.into_iter().enumerate() {
            let batch = batch.clone();
            let test = Trial::test(name, move || batch.verify(index));
            if index == 0 {
                first.push(test);
            } else {
                others.push(test);
            }
        }
    }
    // The others come last, so that no thread waits for a batch while there is another to run.
    first.append(&mut others);
    first
}

/// All katas.
pub fn group(arguments: &Arguments) -> Group {
    let mut tests = vec![Trial::test("katas/all_folders_belong_to_a_kata", || {
        passes_without(&incomplete::problems(&WORKSPACE, &CATALOG)?)
    })];
    let mut all_samples = Vec::new();
    for kata in CATALOG.all() {
        match samples::load(kata) {
            Ok(samples) => {
                tests.push(complete(kata, Coverage::of(kata, &samples).problems));
                if kata.checks_can_share() {
                    tests.push(together(kata));
                }
                all_samples.extend(samples);
            }
            Err(error) => tests.push(complete(kata, vec![format!("{error:#}")])),
        }
    }
    tests.extend(tests_of_samples(all_samples, arguments));
    Group {
        tests,
        threads: answers_at_work(jobs()),
    }
}
