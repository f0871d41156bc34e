//! The grader as a whole, as it is called and what it leaves behind. Each module is about one side of it.

mod commands;
mod editor;
mod editor_settings;
mod github;
mod golden;
mod hints;
mod lessons;
mod manifests;
mod map;
mod naming;
mod new;
mod readmes;
mod repository;
mod reset;
mod results;
mod schema;
mod submissions;
#[path = "../support/mod.rs"]
mod support;

// These need a process to be seen from outside, a sandbox, or limits, as only Linux has them.
#[cfg(target_os = "linux")]
mod cargo_config;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod narrow;
#[cfg(target_os = "linux")]
mod orders;
#[cfg(target_os = "linux")]
mod threat_model;
#[cfg(target_os = "linux")]
mod trials;

// These send signals and need terminals.
#[cfg(unix)]
mod watch;
