//! Classes that nobody taught: results, answers and a roster as `class grade` writes them, without grading.

mod pictures;

use class::{
    answers::Answers,
    manifest::{GradedKata, Manifest},
    name,
    outcome::write_result,
};
use grader::{
    catalog::{Catalog, Kata},
    result::{
        Block, CheckResult, CheckStatus, Diagnostic, GraderInfo, KataResult, KataStatus, Place,
        RunResult, SCHEMA, SubmissionInfo,
    },
    submission::{self, Files},
    workspace::Workspace,
};
use std::{fs, path::Path};
use tempfile::TempDir;

/// What somebody might write who wants to get into the page.
pub const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)",
    "\"><svg onload=alert(3)>",
    "</title><style>*{display:none}</style>",
    "{{ 7 * 7 }}<iframe src=javascript:alert(4)>",
];

/// A folder of results.
pub struct MadeUp {
    folder: TempDir,
    people: Vec<[String; 3]>,
}

/// What a student has in a kata.
enum Answer {
    Passes,
    Fails {
        code: String,
        /// The check that leads, and those that follow it.
        check: usize,
        following: usize,
        explanation: String,
        observed: String,
        /// What says who it is, or attacks the page, in all other texts.
        elsewhere: String,
    },
    DoesNotCompile,
    Is(KataStatus),
    NotGraded,
}

impl MadeUp {
    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// All strings that say who somebody is.
    pub fn names(&self) -> Vec<&str> {
        self.people.iter().flatten().map(String::as_str).collect()
    }

    /// Eight students at twelve katas, each status among them, with their names in what they wrote.
    pub fn small() -> Self {
        let people = [
            ["ada", "Lovelace, Ada", "ada.lovelace@uni.example"],
            ["ghopper", "Hopper, Grace", "g.hopper@uni.example"],
            ["linus7", "Torvalds, Linus", "linus7@uni.example"],
            ["bliskov", "Liskov, Barbara", "bliskov@uni.example"],
            ["müller-ö", "Müller, Jörg", "joerg@uni.example"],
            ["pull-1234", "O'Neil, Siân", "sian@uni.example"],
            ["zoe", "Zoë Quint", "zoe@uni.example"],
            ["edsgerw", "Dijkstra, Edsger", "ewd@uni.example"],
        ];
        let people = people.map(|person| person.map(String::from)).to_vec();
        Self::new(people, 12, 0, |katas, student, kata| {
            let of_student =
                format!("Ada Lovelace, linus7, Zoë Quint and sian@uni.example, {student}");
            match (student, katas[kata].map_or("", |kata| kata.name.as_str())) {
                (0..=2, "wait_for_first") => Answer::Fails {
                    code: mistake(katas[kata], 0) + &format!("// {of_student}\nfn drop_all() {{ drop(others) }}\n"),
                    check: place_of(katas[kata], "losing_tasks_stop"),
                    following: 2,
                    explanation: "Dropping a JoinHandle detaches its task, it does not cancel it. Keep the handles and abort \
                                  the losers."
                        .into(),
                    observed: format!("`slow` went on until 300 ms although you returned at 20 ms, says {of_student}."),
                    elsewhere: of_student,
                },
                (3, "wait_for_first") => Answer::DoesNotCompile,
                (4, "wait_for_first") => Answer::NotGraded,
                (5, "wait_for_first") => Answer::Is(KataStatus::Missing),
                (6, "wait_for_first") => Answer::Is(KataStatus::Refused),
                (7, "wait_for_first") => Answer::Is(KataStatus::NotStarted),
                (3 | 5, "thread_fan_out") => Answer::DoesNotCompile,
                (_, name) if kata % 3 == student % 3 && kata < 6 => Answer::Fails {
                    code: mistake(katas[kata], student % 2),
                    check: student % 2,
                    following: 0,
                    explanation: format!("A future does nothing until it is polled. This is about `{name}` alone."),
                    observed: "observed 3, promised 4.".into(),
                    elsewhere: of_student,
                },
                _ => Answer::Passes,
            }
        })
    }

    /// Students whose names, code and output attack the page.
    pub fn hostile() -> Self {
        let mut people: Vec<[String; 3]> = HOSTILE
            .iter()
            .map(|attack| {
                [
                    attack.to_string(),
                    format!("{attack}, \u{202e}Mallory\u{1b}[31m"),
                    format!("{attack}@x"),
                ]
            })
            .collect();
        people.push([
            "../../etc/passwd".into(),
            "x".repeat(5_000),
            "constructor".into(),
        ]);
        people.push(["__proto__".into(), "toString".into(), "a'b\"c".into()]);
        Self::new(people, 6, 0, |katas, student, kata| {
            let attack = format!("{}\u{202e}\u{0}\u{1b}[2J", HOSTILE[student % HOSTILE.len()]);
            if student % 3 == 1 && kata == 1 {
                return Answer::DoesNotCompile;
            }
            Answer::Fails {
                code: format!("{}\n// {attack}\n", mistake(katas[kata], student)),
                check: kata % 2,
                following: 1,
                explanation: format!("It panicked: {attack}. And more."),
                observed: format!("observed {attack}, promised nothing."),
                elsewhere: attack,
            }
        })
    }

