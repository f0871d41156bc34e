use super::*;
use crate::process::outcome::example::exited;
use kata_protocol::HangSamples;

fn signed(outcome: Outcome, message: &str) -> SignedOutcome {
    SignedOutcome {
        check: "first_wins".into(),
        outcome,
        message: message.into(),
        panicked_at: String::new(),
        case: String::new(),
        tried: Vec::new(),
        picture: Default::default(),
        orders: None,
        samples: HangSamples::default(),
    }
}

fn run(output: &str, signed: Option<SignedOutcome>) -> CheckRun {
    let ended = exited(0, output);
    CheckRun { ended, signed }
}

#[test]
fn only_a_signature_says_that_a_check_has_passed() {
    assert!(run("", Some(signed(Outcome::Passed, ""))).passed());
    assert!(!run("passed", None).passed());
    for outcome in [Outcome::Failed, Outcome::TimedOut, Outcome::NotRun] {
        assert!(!run("", Some(signed(outcome, ""))).passed());
    }
}

#[test]
fn a_lack_of_threads_is_known_by_what_was_printed_or_signed() {
    let words = "failed to spawn thread: Resource temporarily unavailable (os error 11)";
    assert!(run(words, None).lacked_threads());
    assert!(run("", Some(signed(Outcome::Failed, words))).lacked_threads());
    assert!(!run("it gave 2", Some(signed(Outcome::Failed, "it gave 2"))).lacked_threads());
}

#[test]
fn an_outcome_is_read_from_a_short_file_with_the_right_signature() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("outcome");
    let (key, outcome) = ([7; 32], signed(Outcome::Passed, ""));
    assert_eq!(read_outcome(&file, &key), None);
    let line = outcome.sign(&key);
    for (text, read) in [
        (line.clone(), Some(&outcome)),
        (String::new(), None),
        (line.replace("passed", "failed"), None),
        (format!("{line}{line}"), None),
        ("x".repeat(limits::SIGNED_OUTCOME as usize + 1), None),
    ] {
        fs::write(&file, text).expect("a file can be written");
        assert_eq!(read_outcome(&file, &key).as_ref(), read);
    }
    assert_eq!(read_outcome(folder.path(), &key), None);
}

#[cfg(unix)]
#[test]
fn a_link_to_an_outcome_is_none() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (file, link) = (folder.path().join("outcome"), folder.path().join("link"));
    let key = [7; 32];
    let line = signed(Outcome::Passed, "").sign(&key);
    fs::write(&file, line).expect("a file can be written");
    std::os::unix::fs::symlink(&file, &link).expect("a link can be made");
    assert!(read_outcome(&file, &key).is_some());
    assert_eq!(read_outcome(&link, &key), None);
}
