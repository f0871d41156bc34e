//! What a run says: to people ([`human`], [`compare`]), to programs ([`json`]) and to a job on GitHub
//! ([`github`] in its log, [`summary`] on its page).

pub mod diff;
pub mod fit;
pub mod github;
pub mod human;
pub mod json;
pub mod summary;
pub mod terminal;
