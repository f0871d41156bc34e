//! Files that pin what the grader writes.

use crate::support::root;
use std::{env, fs};

/// Expects `text` to be as in the golden file, which is written anew where `UPDATE_GOLDEN` is set.
pub fn expect(name: &str, text: &str) {
    let file = root().join("grader/tests/golden").join(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, text).expect("the golden file can be written");
    }
    let golden = fs::read_to_string(&file).expect("the golden file is there");
    assert!(
        text == golden.replace("\r\n", "\n"),
        "not as in {name}:\n{text}"
    );
}
