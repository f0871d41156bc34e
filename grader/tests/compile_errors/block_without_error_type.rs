//! Mistake: nothing says which error an async block gives.
//! Says: which error
pub async fn start() {
    let _ = async {
        let port: u16 = "80".parse()?;
        Ok(port)
    }
    .await;
}
