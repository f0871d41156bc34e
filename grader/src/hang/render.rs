//! Findings in words, each with the student's lines that it is about.

use super::{
    awaited::Awaited,
    cause::{BlockedThread, Cause, Certainty, Party},
    finding::{Finding, Role},
    primitive::Primitive,
    student_code::StudentCode,
};
use crate::{result::Place, util::text::plain};

/// A few lines for every finding. Places with the same cause share a sentence, and those in a row that were
/// called from the same line share that line.
pub(super) fn render(code: StudentCode<'_>, findings: &[Finding]) -> String {
    if findings.is_empty() {
        return NOTHING.into();
    }
    let mut text = String::new();
    for same in findings.chunk_by(|a, b| a.cause == b.cause && a.role == b.role) {
        let end = if same[0].place.is_some() { ":" } else { "." };
        text.push_str(&format!("{}{end}\n", sentence(&same[0])));
        for called in same.chunk_by(|a, b| a.caller == b.caller) {
            for place in called.iter().filter_map(|found| found.place.as_ref()) {
                text.push_str(&quoted(code, "", place));
            }
            if let Some(caller) = &called[0].caller {
                text.push_str(&quoted(code, "called at ", caller));
            }
        }
    }
    text.trim_end().to_string()
}

const NOTHING: &str = "Nothing in your code was seen waiting: the check itself waits, for something that \
your code should have done by now.";

/// A place and what stands there; of an expression that goes on in the next line, how it begins.
fn quoted(code: StudentCode<'_>, how: &str, place: &Place) -> String {
    let Place { file, line } = place;
    let beginning = code.expression_around(place);
    let begins = Place {
        file: file.clone(),
        line: beginning,
    };
    let mut text = format!("  {how}{file}:{line}\n");
    let mut lines = vec![code.line(place)];
    if beginning < *line {
        if beginning + 1 < *line {
            lines.insert(0, "…");
        }
        lines.insert(0, code.line(&begins));
    }
    for line in lines {
        text.push_str(&format!("      {}\n", plain(line).trim()));
    }
    text
}

fn sentence(found: &Finding) -> String {
    let sentence = words_for_cause(&found.cause);
    match found.role {
        Role::Suspect => sentence,
        Role::Meanwhile => {
            let (first, rest) = sentence.split_at(1);
            format!("Meanwhile {}{rest}", first.to_lowercase())
        }
    }
}

fn words_for_cause(cause: &Cause) -> String {
    let words = match cause {
        Cause::BlockedOn { thread, primitive } => return words_for_blocked(*thread, *primitive),
        Cause::GivesWay { party } => {
            let subject = words_for_party(*party);
            return format!(
                "{subject} gives way here again and again in a busy loop, but what it wants never comes"
            );
        }
        Cause::Waits { party, for_what } => return words_for_wait(*party, for_what),
        Cause::InBlockOn => "Your code waits here in a `block_on`, for a future that does not end",
        Cause::BusyLoop { awaits: false } => {
            "Your code computes here without an end and never waits"
        }
        Cause::BusyLoop { awaits: true } => {
            "In a busy loop your code comes here again and again: what it awaits is ready each time, or \
             wakes it at once, so it never really waits"
        }
        Cause::WakesItself => {
            "In a busy loop your future calls its own waker here while it is being polled, so it is \
             polled again at once, and again"
        }
        Cause::TaskWakesItself => {
            "The task that your code spawned here is polled again and again, because something in it \
             wakes it each time, at once, in a busy loop"
        }
        Cause::TaskLastSeen => "A task that your code spawned was last seen here",
        Cause::TaskWaitsElsewhere => {
            "The task that your code spawned here waits for something that is not tokio's"
        }
        Cause::LostWakeUp(certainty) => words_for_lost_wake_up(*certainty),
        Cause::NobodysWaker => {
            "A waker that wakes nobody is made here. What is polled with it and is pending is never \
             polled again: pass on the `Context` that your future was given"
        }
        Cause::NeverReady => {
            "The future that `pending` makes is never ready, and what waits for it alone waits for ever"
        }
        Cause::AwaitInBlockOn => {
            "In a runtime of your own it cannot be seen at which `.await` that is. Look at what each of \
             them waits for"
        }
    };
    words.into()
}

fn words_for_blocked(thread: BlockedThread, primitive: Primitive) -> String {
    let what = words_for_primitive(primitive);
    match thread {
        BlockedThread::Runtime => format!(
            "This thread is blocked here, {what}, and until that ends it runs nothing else, no other \
             task either"
        ),
        BlockedThread::Caller => {
            format!("The thread that called your code is blocked here, {what}")
        }
        BlockedThread::Spawned => format!("A thread is blocked here, {what}"),
    }
}

fn words_for_wait(party: Party, for_what: &[Awaited]) -> String {
    let subject = words_for_party(party);
    if for_what.is_empty() {
        return format!("{subject} waits at this `.await`");
    }
    let reasons: Vec<&str> = for_what.iter().copied().map(words_for_awaited).collect();
    format!("{subject} waits here for {}", reasons.join(", and for "))
}

fn words_for_party(party: Party) -> &'static str {
    match party {
        Party::YourCode => "Your code",
        Party::SpawnedTask => "A task that your code spawned",
    }
}

fn words_for_lost_wake_up(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => {
            "Your future returned `Pending` without keeping the waker it was given, and without \
             calling it: a lost wake-up, after which nobody polls it again"
        }
        Certainty::IfTaskAwaitsIt => {
            "If it waits for this future of yours: that returned `Pending`, and its waker was not kept \
             or not called, a lost wake-up"
        }
        Certainty::IfAwaited => {
            "Nothing in your code kept the waker when it was polled once more. If a future of yours is \
             awaited, it returned `Pending` and forgot its waker: a lost wake-up, after which nobody \
             polls it again"
        }
    }
}

