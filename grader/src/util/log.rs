//! The grader's log, for finding out what the machine did. It is off unless a variable asks for it.

use std::env;
use tracing::level_filters::LevelFilter;

/// The variable that asks for a log: `error`, `warn`, `info`, `debug` or `trace`. Without it there is none: what
/// a person must know is said without being asked.
pub const VARIABLE: &str = "KATA_LOG";

/// Starts the log of this process.
pub fn start() {
    let wanted = env::var(VARIABLE).ok().filter(|level| !level.is_empty());
    let level = wanted.as_deref().map(str::parse::<LevelFilter>);
    let filter = match &level {
        Some(Ok(level)) => *level,
        Some(Err(_)) => LevelFilter::WARN,
        None => LevelFilter::OFF,
    };
    let plain = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(filter)
        .with_target(false)
        .without_time();
    plain.init();
    if let Some(Err(_)) = level {
        tracing::warn!("{VARIABLE} is none of error, warn, info, debug, trace");
    }
}
