//! Mistake: a future is printed instead of what it would give.
//! Says: Calling an async function only makes a future
async fn number() -> u8 {
    1
}

pub async fn say() {
    println!("{}", number());
}
