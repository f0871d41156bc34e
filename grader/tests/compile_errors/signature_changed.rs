//! Mistake: the signature is not as it was given.
//! Says: `start` must be
//! Says: pub async fn start()
//! Says: and yours is, in line 5 of
pub async fn start(times: u8) {
    let _ = times;
}
