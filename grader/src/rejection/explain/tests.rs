use super::*;
use crate::rejection::rustc_message::{
    self,
    example::{error, error_with_notes, span},
};
use serde_json::Value;

const LIB: &str = "exercises/03_tasks_and_waiting/02_wait_for_first/src/lib.rs";

/// The sentence for an error of rustc's in JSON; empty if there is none.
fn sentence(json: &str) -> String {
    let errors = rustc_message::parse(json);
    in_short(&errors[0]).unwrap_or_default()
}

fn at(text: &str, marked: &str, label: &str) -> Value {
    span(LIB, text, marked, label)
}

#[test]
fn an_error_without_a_sentence_of_ours_is_left_to_the_compiler() {
    for json in [
        error("E0425", "cannot find value `x` in this scope", &[]),
        error(
            "E0308",
            "mismatched types",
            &[at("f(1)", "1", "expected `String`, found integer")],
        ),
        error("", "expected one of `;`, found `}`", &[]),
        error(
            "E0599",
            "no method named `x` found for struct `Vec<u8>`",
            &[],
        ),
        error(
            "E0382",
            "use of moved value: `a`",
            &[at("f(a)", "a", "value moved here")],
        ),
    ] {
        assert_eq!(sentence(&json), "", "{json}");
    }
}

#[test]
fn well_known_errors_are_known_by_code_message_and_labels() {
    let cases = [
        (
            error(
                "E0728",
                "`await` is only allowed inside `async` functions",
                &[],
            ),
            "`.await` can wait only inside an `async fn`",
        ),
        (
            error("E0277", "`u8` is not a future", &[]),
            "A future is wanted here, and `u8` is not a future.",
        ),
        (
            error("E0277", "`{closure@src/lib.rs:1:1}` is not a future", &[]),
            "A function or closure is not a future yet",
        ),
        (
            error(
                "E0277",
                "`Rc<u8>` cannot be sent between threads safely",
                &[],
            ),
            "Use an `Arc`.",
        ),
        (
            error(
                "E0277",
                "`Rc<RefCell<u8>>` cannot be sent between threads safely",
                &[],
            ),
            "Use an `Arc`, and a `Mutex` in it instead of the cell.",
        ),
        (
            error(
                "E0277",
                "`Cell<u8>` cannot be shared between threads safely",
                &[],
            ),
            "`Cell<u8>` is not `Sync`",
        ),
        (
            error(
                "E0277",
                "the `?` operator can only be used in an async block that returns `Result`",
                &[],
            ),
            "`?` leaves this block with the error",
        ),
        (
            error(
                "E0277",
                "the `?` operator can only be used in a function that returns `Result`",
                &[],
            ),
            "`?` hands the error to the caller",
        ),
        (
            error(
                "E0308",
                "mismatched types",
                &[at("f(1)", "1", "expected future, found integer")],
            ),
            "A future is wanted here",
        ),
        (
            error(
                "E0373",
                "async block may outlive the current function, but it borrows `x`",
                &[],
            ),
            "borrow `x`. Write `async move`",
        ),
        (
            error(
                "E0373",
                "closure may outlive the current function, but it borrows `x`",
                &[],
            ),
            "borrow `x`. Write `move`",
        ),
        (
            error(
                "E0382",
                "use of moved value: `f`",
                &[at("f.await", "await", "`f` moved due to this await")],
            ),
            "`f` can be awaited once",
        ),
        (
            error(
                "E0382",
                "use of moved value: `a`",
                &[at(
                    "spawn(async move {})",
                    "async move {}",
                    "value moved here",
                )],
            ),
            "Make a clone before the block",
        ),
        (
            error(
                "E0597",
                "`x` does not live long enough",
                &[at(
                    "f(&x)",
                    "&x",
                    "argument requires that `x` is borrowed for `'static`",
                )],
            ),
            "`x` ends with this function",
        ),
        (
            error("unsafe_code", "usage of an `unsafe` block", &[]),
            "Katas are solved in safe Rust",
        ),
        (
            error("", "async functions cannot be used for tests", &[]),
            "`#[tokio::test]` brings one",
        ),
    ];
    for (json, words) in cases {
        let sentence = sentence(&json);
        assert!(sentence.contains(words), "{json}{sentence}");
    }
}

#[test]
fn a_missing_await_is_known_by_the_compilers_own_advice() {
    let note = ["consider `await`ing on the `Future`"];
    let plain = sentence(&error_with_notes("E0308", "mismatched types", &[], &note));
    assert!(plain.ends_with("write `.await`."), "{plain}");
    let message = "the `?` operator can only be applied to values that implement `Try`";
    let question = sentence(&error_with_notes("E0277", message, &[], &note));
    assert!(question.contains("write `.await?`"), "{question}");
}

#[test]
fn what_is_held_across_an_await_is_named_with_its_line() {
    let held = at(
        "    let mut guard = m.lock();",
        "mut guard",
        "has type `MutexGuard<'_, u8>` which is not `Send`",
    );
    let waits = at(
        "    x.await;",
        "await",
        "await occurs here, with `mut guard` maybe used later",
    );
    let message = "future cannot be sent between threads safely";
    let text = sentence(&error("", message, &[held, waits]));
    assert!(
        text.starts_with(
            "`guard` (a `MutexGuard<'_, u8>`) is alive across an `.await`, the one in line 7. "
        ),
        "{text}"
    );
    assert!(text.contains("A guard may not"), "{text}");
}

#[test]
fn an_import_that_the_compiler_offers_is_repeated() {
    let mut offered = at("use std::fs;", "use", "");
    offered["suggested_replacement"] = "use tokio::time::sleep;\n".into();
    assert_eq!(
        sentence(&error("E0433", "failed to resolve", &[offered])),
        "It is there, but it has to be named first: `use tokio::time::sleep;`."
    );
    let unknown = at(
        "rand::x()",
        "rand",
        "use of unresolved module or unlinked crate `rand`",
    );
    let text = sentence(&error(
        "E0433",
        "failed to resolve",
        std::slice::from_ref(&unknown),
    ));
    assert!(text.starts_with("Katas use the crates"), "{text}");
    let similar = ["a crate or module with a similar name exists"];
    assert_eq!(
        sentence(&error_with_notes(
            "E0433",
            "failed to resolve",
            &[unknown],
            &similar
        )),
        ""
    );
}
