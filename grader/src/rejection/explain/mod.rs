//! A sentence in the katas' own terms for the compiler errors that everybody meets in async code.
//!
//! It stands below the compiler's own words and never replaces them. Pure: it looks at one error as
//! rustc gives it. `tests/compile_errors` has a file for every sentence, compiled by the real compiler.

mod ownership;

use super::rustc_message::{RustcMessage, first_quoted, label, marked};
use crate::{catalog::Kata, result::Block};

/// The most warnings that are shown.
const MOST_WARNINGS: usize = 3;

/// Those warnings of the compiler that may be why a check fails: what was made and never used. For others a
/// kata's code is too short.
pub fn warnings(kata: &Kata, messages: &[RustcMessage]) -> Vec<Block> {
    let telling = |message: &&RustcMessage| {
        ["unused_must_use", "path_statements"].contains(&message.code())
            && message.is_in(&kata.exercise)
    };
    let telling = messages.iter().filter(telling).take(MOST_WARNINGS);
    let blocks = telling.flat_map(|warning| {
        let rendered = warning.rendered(&kata.exercise);
        // rustc's last advice is how to silence the warning.
        let told = rendered
            .split("help: use `let _")
            .next()
            .unwrap_or_default();
        let told = Block::Rustc(format!("{}\n\n", told.trim_end()));
        [Some(told), unused(warning).map(Block::InShort)]
    });
    blocks.flatten().collect()
}

/// What it means that something is not used.
fn unused(warning: &RustcMessage) -> Option<String> {
    let message = warning.message();
    if warning
        .sentences()
        .any(|words| words.contains("futures do nothing unless"))
    {
        Some(
            "Calling an async function only makes a future. It does nothing until it is awaited: write `.await`."
                .into(),
        )
    } else if message.contains("`Result`") || message.contains("Result<") {
        Some(
            "This may have failed, and nobody looks: hand the error on with `?`, or handle it."
                .into(),
        )
    } else {
        None
    }
}

/// How to go on, where there was an explanation and where there was none.
pub fn way_on(kata: &Kata, explained: bool) -> Block {
    let when = if explained {
        "If that does not help"
    } else {
        "For a hint"
    };
    Block::Prose(format!("{when}: cargo kata hint {}\n", kata.name))
}

/// What the error means, if it is one of the well-known ones.
pub fn in_short(error: &RustcMessage) -> Option<String> {
    let message = error.message();
    if error
        .sentences()
        .any(|words| words.contains("consider `await`ing on"))
    {
        return Some(missing_await(error));
    }
    if ["E0277", "E0308", "E0599"].contains(&error.code()) && wants_the_output(error) {
        return Some(missing_await(error));
    }
    match error.code() {
        "" if message.contains("cannot be sent between threads safely") => ownership::not_send(error),
        "" if message.contains("lifetime may not live long enough") => ownership::still_borrows(error),
        "" if message == "async functions cannot be used for tests" => Some(
            "`#[test]` has no runtime for an async function: `#[tokio::test]` brings one.".into(),
        ),
        "E0277" if message.starts_with("`impl Future<") && message.contains("doesn't implement") => {
            Some(missing_await(error))
        }
        "E0277" => unmet_bound(error),
        "E0308" => mismatch(error),
        "E0106" if error.lines().any(|line| line.contains("BoxFuture<")) => Some(
            "A boxed future says what it may borrow: `BoxFuture<'static, T>` nothing, \
             `BoxFuture<'a, T>` something that lives for `'a`."
                .into(),
        ),
        "E0282" | "E0283" => error_type_unknown(error),
        "E0310" | "E0311" => Some(ownership::not_for_ever(error)),
        "E0373" => Some(ownership::must_own(error)),
        "E0369" if message.contains("`impl Future<") => Some(missing_await(error)),
        "E0382" => ownership::moved(error),
        "E0432" | "E0433" => unknown_name(error),
        "E0463" => Some(no_such_crate()),
        "E0507" | "E0525" | "E0594" | "E0596" => ownership::captured(error),
        "E0521" => ownership::lent(error),
        "E0597" | "E0716" => ownership::too_short(error),
        "E0599" if message.contains("no method named `poll`") => Some(
            "Only a pinned future can be polled. Keep it as a `Pin<Box<…>>` and call \
             `….as_mut().poll(cx)`, or pin it in place with `std::pin::pin!`."
                .into(),
        ),
        "E0599" => method_of_a_handle(error),
        "E0700" => ownership::still_borrows(error),
        "E0728" => Some(
            "`.await` can wait only inside an `async fn` or an `async` block. If the signature is \
             the kata's, it stays as it is: then a runtime's `block_on` waits in its place."
                .into(),
        ),
        "E0733" => Some(
            "A future holds every future that it awaits, so one that awaits itself would be larger \
             than itself. Put the inner one on the heap: `Box::pin(…).await`."
                .into(),
        ),
        "E0782" if error.spans().any(|span| marked(span).contains("Future")) => Some(
            "`Future` is a trait, and every future has a type of its own. Leave the type out, or \
             write `impl Future<…>` for a parameter and `BoxFuture<…>` for something stored."
                .into(),
        ),
        "unsafe_code" => {
            Some("Katas are solved in safe Rust: there is a way without `unsafe`.".into())
        }
        _ => None,
    }
}

