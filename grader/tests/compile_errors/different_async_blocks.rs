//! Mistake: two async blocks are put into one list.
//! Says: a type of its own
pub async fn both() -> Vec<u8> {
    let jobs = vec![async { 1 }, async { 2 }];
    futures::future::join_all(jobs).await
}
