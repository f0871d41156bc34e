//! A sentence in the katas' own terms for the compiler errors that everybody meets in async code.
//!
//! It stands below the compiler's own words and never replaces them. Pure: it looks at one error as
//! rustc gives it. `tests/compile_errors` has a file for every sentence, compiled by the real compiler.

use crate::diagnostics::{Span, Spoken};

/// What the error means, if it is one of the well-known ones.
pub fn in_short(error: &Spoken) -> Option<String> {
    let message = error.message.as_str();
    if error
        .sentences()
        .any(|words| words.contains("consider `await`ing on"))
    {
        return Some(missing_await(error));
    }
    match error.code() {
        "" if message.contains("cannot be sent between threads safely") => not_send(error),
        "" if message.contains("lifetime may not live long enough") => still_borrows(error),
        "E0277" => unmet_bound(error),
        "E0308" => mismatch(error),
        "E0282" | "E0283" => error_type_unknown(error),
        "E0310" | "E0311" => Some(not_for_ever(&first_quoted(message))),
        "E0373" => Some(must_own(error)),
        "E0382" => moved(error),
        "E0432" | "E0433" => unknown_name(error),
        "E0521" => lent(error),
        "E0597" | "E0716" => too_short(error),
        "E0599" => method_of_a_handle(error),
        "E0700" => still_borrows(error),
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
        "E0782" if error.spans().any(|span| span.marked().contains("Future")) => Some(
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

fn missing_await(error: &Spoken) -> String {
    let ending = match error.message.contains("`?` operator") {
        true => "`.await?`: first wait, then look at the result",
        false => "`.await`",
    };
    format!(
        "Calling an async function only makes a future, and that does nothing until it is awaited. \
         Here you want what it gives: write {ending}."
    )
}

/// "future cannot be sent between threads safely", which never has a code.
fn not_send(error: &Spoken) -> Option<String> {
    let culprit = error
        .spans()
        .find(|span| label(span).contains("which is not `Send`"))?;
    let name = shortened(culprit.marked().trim_start_matches("mut "));
    let kind = first_quoted(label(culprit));
    let waits = error
        .spans()
        .find(|span| label(span).starts_with("await occurs here"));
    let what = match waits {
        Some(wait) => format!(
            "`{name}` (a `{kind}`) is alive across an `.await`, the one in line {}. ",
            wait.line_start
        ),
        None => format!("The future holds `{name}` (a `{kind}`). "),
    };
    Some(format!(
        "{what}A task may continue on another thread after every `.await`. {}",
        instead_of(&kind)
    ))
}

/// What to do about a type that must not change threads.
fn instead_of(kind: &str) -> String {
    let kind = kind.trim_start_matches('(');
    if kind.contains("Guard") {
        "A guard may not, for a lock is released where it was taken. Let the guard's block `{ … }` \
         end before the `.await`; `drop` is not enough for the compiler."
            .into()
    } else if kind.contains("Rc<") {
        let inside = match kind.contains("Cell<") {
            true => ", and a `Mutex` in it instead of the cell",
            false => "",
        };
        format!(
            "An `Rc` may not, for two threads would count at the same time. Use an `Arc`{inside}."
        )
    } else if kind.contains("dyn") && kind.contains("Error") {
        "This error may not, for nothing says that it can. Write `Box<dyn Error + Send + Sync>`, or \
         use `anyhow::Error`."
            .into()
    } else if kind.chars().all(char::is_alphanumeric) && kind.len() <= 2 {
        format!(
            "Nothing promises that `{kind}` may. If the signature is the kata's, it stays as it is: \
             then no task or thread is needed."
        )
    } else {
        "What goes along must be `Send`.".into()
    }
}

fn unmet_bound(error: &Spoken) -> Option<String> {
    let message = error.message.as_str();
    let kind = first_quoted(message);
    if message.ends_with("is not a future") {
        return Some(not_a_future(error, &kind));
    }
    if message.ends_with("cannot be sent between threads safely") {
        return Some(format!(
            "What a thread or task gets must be allowed to change threads. {}",
            instead_of(&kind)
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
            "A future must not move once it was polled, so it is pinned first: \
             `let mut f = std::pin::pin!(f);`, or `Box::pin(f)`."
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
    match message.starts_with("the `?` operator can only be used in") {
        true => Some(question_mark(message)),
        false => None,
    }
}

fn not_a_future(error: &Spoken, kind: &str) -> String {
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
    match message.contains("async block") {
        true => "`?` leaves this block with the error, but the block ends with no value. Let its last \
                 line be a result, such as `Ok::<_, anyhow::Error>(())`, or handle the error inside."
            .into(),
        false => "`?` hands the error to the caller, but this function returns no `Result`. Return one \
                  (and `Ok(())` at the end); if the signature is the kata's, handle the error here."
            .into(),
    }
}

fn mismatch(error: &Spoken) -> Option<String> {
    let labels: Vec<&str> = error.spans().map(label).collect();
    let says = |words: &str| labels.iter().any(|label| label.contains(words));
    let notes = |words: &str| error.sentences().any(|sentence| sentence.contains(words));
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
    match says("expected future") || says("expected `async` block") {
        true => Some("A future is wanted here: `async { … }` makes one of a value.".into()),
        false => None,
    }
}

fn error_type_unknown(error: &Spoken) -> Option<String> {
    let result = error.message.contains("Result<");
    let block = error
        .lines()
        .any(|line| line.contains("async") || line.contains("Ok("));
    (result && block).then(|| {
        "Nothing says which error this gives: `?` could turn it into any. Name it in the last line, \
         for example `Ok::<_, anyhow::Error>(…)`."
            .into()
    })
}

fn must_own(error: &Spoken) -> String {
    let name = nth_quoted(&error.message, 0);
    let keyword = match error.message.starts_with("async") {
        true => "async move",
        false => "move",
    };
    format!(
        "What is started or returned here may live longer than this function, so it must not \
         borrow `{name}`. Write `{keyword}`: then it owns what it uses."
    )
}

fn moved(error: &Spoken) -> Option<String> {
    let name = first_quoted(&error.message);
    let says = |words: &str| error.spans().any(|span| label(span).contains(words));
    if says("moved due to this await") {
        return Some(format!(
            "`.await` uses a future up: `{name}` can be awaited once. To wait for it in turns, as in a \
             loop with `select!`, await `&mut {name}`."
        ));
    }
    let into_a_block = says("in coroutine") || says("in closure");
    let each_time = match says("in previous iteration of loop") {
        true => "in every turn of the loop, before the block",
        false => "before the block",
    };
    into_a_block.then(|| {
        format!(
            "`{name}` belongs to the block or closure once it was moved in. Make a clone {each_time}, \
             and move that: `let copy = {name}.clone();`. A clone of an `Arc` is the same value."
        )
    })
}

fn unknown_name(error: &Spoken) -> Option<String> {
    let offered = error
        .spans()
        .filter_map(|span| span.suggested_replacement.as_deref());
    if let Some(import) = offered.map(str::trim).find(|text| text.starts_with("use ")) {
        return Some(format!(
            "It is there, but it has to be named first: `{import}`."
        ));
    }
    let no_crate = error.sentences().any(|words| words.contains("cargo add"));
    no_crate.then(|| {
        "A kata has the crates `std`, `tokio`, `futures` and `anyhow`, and needs no other.".into()
    })
}

fn lent(error: &Spoken) -> Option<String> {
    let escapes = error
        .spans()
        .map(label)
        .find(|label| label.contains("escapes the"))?;
    Some(own_a_copy(&first_quoted(escapes)))
}

fn own_a_copy(name: &str) -> String {
    format!(
        "`{name}` was only lent to this function, and what you start or return may live longer. \
         Own something before the block begins, `let {name} = {name}.to_owned();` for a text, \
         and move that in."
    )
}

/// A future that is returned, and keeps a parameter that it should not.
fn still_borrows(error: &Spoken) -> Option<String> {
    let labels = || error.spans().map(label);
    let for_ever =
        error.message.contains("captures lifetime") || labels().any(|l| l.contains("'static"));
    for_ever.then(|| {
        "The future still holds what the function was only lent, and the signature says that it does \
         not. Make something of its own before the block begins, `let name = name.to_owned();` for a \
         text, and move that in."
            .into()
    })
}

fn too_short(error: &Spoken) -> Option<String> {
    let labels = || error.spans().map(label);
    if !labels().any(|label| label.contains("'static")) {
        return None;
    }
    let name = first_quoted(&error.message);
    Some(format!(
        "`{name}` ends with this function, but what you start may run longer and only refers to it. \
         Move the value itself in, share it in an `Arc`, or use a scope that ends before: \
         `thread::scope`."
    ))
}

fn not_for_ever(kind: &str) -> String {
    format!(
        "`{kind}` may hold something borrowed, and `tokio::spawn` or `thread::spawn` takes only what \
         may stay for ever (`'static`). If the signature is the kata's, it stays as it is: then wait \
         in place, without a task, or use `thread::scope`."
    )
}

/// A method of the output, called on a task's handle.
fn method_of_a_handle(error: &Spoken) -> Option<String> {
    error.message.contains("JoinHandle<").then(|| {
        "A `JoinHandle` stands for work that is not done yet. `.await` it (`.join()` for a thread): \
         that gives a `Result` with the value, or says that it panicked."
            .into()
    })
}

fn label(span: &Span) -> &str {
    span.label.as_deref().unwrap_or_default()
}

fn first_quoted(text: &str) -> String {
    nth_quoted(text, 0)
}

/// What stands in the backticks that come after `number` others.
fn nth_quoted(text: &str, number: usize) -> String {
    text.split('`').nth(2 * number + 1).unwrap_or("it").into()
}

/// An expression that is not too long to be named in a sentence.
fn shortened(source: &str) -> String {
    match source.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &source[..at]),
        None => source.into(),
    }
}
