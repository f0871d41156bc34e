//! Tries: to change the mode, the owner and the age of files that are not its own.
//! Verdict: failed
//! Message: not its own to change

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    let program = std::env::args().next().unwrap_or_default();
    let mode = || std::fs::Permissions::from_mode(0o777);
    let changed = [
        std::fs::set_permissions(&program, mode()).is_ok(),
        std::fs::set_permissions(".", mode()).is_ok(),
        std::fs::set_permissions("/tmp", mode()).is_ok(),
        chown(&program, None, None).is_ok(),
        std::fs::File::open(".").is_ok_and(|folder| folder.set_permissions(mode()).is_ok()),
        std::fs::File::open(".").is_ok_and(|folder| folder.set_modified(std::time::UNIX_EPOCH).is_ok()),
    ];
    if changed == [false; 6] {
        panic!("not its own to change");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
