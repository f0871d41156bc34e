//! Mistake: an error that stays on its thread.
//! Says: Box<dyn Error + Send + Sync>
use std::{error::Error, thread};

pub fn start() {
    thread::spawn(|| -> Result<u16, Box<dyn Error>> { Ok("80".parse()?) });
}