    /// Two hundred students at forty-five katas: a third fails, and no two answers are equal.
    pub fn large() -> Self {
        let people = (0..200).map(|number| {
            [
                format!("student-{number:03}"),
                format!("Family{number}, Given{number}"),
                format!("s{number:03}@uni.example"),
            ]
        });
        Self::new(people.collect(), usize::MAX, 45, |katas, student, kata| {
            let chance = (student * 31 + kata * 17 + student * kata) % 9;
            match chance {
                0..=2 => {
                    let variant = (student * 7 + kata * 3) % 12;
                    let noise: String = (0..variant + 3)
                        .map(|line| {
                            format!(
                                "// {student} thinks that {line} is {}\n",
                                student * line + kata
                            )
                        })
                        .collect();
                    Answer::Fails {
                        code: mistake(katas[kata], variant)
                            .replace("let ", &format!("/* {} */ let ", student % 7))
                            + &noise,
                        check: variant,
                        following: variant % 3,
                        explanation: format!(
                            "Misconception number {variant} of this kata, which takes a sentence. And here is what is behind it: a \
                             future does nothing until it is polled, and whoever drops it stops it where it stands."
                        ),
                        observed: format!(
                            "`slow` went on until {} ms although you returned at {kata} ms.",
                            student * 3 + kata
                        ),
                        elsewhere: format!("task {student}"),
                    }
                }
                3 if student % 5 == 0 => Answer::Is(KataStatus::NotStarted),
                _ => Answer::Passes,
            }
        })
    }

    fn new(
        people: Vec<[String; 3]>,
        most: usize,
        least: usize,
        answer: impl Fn(&[Option<&Kata>], usize, usize) -> Answer,
    ) -> Self {
        let folder = TempDir::new().expect("a folder can be made");
        let workspace = Workspace::find().expect("the tests run in the repository");
        let catalog = Catalog::load(&workspace, &workspace.katas()).expect("it has katas");
        let mut katas: Vec<Option<&Kata>> = catalog.all().take(most).map(Some).collect();
        katas.resize(katas.len().max(least), None);
        let manifest = manifest(&katas);
        manifest.write(folder.path()).expect("it can be written");
        let files = name::of_files(people.iter().map(|person| person[0].as_str()));
        let answers = Answers::in_class(folder.path());
        for (student, person) in people.iter().enumerate() {
            let units = manifest
                .katas
                .iter()
                .enumerate()
                .filter_map(|(index, graded)| {
                    let answer = answer(&katas, student, index);
                    unit(graded, katas[index], &answer, &answers)
                });
            let units: Vec<KataResult> = units.collect();
            let result = RunResult {
                schema: SCHEMA.into(),
                grader: manifest.grader.clone(),
                submission: SubmissionInfo {
                    name: person[0].clone(),
                    hash: String::new(),
                },
                submitted_at: None,
                graded_at: "2026-11-27T00:00:00Z".into(),
                score: units.iter().map(|unit| unit.score).sum(),
                max_score: units.iter().map(|unit| unit.max_score).sum(),
                katas: units,
            };
            write_result(&files[student], &result, folder.path()).expect("it can be written");
        }
        let mut roster =
            csv::Writer::from_path(folder.path().join("roster.csv")).expect("it can be made");
        roster.write_record(["id", "name", "email"]).expect("a row");
        people
            .iter()
            .for_each(|person| roster.write_record(person).expect("a row"));
        roster.flush().expect("it can be written");
        Self { folder, people }
    }
}

fn manifest(katas: &[Option<&Kata>]) -> Manifest {
    let katas = katas.iter().enumerate().map(|(index, kata)| GradedKata {
        name: kata.map_or_else(|| format!("extra_{index}"), |kata| kata.name.clone()),
        chapter: kata.map_or_else(|| "99_extra".into(), |kata| kata.chapter.clone()),
        checks: kata.map_or_else(String::new, Kata::content_hash),
        max_score: kata.map_or(9, Kata::max_score),
    });
    Manifest {
        grader: GraderInfo {
            version: "1.0.0".into(),
            toolchain: "rustc 1.95.0".into(),
            sandbox: "landlock+seccomp+limits".into(),
        },
        kit: String::new(),
        katas: katas.collect(),
        late: None,
        only: Vec::new(),
    }
}

