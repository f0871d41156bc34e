use super::*;
use crate::{
    catalog::example,
    rejection::rustc_message::{
        self,
        example::{error, span},
    },
};

const LIB: &str = "exercises/03_tasks_and_waiting/02_wait_for_first/src/lib.rs";

/// What is said of an answer with this one file when the checks end with these errors.
fn mismatch(source: &str, errors: &str) -> Rejection {
    let files = Files::from([("src/lib.rs".into(), source.into())]);
    explain_mismatch(&example::kata(), &files, &rustc_message::parse(errors))
}

/// An error in a line of the checks.
fn in_the_checks(message: &str, text: &str) -> String {
    error(
        "E0308",
        message,
        &[span("hidden/checks.rs", text, "k::", "")],
    )
}

#[test]
fn a_signature_that_was_changed_is_shown_beside_the_promised_one() {
    let rejection = mismatch(
        "\npub fn first() -> u16 { 1 }\n",
        &in_the_checks("mismatched types", "k::first()"),
    );
    assert_eq!(rejection.kind, RejectionKind::ApiChanged);
    assert_eq!(
        rejection.message(),
        format!(
            "{CHANGED}\n`first` must be\n    pub fn first() -> u8\nand yours is, in line 2 of {LIB}\n    \
             pub fn first() -> u16\n"
        )
    );
    let place = &rejection.diagnostics[0];
    assert_eq!((place.file.as_str(), place.line), (LIB, 2));
    assert_eq!(place.message, "`first` must be `pub fn first() -> u8`");
}

#[test]
fn an_item_that_is_gone_is_told_as_gone() {
    for answer in [
        "fn first() -> u8 { 1 }\n",
        "pub fn last() -> u8 { 1 }\n",
        "",
    ] {
        let rejection = mismatch(answer, &in_the_checks("cannot find `first`", "k::first()"));
        let message = rejection.message();
        assert!(
            message.ends_with("but yours has no public item of that name.\n"),
            "{message}"
        );
        assert_eq!(rejection.diagnostics[0].line, 1);
    }
}

#[test]
fn a_changed_item_that_no_error_names_is_told_if_nothing_else_explains_it() {
    let rejection = mismatch(
        "pub fn first() -> u16 { 1 }\n",
        &in_the_checks("type annotations needed", "k::other()"),
    );
    assert!(rejection.message().contains("`first` must be"));
}

#[test]
fn without_a_changed_item_the_compiler_is_quoted_with_its_line_of_the_checks() {
    let rejection = mismatch(
        "pub fn first() -> u8 { 1 }\n",
        &in_the_checks("the trait bound is not met", "k::first()"),
    );
    assert_eq!(
        rejection.message(),
        format!("{CHANGED}The compiler says: the trait bound is not met (line 7 of the checks)\n")
    );
    let place = &rejection.diagnostics[0];
    assert_eq!((place.file.as_str(), place.line), (LIB, 1));
}

#[test]
fn a_future_that_is_not_send_is_shown_in_the_students_own_lines() {
    let source = "\n".repeat(6) + "pub fn first() -> u8 { let a = Rc::new(1); a.await }\n";
    let label = "has type `Rc<u8>` which is not `Send`";
    let held = span(
        LIB,
        "pub fn first() -> u8 { let a = Rc::new(1); a.await }",
        "a",
        label,
    );
    let message = "future cannot be sent between threads safely";
    let rejection = mismatch(&source, &error("", message, &[held]));
    assert_eq!(rejection.kind, RejectionKind::DoesNotCompile);
    let Block::Rustc(quoted) = &rejection.blocks[1] else {
        panic!("the compiler's words come second: {:?}", rejection.blocks);
    };
    assert_eq!(
        *quoted,
        format!(
            "error: {message}\n   --> {LIB}:7\n    |\n  7 | pub fn first() -> u8 {{ let a = Rc::new(1); \
             a.await }}\n\n"
        )
    );
    assert!(matches!(rejection.blocks[2], Block::InShort(_)));
    assert_eq!(rejection.diagnostics[0].line, 7);
}

#[test]
fn items_are_compared_without_regard_to_layout() {
    let one = public_items(
        "pub async fn first<'a, T>(\n    futs: Vec<T>,\n) -> Option<T> {\n    None\n}\n",
    );
    let other =
        public_items("    pub async fn first<'a, T>(futs: Vec<T>) -> Option<T> { todo!() }");
    assert_eq!(
        (&one[0].name, &one[0].text),
        (&other[0].name, &other[0].text)
    );
    assert_eq!((one[0].name.as_str(), one[0].line), ("first", 1));
}

#[test]
fn structs_and_types_have_names_too_and_comments_have_none() {
    let source =
        "// the pub fn of the town\npub struct Group { pub a: u8 }\npub type Job = Box<u8>;\n";
    let names: Vec<_> = public_items(source).into_iter().map(|s| s.name).collect();
    assert_eq!(names, ["Group", "Job"]);
    let inline = public_items("pub struct Trigger(u8);\nimpl Trigger { pub fn fire(self) {} }\n");
    let texts: Vec<_> = inline.into_iter().map(|s| s.text).collect();
    assert_eq!(texts, ["pub struct Trigger", "pub fn fire(self)"]);
}
