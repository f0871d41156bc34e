//! Mistake: a macro of a crate that katas have not.
//! Says: `std`, `tokio`, `futures` and `anyhow` only
//! Says: whatever its Cargo.toml lists
pub fn told() {
    log::info!("told");
}
