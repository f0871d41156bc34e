//! Mistake: `.await` in a function that is not async.
//! Says: `async fn`
async fn number() -> u8 {
    1
}

pub fn twice() -> u8 {
    number().await * 2
}
