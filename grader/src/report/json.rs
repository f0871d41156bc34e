//! The result as JSON, in the schema of [`crate::result`].

use crate::{report::plain, result::RunResult};
use anyhow::Result;

/// The whole result, indented, with a newline at the end. The compiler's colours are left out.
pub fn text(result: &RunResult) -> Result<String> {
    let mut result = result.clone();
    for kata in &mut result.katas {
        kata.message = plain(&kata.message);
    }
    Ok(serde_json::to_string_pretty(&result)? + "\n")
}
