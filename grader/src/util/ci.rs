//! Whether this run is a job of a CI system.

use std::env;

/// Whether this is a CI job: then there is no progress bar, and the compiler builds nothing on earlier runs.
pub fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
