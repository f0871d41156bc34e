//! The result as JSON, in the schema of [`crate::result`].

use crate::{result::RunResult, util::text::plain};
use anyhow::Result;

/// The whole result, indented, with a newline at the end. The compiler's colours are left out, and so
/// is what GitHub's runner would obey in a log: `##[` can only be inside a string, where the second
/// sign may as well be written in digits.
pub fn text(result: &RunResult) -> Result<String> {
    let mut result = result.clone();
    for kata in &mut result.katas {
        kata.message = plain(&kata.message);
    }
    let text = serde_json::to_string_pretty(&result)?;
    Ok(text.replace("##[", r"#\u0023[") + "\n")
}
