//! Mistake: `?` on a future.
//! Says: `.await?`
async fn number() -> anyhow::Result<u8> {
    Ok(1)
}

pub async fn twice() -> anyhow::Result<u8> {
    Ok(number()? * 2)
}