/// The text of one of the kata's mistakes.
fn mistake(kata: Option<&Kata>, number: usize) -> String {
    let Some(kata) = kata else {
        return "pub fn extra() {\n    let answer = 1;\n}\n".into();
    };
    let mistakes = fs::read_dir(kata.folder.join("mistakes")).expect("it has mistakes");
    let mut mistakes: Vec<_> = mistakes
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    mistakes.sort();
    let path = mistakes.get(number % mistakes.len().max(1));
    path.map_or_else(String::new, |path| {
        fs::read_to_string(path).expect("it is text")
    })
}

/// The place of a check among the kata's.
fn place_of(kata: Option<&Kata>, check: &str) -> usize {
    let mut checks = kata.into_iter().flat_map(|kata| &kata.checks);
    checks
        .position(|other| other.name == check)
        .expect("the kata has the check")
}

fn unit(
    graded: &GradedKata,
    kata: Option<&Kata>,
    answer: &Answer,
    answers: &Answers,
) -> Option<KataResult> {
    let specs = kata.into_iter().flat_map(|kata| &kata.checks);
    let mut checks: Vec<CheckResult> = specs.map(CheckResult::not_run).collect();
    if checks.is_empty() {
        checks = pictures::two_checks();
    }
    let status = match answer {
        Answer::Passes => KataStatus::Passed,
        Answer::Fails { .. } => KataStatus::Failed,
        Answer::DoesNotCompile => KataStatus::DoesNotCompile,
        Answer::Is(status) => *status,
        Answer::NotGraded => return None,
    };
    let mut unit = KataResult {
        name: graded.name.clone(),
        chapter: graded.chapter.clone(),
        status,
        score: 0,
        max_score: graded.max_score,
        hash: String::new(),
        cached: false,
        duration_ms: 1,
        blocks: Vec::new(),
        mutants: None,
        warnings: Vec::new(),
        diagnostics: Vec::new(),
        checks: Vec::new(),
    };
    match answer {
        Answer::Passes => checks.iter_mut().for_each(pass),
        Answer::Fails { code, .. } => {
            let place = kata.map_or_else(String::new, |kata| kata.exercise.clone());
            fail(&mut checks, &place, answer);
            let main = kata.and_then(|kata| kata.stub.keys().next().cloned());
            let files = Files::from([(main.unwrap_or_else(|| "src/lib.rs".into()), code.clone())]);
            unit.hash = submission::hash(&files);
            answers.put(&files).expect("it can be kept");
        }
        Answer::DoesNotCompile => {
            let error = "error[E0382]: use of moved value: `answer`\n --> src/lib.rs:3:5\n  |\n3 |     answer;\n  |     ^^^^^^\n";
            unit.blocks = vec![
                Block::Rustc(error.into()),
                Block::InShort(
                    "What was moved away is gone here. Clone it before, or borrow it.".into(),
                ),
            ];
            unit.diagnostics = vec![Diagnostic {
                file: format!("exercises/{}/src/lib.rs", graded.name),
                line: 3,
                column: 5,
                level: "error".into(),
                message: "use of moved value: `answer` [E0382]".into(),
            }];
        }
        Answer::Is(_) | Answer::NotGraded => {}
    }
    unit.score = checks.iter().map(|check| check.score).sum();
    unit.checks = checks;
    Some(unit)
}

fn pass(check: &mut CheckResult) {
    check.status = CheckStatus::Passed;
    check.score = check.max_score;
}

fn fail(checks: &mut [CheckResult], exercise: &str, answer: &Answer) {
    let Answer::Fails {
        check,
        following,
        explanation,
        observed,
        elsewhere,
        code: _,
    } = answer
    else {
        return;
    };
    checks.iter_mut().for_each(pass);
    let count = checks.len();
    let leading = check % count;
    let name = checks[leading].name.clone();
    for step in 0..=*following {
        let failed = &mut checks[(leading + step) % count];
        failed.status = CheckStatus::Failed;
        failed.score = 0;
        failed.observed.clone_from(observed);
        failed.explanation.clone_from(explanation);
        failed.output.clone_from(elsewhere);
        failed.follows = if step == 0 {
            Vec::new()
        } else {
            vec![name.clone()]
        };
        failed.stuck_at = vec![Place {
            file: format!("{exercise}/src/lib.rs"),
            line: 12,
        }];
        if step == 0 && leading.is_multiple_of(2) {
            failed.picture = Some(pictures::timeline(elsewhere, check * 7));
        } else if step == 0 {
            failed.orders = Some(pictures::orders(
                elsewhere,
                &format!("{exercise}/src/lib.rs"),
            ));
        }
    }
}
