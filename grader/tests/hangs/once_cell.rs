//! A cell that is asked for its value while it is being filled.
//! Check: ends
//! Says: waits here for a `OnceCell` that somebody is filling

use tokio::sync::OnceCell;

pub async fn go() -> u32 {
    let cell = OnceCell::new();
    let fill = async {
        *cell.get_or_init(async || 1).await // <- here
    };
    *cell.get_or_init(async || fill.await).await
}
