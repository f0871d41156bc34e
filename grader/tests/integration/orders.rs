//! `orders`: an order of threads that fails, and one that a person chooses, without a terminal.

use crate::{
    repository::place_of,
    support::{Submission, grader, root},
};
use std::fs;

const KATA: &str = "one_shot_event";

/// An answer that looks, and stores its waker in another step.
pub fn racy() -> Submission {
    let file = format!("{}/src/lib.rs", place_of(KATA));
    let mistake = format!("grader/katas/{KATA}/mistakes/two_locks.rs");
    let mistake = fs::read(root().join(mistake)).expect("the mistake is there");
    Submission::empty().with(&file, mistake)
}

fn output(submission: &Submission, options: &[&str], keys: &str) -> String {
    let words = ["orders", KATA, "--submission", submission.arg()];
    let mut command = grader(&words);
    let run = command.args(options).write_stdin(keys.to_string()).output();
    String::from_utf8(run.expect("it runs").stdout).expect("it is text")
}

#[test]
fn without_a_terminal_a_failing_order_is_a_list_of_its_steps() {
    let said = output(&racy(), &[], "");
    let steps = said
        .lines()
        .filter(|line| line.contains(" of ") && line.contains("goes on"));
    assert!(steps.count() >= 3, "{said}");
    assert!(
        said.contains("lib.rs:") && said.contains("A wake was lost"),
        "{said}"
    );
}

#[test]
fn whoever_chooses_sees_what_can_come_next_takes_it_back_and_comes_to_the_end() {
    let submission = racy();
    let said = output(&submission, &["--choose"], "1\n1\n2\nu\nq\n");
    let headings = said
        .lines()
        .filter(|line| line.contains("in the check") || line.contains("lib.rs:"));
    assert!(headings.count() > 4, "{said}");
    assert_eq!(said.matches("Who goes on?").count(), 5, "{said}");
    // The first choice again and again is the order in which one thread comes behind the other: nothing is wrong.
    let to_the_end = output(&submission, &["--choose"], &"\n".repeat(60));
    assert!(
        to_the_end.contains("nothing is wrong in this order"),
        "{to_the_end}"
    );
}
