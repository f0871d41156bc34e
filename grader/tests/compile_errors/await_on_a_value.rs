//! Mistake: `.await` on what is no future.
//! Says: nothing to wait for
fn number() -> u8 {
    1
}

pub async fn twice() -> u8 {
    number().await * 2
}
