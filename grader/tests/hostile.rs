//! Attacks on the grader, each a file in `hostile/` with a line on what it tries. Every one must end
//! in the verdict that its header names, and none may leave anything behind.
#![cfg(target_os = "linux")]

mod support;

use std::{fs, path::Path, thread};
use support::{Graded, HONEST_FIRST_TASK, Submission, root};

struct Attack {
    name: String,
    verdict: String,
    message: String,
    source: String,
}

impl Attack {
    fn read(file: &Path) -> Self {
        let source = fs::read_to_string(file).expect("an attack can be read");
        let field = |name: &str| {
            let start = format!("//! {name}: ");
            let line = source.lines().find_map(|line| line.strip_prefix(&start));
            line.unwrap_or_else(|| panic!("{} has no line {start}", file.display()))
                .to_string()
        };
        assert!(!field("Tries").is_empty());
        Self {
            name: file
                .file_stem()
                .expect("a file has a name")
                .to_string_lossy()
                .into(),
            verdict: field("Verdict"),
            message: field("Message"),
            source: source.clone(),
        }
    }

    /// What is wrong with the verdict, if anything is.
    fn problem(&self) -> Option<String> {
        let graded = Submission::answering(&format!("{}{HONEST_FIRST_TASK}", self.source)).grade();
        let said = match self.verdict.as_str() {
            "failed" => graded.check("first_gives_the_earliest")["message"]
                .as_str()
                .unwrap_or_default(),
            _ => graded.message(),
        };
        let right = graded.status() == self.verdict
            && said.contains(&self.message)
            && graded.code == Some(1);
        // One half of the kata must not cost the other anything.
        let unharmed = self.verdict != "failed" || first_task_is_unharmed(&graded);
        (!right || !unharmed).then(|| {
            format!(
                "{}: {} {:?}\n{}",
                self.name,
                graded.status(),
                graded.code,
                graded.kata()
            )
        })
    }
}

fn first_task_is_unharmed(graded: &Graded) -> bool {
    let of_first_task = [
        "first_task_gives_the_earliest",
        "losing_tasks_stop",
        "a_panicking_winner_is_reported",
    ];
    of_first_task
        .iter()
        .all(|name| graded.check(name)["status"] == "passed")
}

#[test]
fn every_attack_ends_in_the_verdict_it_deserves() {
    let folder = root().join("grader/tests/hostile");
    let files = fs::read_dir(folder).expect("the attacks are there");
    let mut attacks: Vec<Attack> = files
        .map(|file| Attack::read(&file.expect("an attack is there").path()))
        .collect();
    attacks.sort_by(|a, b| a.name.cmp(&b.name));
    let problems: Vec<String> = thread::scope(|scope| {
        let halves = attacks.chunks(attacks.len().div_ceil(2));
        let threads: Vec<_> = halves
            .map(|half| scope.spawn(|| half.iter().filter_map(Attack::problem).collect::<Vec<_>>()))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a half is done"))
            .collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    for trace in [
        "/tmp/async-katas-was-here",
        "/var/tmp/async-katas-was-here",
        "/dev/shm/async-katas-was-here",
    ] {
        assert!(!Path::new(trace).exists(), "an attack has written {trace}");
    }
}

#[test]
fn a_process_that_is_left_behind_is_gone_with_the_check_even_without_a_sandbox() {
    let source = "use futures::future::BoxFuture;
pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let _ = futs;
    let script = \"setsid sleep 5151 & setsid setsid sleep 5151 & sleep 5151\";
    std::process::Command::new(\"/bin/sh\").args([\"-c\", script]).env(\"PATH\", \"/bin:/usr/bin\").spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    None
}
";
    let graded = Submission::answering(&format!("{source}{HONEST_FIRST_TASK}")).grade_with(&[
        "--no-cache",
        "--sandbox",
        "off",
    ]);
    assert_eq!(graded.status(), "failed");
    assert_eq!(graded.json["grader"]["sandbox"], "none");
    let sleeping = fs::read_dir("/proc")
        .expect("there are processes")
        .flatten()
        .any(|process| {
            let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&line).contains("5151")
        });
    assert!(!sleeping, "a process of the submission survived");
}
