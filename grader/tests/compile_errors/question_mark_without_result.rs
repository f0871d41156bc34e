//! Mistake: `?` in a function that returns nothing.
//! Says: returns no `Result`
pub fn start() {
    let port: u16 = "80".parse()?;
    println!("{port}");
}
