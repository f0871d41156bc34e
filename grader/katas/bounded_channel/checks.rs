//! Hidden checks of `bounded_channel`.
use bounded_channel as k;
/// A.
/// Promises: 1
fn plain() {
  let (s, r) = k::channel(1); s.clone().send(1).unwrap(); assert_eq!(r.clone().recv(), Some(1));
}
