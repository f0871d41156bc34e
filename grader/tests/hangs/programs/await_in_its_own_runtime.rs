//! A runtime that `main` builds, and an `.await` in a function that it drives.
//! Check: the_program_prints_three_lines
//! Says: waits here for a notification that nobody gives

use tokio::{runtime::Runtime, sync::Notify};

fn main() -> anyhow::Result<()> {
    Runtime::new()?.block_on(real_main())
}

async fn real_main() -> anyhow::Result<()> {
    Notify::new().notified().await; // <- here
    Ok(())
}
