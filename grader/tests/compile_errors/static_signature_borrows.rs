//! Mistake: the copy is made inside the block, so the block holds the borrowed text.
//! Says: before the block
pub fn job(name: &str) -> impl Future<Output = String> + Send + 'static {
    async move {
        let name = name.to_owned();
        name + "!"
    }
}
