//! Mistake: a future is used as if it were its output.
//! Says: `.await`
async fn number() -> u8 {
    1
}

pub async fn twice() -> u8 {
    let number: u8 = number();
    number * 2
}
