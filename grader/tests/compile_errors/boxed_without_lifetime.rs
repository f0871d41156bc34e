//! Mistake: a boxed future is stored without saying whether it borrows.
//! Says: BoxFuture<'static, T>
use futures::future::BoxFuture;

pub struct Job {
    pub future: BoxFuture<u8>,
}
