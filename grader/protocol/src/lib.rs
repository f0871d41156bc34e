//! What the grader and the process of a check say to each other, written once for both sides.
//!
//! | direction | what | how |
//! |---|---|---|
//! | grader → check | a [`Request`]: run this check, or say what these addresses stand for | on stdin |
//! | check → grader | a [`SignedOutcome`]: how the check ended, with the [`HangSamples`] of one that hung | in a file |
//! | program → grader | a [`SymbolTable`] | on stdout |
//! | hung program of a student → grader | [`HangSamples`] | in the file [`SAMPLES_FILE`] |
//!
//! Everything is lines of text. The other half of a reader is its writer in the same file.

mod hex;
mod orders;
mod outcome;
mod panic;
mod paths;
mod picture;
mod request;
mod samples;
mod symbols;
mod time_had;

pub use hex::{from_hex, hex};
pub use orders::{OrderEnd, OrderMoment, OrderStep, OrderThread, OrdersReport, RunOrder};
pub use outcome::{Key, Outcome, SignedOutcome};
pub use panic::{POLLED_AFTER_ITS_END, is_polled_after_its_end, is_todo};
pub use paths::{CHECKS_FOLDER, KIT_FOLDER, is_of_the_grader, without_local_prefix};
pub use picture::{PictureMark, PictureRow, TimelinePicture};
pub use request::{CheckRequest, Clock, NotText, Request};
pub use samples::{HangSamples, SAMPLES_FILE, SampleKind, StackSample};
pub use symbols::{SYMBOLIZE_VARIABLE, Symbol, SymbolTable};
pub use time_had::TimeHad;
