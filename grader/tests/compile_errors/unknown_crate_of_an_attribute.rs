//! Mistake: an attribute of a crate that katas have not.
//! Says: `std`, `tokio`, `futures` and `anyhow` only
//! Says: whatever its Cargo.toml lists
#[derive(serde::Serialize)]
pub struct Name(pub String);
