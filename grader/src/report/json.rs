//! The result as JSON, in the schema of [`crate::result`].

use crate::result::RunResult;
use anyhow::Result;

/// The whole result, indented, with a newline at the end. What GitHub's runner would obey in a log is left
/// out: `##[` can only be inside a string, where the second sign may as well be written in digits.
pub fn render(result: &RunResult) -> Result<String> {
    let text = serde_json::to_string_pretty(result)?;
    Ok(text.replace("##[", r"#\u0023[") + "\n")
}
