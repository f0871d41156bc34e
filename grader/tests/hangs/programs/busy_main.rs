//! A loop in an ordinary `main`, which goes on for as long as there are words.
//! Check: the_program_prints_three_lines
//! Says: computes here without an end

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut left = words.len();
    while left > 0 { // <- here
        left = words.len(); // <- here
    }
    anyhow::bail!("the mode, the limit and the number of tasks are missing")
}