/// Whether one of the libraries' futures stands where its output is wanted. Of futures that an async function gives
/// rustc says so itself.
fn wants_the_output(error: &RustcMessage) -> bool {
    const FUTURES: [&str; 9] = [
        "JoinAll<",
        "TryJoinAll<",
        "SelectAll<",
        "SelectOk<",
        "Timeout<",
        "Sleep`",
        "stream::Next<",
        "stream::Collect<",
        "stream::TryCollect<",
    ];
    let message = error.message();
    let found = error
        .spans()
        .map(label)
        .filter(|label| label.contains("found "));
    let unmet = error.code() != "E0308" && !message.ends_with("is not a future");
    let unmet = Some(message).filter(|_| unmet && !message.ends_with("cannot be unpinned"));
    found
        .chain(unmet)
        .any(|words| FUTURES.iter().any(|future| words.contains(future)))
}

fn missing_await(error: &RustcMessage) -> String {
    let ending = if error.message().contains("`?` operator") {
        "`.await?`: first wait, then look at the result"
    } else {
        "`.await`"
    };
    format!(
        "Calling an async function only makes a future, and that does nothing until it is awaited. \
         Here you want what it gives: write {ending}."
    )
}

fn unmet_bound(error: &RustcMessage) -> Option<String> {
    let message = error.message();
    let kind = first_quoted(message);
    if message.ends_with("is not a future") {
        return Some(not_a_future(error, &kind));
    }
    if message.ends_with("cannot be sent between threads safely") {
        return Some(format!(
            "What a thread or task gets must be allowed to change threads. {}",
            ownership::instead_of(&kind)
        ));
    }
    if message.ends_with("cannot be shared between threads safely") {
        return Some(format!(
            "`{kind}` is not `Sync`: threads must not use it at the same time. A `Mutex` lets one \
             after the other in; for a number an atomic will do."
        ));
    }
    if message.ends_with("cannot be unpinned") {
        return Some(
            "A future must not move once it was polled, so it is pinned first: in a function with \
             `let mut f = std::pin::pin!(f);`, and if it is stored, as a `Pin<Box<…>>` from `Box::pin(f)`."
                .into(),
        );
    }
    if message.ends_with("is not an iterator")
        && (kind.contains("Receiver") || kind.contains("Stream"))
    {
        return Some(
            "Its items come one by one, and each has to be waited for: `while let Some(item) = …\
             .await`, with `recv()` of a channel or `next()` of a stream."
                .into(),
        );
    }
    if message.starts_with("the `?` operator can only be used in") {
        Some(question_mark(message))
    } else {
        None
    }
}

