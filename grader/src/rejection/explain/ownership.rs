//! Errors over who owns what, and what may go to another thread.

use crate::rejection::rustc_message::{RustcMessage, first_quoted, label, marked, nth_quoted};
use cargo_metadata::diagnostic::DiagnosticSpan;

/// "future cannot be sent between threads safely", which never has a code.
pub fn not_send(error: &RustcMessage) -> Option<String> {
    let culprit = error
        .spans()
        .find(|span| label(span).contains("which is not `Send`"))?;
    let name = shortened(marked(culprit).trim_start_matches("mut "));
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
pub fn instead_of(kind: &str) -> String {
    let kind = kind.trim_start_matches('(');
    if kind.contains("Guard") {
        "A guard may not, for a lock is released where it was taken. Let the guard's block `{ … }` \
         end before the `.await`; `drop` is not enough for the compiler."
            .into()
    } else if kind.contains("Rc<") {
        let inside = if kind.contains("Cell<") {
            ", and a `Mutex` in it instead of the cell"
        } else {
            ""
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

pub fn must_own(error: &RustcMessage) -> String {
    let name = nth_quoted(error.message(), 0);
    let keyword = if error.message().starts_with("async") {
        "async move"
    } else {
        "move"
    };
    format!(
        "What is started or returned here may live longer than this function, so it must not \
         borrow `{name}`. Write `{keyword}`: then it owns what it uses."
    )
}

pub fn moved(error: &RustcMessage) -> Option<String> {
    let name = first_quoted(error.message());
    let says = |words: &str| error.spans().any(|span| label(span).contains(words));
    if says("moved due to this await") {
        return Some(format!(
            "`.await` uses a future up: `{name}` can be awaited once. To wait for it in turns, as in a \
             loop with `select!`, await `&mut {name}`."
        ));
    }
    let block = |span: &DiagnosticSpan| {
        ["async", "move"]
            .iter()
            .any(|word| marked(span).starts_with(word))
    };
    let into_a_block = error.spans().any(|span| {
        label(span).starts_with("value moved into closure")
            || label(span).starts_with("value moved here") && block(span)
    });
    if into_a_block && is_a_parameters_type(error) {
        return Some(share(&name));
    }
    let each_time = if says("in previous iteration of loop") {
        "in every turn of the loop, before the block"
    } else {
        "before the block"
    };
    into_a_block.then(|| {
        format!(
            "`{name}` belongs to the block or closure once it was moved in. Make a clone {each_time}, \
             and move that: `let copy = {name}.clone();`. What should be one thing for all goes into an \
             `Arc`, and what they change into a `Mutex` in it: a clone of an `Arc` is the same value."
        )
    })
}

/// Whether what is moved has a type of which nothing is known but what the signature demands of it: then rustc
/// advises to demand `Clone`, too, and that would be another signature.
fn is_a_parameters_type(error: &RustcMessage) -> bool {
    let notes = || error.sentences().chain(error.spans().map(label));
    notes().any(|words| words.contains("has type `impl "))
        || notes().any(|words| words.contains("constraining this type parameter"))
}

fn share(name: &str) -> String {
    format!(
        "`{name}` is moved into the first closure, and the second one needs it, too. Nothing says that `{name}` can \
         be cloned, and the signature stays as it is. Put it into an `Arc` first, \
         `let {name} = Arc::new({name});`, and move a clone of the `Arc` into each closure: that is the same \
         `{name}` with one more owner."
    )
}

pub fn lent(error: &RustcMessage) -> Option<String> {
    let escapes = error
        .spans()
        .map(label)
        .find(|label| label.contains("escapes the"))?;
    Some(own_a_copy(&first_quoted(escapes)))
}

fn own_a_copy(name: &str) -> String {
    format!(
        "`{name}` was only lent to this function, and what you start or return may live longer. \
         Before the block begins make something that it can own: a clone, an `Arc`, `to_owned()` of a \
         text. (The threads of `thread::scope` may borrow.)"
    )
}

/// A future that is returned, and keeps a parameter that it should not.
pub fn still_borrows(error: &RustcMessage) -> Option<String> {
    let labels = || error.spans().map(label);
    let for_ever =
        error.message().contains("captures lifetime") || labels().any(|l| l.contains("'static"));
    for_ever.then(|| {
        "The future still holds what the function was only lent, and the signature says that it does \
         not. Make something of its own before the block begins, `let name = name.to_owned();` for a \
         text, and move that in."
            .into()
    })
}

pub fn too_short(error: &RustcMessage) -> Option<String> {
    let labels = || error.spans().map(label);
    if !labels().any(|label| label.contains("'static")) {
        return None;
    }
    let name = first_quoted(error.message());
    Some(format!(
        "`{name}` ends with this function, but what you start may run longer and only refers to it. \
         Move the value itself in, share it in an `Arc`, or use a scope that ends before: \
         `thread::scope`."
    ))
}

pub fn not_for_ever(error: &RustcMessage) -> String {
    let kind = first_quoted(error.message());
    if !error.lines().any(|line| line.contains("spawn")) {
        return format!(
            "`{kind}` may hold something borrowed, and what is made of it here must be allowed to stay for ever \
             (`'static`). If the signature is the kata's, it stays as it is. Mend the other errors first: a \
             missing `move`, for example, has this one behind it."
        );
    }
    format!(
        "`{kind}` may hold something borrowed, and `tokio::spawn` or `thread::spawn` takes only what \
         may stay for ever (`'static`). If the signature is the kata's, it stays as it is: then wait \
         in place, without a task, or use `thread::scope`."
    )
}

/// An expression that is not too long to be named in a sentence.
fn shortened(source: &str) -> String {
    match source.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &source[..at]),
        None => source.into(),
    }
}

/// A closure that does more with what it captured than its kind allows.
pub fn captured(error: &RustcMessage) -> Option<String> {
    let message = error.message();
    let name = first_quoted(message);
    if message.ends_with("not declared as mutable") {
        return Some(format!(
            "Only what is declared with `mut` can be changed: `let mut {name} = …`, or `mut {name}: …` for a \
             parameter. `mut` before the name of a parameter is allowed in a kata: it concerns nobody who calls."
        ));
    }
    if message.ends_with("behind a `&` reference") {
        return Some(
            "Who has a `&` reference may look, not change: others may be looking, too. If the signature is the \
             kata's, it stays as it is: then what is to change is kept in a `Mutex` or an atomic."
                .into(),
        );
    }
    if message.contains("cannot move out of")
        && message.contains("closure")
        && is_a_parameters_type(error)
    {
        return Some(share(&name));
    }
    if message.contains("only implements `FnOnce`") || message.contains("cannot move out of") {
        return message.contains("closure").then(|| {
            "What a closure gives away or consumes is gone after the first call, so it can be called \
             only once (`FnOnce`). To be called again it must keep its own: work on a clone."
                .into()
        });
    }
    message.contains("captured variable in a `Fn` closure").then(|| {
        "A closure that changes what it captured is `FnMut`, and must be called as such: by one caller \
         at a time, through a `mut` variable. Where many call it at once (`Fn`), change an atomic or a \
         `Mutex`."
            .into()
    })
}
