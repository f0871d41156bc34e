//! Where a hung check waits, in the student's own file and words: pure, from what its process saw of
//! itself ([`kata_protocol::HangSamples`]) and what the addresses in that stand for.
//!
//! | stage | what becomes of what |
//! |---|---|
//! | `frame` | addresses → functions with file and line |
//! | `classify`, `from_source` | a sample, the student's source → findings: a cause and its place |
//! | `prune`, `relate` | findings → those that say something, and what they mean beside each other |
//! | `rank` | → the few likeliest, one for each place |
//! | `render` | → text |

mod awaited;
mod cause;
mod classify;
mod explanation;
mod finding;
mod frame;
mod from_source;
mod order;
mod overview;
mod primitive;
mod prune;
mod rank;
mod recording;
mod relate;
mod render;
#[cfg(test)]
mod replay;
mod student_code;

pub use explanation::{Explanation, HangReport};
pub use order::{of_chosen, of_orders};
pub use recording::{RECORD_VARIABLE, write_recording};
pub use student_code::StudentCode;

use finding::Finding;
use kata_protocol::{StackSample, SymbolTable};
use overview::Overview;

/// What the samples of a hung check mean.
pub fn explain(
    code: StudentCode<'_>,
    samples: &[StackSample],
    symbols: &SymbolTable,
) -> Explanation {
    // On a machine that is too busy to symbolize addresses, "nothing was seen" would not be true.
    if symbols.0.is_empty() && samples.iter().any(|sample| !sample.stack.is_empty()) {
        return Explanation::default();
    }
    let overview = Overview::of(samples);
    let classified = samples.iter().filter_map(|sample| {
        let stack = frame::symbolize(sample, symbols);
        classify::classify(code, sample.kind, &stack, &overview)
    });
    let mut findings: Vec<Finding> = classified.collect();
    findings.extend(from_source::suspects(code, &overview, &findings));
    prune::prune(code, &mut findings);
    relate::relate(code, &mut findings);
    Explanation {
        findings: Some(rank::rank(findings)),
    }
}