fn not_a_future(error: &RustcMessage, kind: &str) -> String {
    if kind.contains("closure@") || kind.starts_with("fn(") || kind.starts_with("async fn") {
        "A function or closure is not a future yet: call it, with `()`, and it gives one. Or write \
         an async block instead."
            .into()
    } else if error
        .sentences()
        .any(|words| words.contains("to be awaited"))
    {
        format!("This is a `{kind}` already, so there is nothing to wait for: leave `.await` out.")
    } else {
        format!("A future is wanted here, and `{kind}` is not a future. `async {{ … }}` makes one.")
    }
}

fn question_mark(message: &str) -> String {
    if message.contains("async block") {
        "`?` leaves this block with the error, but the block ends with no value. Let its last \
         line be a result, such as `Ok::<_, anyhow::Error>(())`, or handle the error inside."
            .into()
    } else {
        "`?` hands the error to the caller, but this function returns no `Result`. Return one \
          (and `Ok(())` at the end); if the signature is the kata's, handle the error here."
            .into()
    }
}

fn mismatch(error: &RustcMessage) -> Option<String> {
    let labels: Vec<&str> = error.spans().map(label).collect();
    let says = |words: &str| labels.iter().any(|label| label.contains(words));
    let notes = |words: &str| error.sentences().any(|sentence| sentence.contains(words));
    if notes("no two closures") {
        return Some(
            "Every closure has a type of its own, so two cannot stand in one list. Box them: \
             `Box::new(…)`, in a `Vec<Box<dyn Fn(…) -> …>>`."
                .into(),
        );
    }
    if notes("no two async blocks") || notes("distinct uses of `impl Trait`") {
        return Some(
            "Every async block and every async function has a type of its own, so they cannot stand \
             in one list. Box them: `Box::pin(…)`, in a `Vec<BoxFuture<'_, T>>`."
                .into(),
        );
    }
    if notes("you need to pin and box this expression") {
        return Some("A boxed future is wanted: put yours into `Box::pin(…)`.".into());
    }
    if says("found `async` block") || says("found future") {
        return Some(
            "An async block is a future, not what its last line says: it does nothing until it is \
             awaited. Await it, or leave `async` out."
                .into(),
        );
    }
    if says("JoinError>`") {
        return Some(
            "Awaiting a handle gives a `Result`, because a task can panic: `?` hands the `JoinError` on, \
             `match` deals with it. What the task itself gives is inside."
                .into(),
        );
    }
    if says("expected future") || says("expected `async` block") {
        Some("A future is wanted here: `async { … }` makes one of a value.".into())
    } else {
        None
    }
}

fn error_type_unknown(error: &RustcMessage) -> Option<String> {
    let result = error.message().contains("Result<");
    let block = error
        .lines()
        .any(|line| line.contains("async") || line.contains("Ok("));
    (result && block).then(|| {
        "Nothing says which error this gives: `?` could turn it into any. Name it in the last line, \
         for example `Ok::<_, anyhow::Error>(…)`."
            .into()
    })
}

fn unknown_name(error: &RustcMessage) -> Option<String> {
    let offered = error
        .spans()
        .filter_map(|span| span.suggested_replacement.as_deref());
    if let Some(import) = offered.map(str::trim).find(|text| text.starts_with("use ")) {
        return Some(format!(
            "It is there, but it has to be named first: `{import}`."
        ));
    }
    let similar = error
        .sentences()
        .any(|words| words.contains("similar name"));
    let unlinked = error
        .spans()
        .any(|span| label(span).contains("unlinked crate"));
    (unlinked && !similar).then(no_such_crate)
}

fn no_such_crate() -> String {
    "Katas use the crates `std`, `tokio`, `futures` and `anyhow` only: others are not there when a kata is \
     graded, whatever its Cargo.toml lists. A module of your own is declared first: `mod name;`."
        .into()
}

/// A method of the output, called on a task's handle.
fn method_of_a_handle(error: &RustcMessage) -> Option<String> {
    error.message().contains("JoinHandle<").then(|| {
        "A `JoinHandle` stands for work that is not done yet. `.await` it (`.join()` for a thread): \
         that gives a `Result` with the value, or says that it panicked."
            .into()
    })
}

#[cfg(test)]
mod tests;
