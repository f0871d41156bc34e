//! Mistake: a future is compared with what it would give.
//! Says: Calling an async function only makes a future
async fn number() -> u8 {
    1
}

pub async fn is_one() {
    assert_eq!(number(), 1);
}
