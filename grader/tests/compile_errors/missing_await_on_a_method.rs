//! Mistake: a method of the output is called on the future.
//! Says: `.await`
async fn word() -> String {
    "word".into()
}

pub async fn length() -> usize {
    word().len()
}
