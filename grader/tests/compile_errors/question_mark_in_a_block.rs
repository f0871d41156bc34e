//! Mistake: `?` in an async block that ends with nothing.
//! Says: Ok::<_, anyhow::Error>(())
pub fn start() -> tokio::task::JoinHandle<()> {
    tokio::spawn(async {
        let port: u16 = "80".parse()?;
        println!("{port}");
    })
}
