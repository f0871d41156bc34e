//! Attacks on the grader, each a file in `hostile/` with a line on what it tries, and each a test of that
//! name. Every one must end in the verdict that its header names, and none may leave anything behind.

use crate::{
    Group, every_file, header, required,
    support::{Graded, HONEST_FIRST_TASK, Submission, state, unique},
};
use std::{
    collections::BTreeSet,
    fs, iter,
    path::{Path, PathBuf},
};

/// What a file calls a trace that it tries to leave; in each run that becomes a name of its own.
const MARK: &str = "async-katas-was-here";

struct Attack {
    verdict: String,
    /// Words of which some must be said: what is used up first may depend on who else works here.
    messages: Vec<String>,
    source: String,
}

impl Attack {
    fn read(file: &Path) -> Self {
        let source = fs::read_to_string(file).expect("an attack can be read");
        assert!(!required(&source, "Tries", file).is_empty());
        let on_a_busy_machine = header(&source, "Or, on a busy machine").map(Into::into);
        Self {
            verdict: required(&source, "Verdict", file),
            messages: iter::once(required(&source, "Message", file))
                .chain(on_a_busy_machine)
                .collect(),
            source: source.replace(MARK, &unique(MARK)),
        }
    }

    /// The names of the traces that it tries to leave.
    fn traces(&self) -> BTreeSet<&str> {
        let starts = self.source.match_indices(MARK).map(|(at, _)| at);
        let rest = starts.filter_map(|at| self.source.get(at..));
        rest.filter_map(|rest| rest.split(['"', '/']).next())
            .collect()
    }

    /// What is left of it, if anything is.
    fn trace(&self) -> Option<String> {
        let folders = ["/tmp", "/var/tmp", "/dev/shm"].map(PathBuf::from);
        let ours = ["", "cache", "kit"].map(|name| state().join(name));
        let folders = folders.iter().chain(&ours);
        let mut files = folders.flat_map(|at| self.traces().into_iter().map(|name| at.join(name)));
        let left = files.find(|file| file.exists())?;
        Some(format!("it has written {}", left.display()))
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
            && self.messages.iter().any(|words| said.contains(words))
            && graded.code == Some(1);
        // One half of the kata must not cost the other anything.
        let unharmed = self.verdict != "failed" || first_task_is_unharmed(&graded);
        let verdict = || format!("{} {:?}\n{}", graded.status(), graded.code, graded.kata());
        (!right || !unharmed).then(verdict)
    }
}

fn test(file: &Path) -> Result<(), String> {
    let attack = Attack::read(file);
    let problem = attack.problem().or_else(|| attack.trace());
    problem.map_or(Ok(()), Err)
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

/// All attacks.
pub fn group() -> Group {
    let tests = every_file("hostile", test).map(|test| {
        // Elsewhere there is no sandbox that would prevent all of them.
        test.with_ignored_flag(!cfg!(target_os = "linux"))
    });
    Group {
        tests: tests.collect(),
        threads: 2,
    }
}
