//! An async `main` that waits for a message while it keeps the sender.
//! Check: the_program_prints_three_lines
//! Says: waits here for a message that nobody sends

use tokio::sync::mpsc;

#[tokio::main]
async fn main() {
    let (sender, mut lines) = mpsc::channel(3);
    for word in ["finished:", "failed:", "killed:"] {
        let _ = sender.send(word).await;
    }
    while let Some(line) = lines.recv().await { // <- here
        println!("{line}");
    }
}