fn words_for_primitive(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::RuntimeShutdown => {
            "where a runtime is dropped, which waits for its blocking jobs"
        }
        Primitive::BlockOn => "in a `block_on`",
        Primitive::WatchBorrow => "at a `watch` channel of which somebody holds a `borrow`",
        Primitive::ParkingLot => "at a lock that is locked already",
        Primitive::Sleep => "in `std::thread::sleep`",
        Primitive::StdChannel => "for a message on a std channel",
        Primitive::Barrier => "at a `Barrier` that not all reach",
        Primitive::Condvar => "on a `Condvar` that nobody notifies",
        Primitive::Mutex => "at a `std::sync::Mutex` that is locked already",
        Primitive::RwLock => "at a `std::sync::RwLock` that is locked already",
        Primitive::ScopedThread => "for a scoped thread that does not end",
        Primitive::Join => "for a thread that does not end",
        Primitive::LazyLock => "at a `LazyLock` whose initializer has not returned",
        Primitive::OnceLock => "at a `OnceLock` whose initializer has not returned",
        Primitive::Once => "at a `std::sync::Once` whose initializer has not returned",
        Primitive::Park => "in `std::thread::park`, and nobody unparks it",
        Primitive::Accept => "in a blocking `accept`, and nobody connects",
        Primitive::Read => "in a blocking read",
        Primitive::Write => "in a blocking write",
        Primitive::OutsideOfRust => "for something outside of Rust",
    }
}

fn words_for_awaited(awaited: Awaited) -> &'static str {
    match awaited {
        Awaited::Capacity => "a free place in a channel",
        Awaited::MessageOfOpenChannel => {
            "a message that nobody sends, on a channel that somebody keeps open"
        }
        Awaited::Message => "a message that nobody sends",
        Awaited::Answer => "an answer that nobody sends",
        Awaited::Barrier => "others who never come to the barrier",
        Awaited::Change => "a change that nobody makes",
        Awaited::Lock => "a lock that somebody holds",
        Awaited::OnceCell => "a `OnceCell` that somebody is filling",
        Awaited::Notification => "a notification that nobody gives",
        Awaited::Permit => "a permit that nobody gives back",
        Awaited::Timer => "a timer",
        Awaited::Task => "the end of a task that does not end",
        Awaited::FirstOfSeveral => "the first of several futures, and none of them ends",
        Awaited::Connection => "somebody to connect",
        Awaited::Bytes => "bytes that nobody sends or takes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::Files;

    const SOURCE: &str = "async fn next() {\n    first()\n        .later()\n        .await\n}\n\n\
                          fn go() {\n    next()\n}\n";

    fn at(line: u32) -> Option<Place> {
        let file = "exercises/a/src/lib.rs".into();
        Some(Place { file, line })
    }

    fn rendered(findings: &[Finding]) -> String {
        let files = Files::from([("src/lib.rs".into(), SOURCE.into())]);
        let code = StudentCode {
            exercise: "exercises/a",
            files: &files,
        };
        render(code, findings)
    }

    fn waits(party: Party, for_what: &[Awaited]) -> Cause {
        let for_what = for_what.to_vec();
        Cause::Waits { party, for_what }
    }

    #[test]
    fn several_reasons_at_one_place_are_one_sentence() {
        let for_what = [Awaited::Answer, Awaited::Timer, Awaited::Permit];
        let select = Finding::new(waits(Party::YourCode, &for_what), at(8));
        assert_eq!(
            rendered(&[select]),
            "Your code waits here for an answer that nobody sends, and for a timer, and for a permit that \
             nobody gives back:\n  exercises/a/src/lib.rs:8\n      next()"
        );
    }

    #[test]
    fn places_with_one_cause_share_a_sentence_and_a_caller() {
        let found = |line| Finding {
            caller: at(8),
            ..Finding::new(Cause::BusyLoop { awaits: false }, at(line))
        };
        assert_eq!(
            rendered(&[found(1), found(2)]),
            "Your code computes here without an end and never waits:\n  \
             exercises/a/src/lib.rs:1\n      async fn next() {\n  \
             exercises/a/src/lib.rs:2\n      first()\n  \
             called at exercises/a/src/lib.rs:8\n      next()"
        );
    }

    #[test]
    fn an_expression_of_several_lines_is_shown_from_its_beginning() {
        let found = Finding::new(waits(Party::YourCode, &[]), at(4));
        assert_eq!(
            rendered(&[found]),
            "Your code waits at this `.await`:\n  \
             exercises/a/src/lib.rs:4\n      first()\n      …\n      .await"
        );
    }

    #[test]
    fn what_goes_on_meanwhile_is_shown_as_that() {
        let meanwhile = |cause| {
            let found = Finding {
                role: Role::Meanwhile,
                ..Finding::new(cause, None)
            };
            rendered(&[found])
        };
        assert_eq!(
            meanwhile(waits(Party::SpawnedTask, &[Awaited::Lock])),
            "Meanwhile a task that your code spawned waits here for a lock that somebody holds."
        );
        assert_eq!(
            meanwhile(Cause::TaskWaitsElsewhere),
            "Meanwhile the task that your code spawned here waits for something that is not tokio's."
        );
    }

    #[test]
    fn a_hang_outside_of_the_students_code_is_named_so() {
        assert_eq!(rendered(&[]), NOTHING);
    }
}
