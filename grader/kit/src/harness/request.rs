//! What the grader asks for on stdin.

use crate::{hang, sys};
use kata_protocol::Request;
use std::io::Read as _;

/// The request; `None` if stdin is something else.
pub(super) fn read_request() -> Option<Request> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .expect("failed to read the request from stdin");
    Request::parse(&text)
}

/// Prints what addresses stand for, in a process of its own, long after the one that hung: no code of the
/// student's runs here.
pub(super) fn symbolize(addresses: Vec<String>) -> ! {
    println!("{}", hang::symbolize(addresses).write());
    sys::exit_without_cleanup()
}
