//! Mistake: a field of the output is read from the future.
//! Says: `.await`
struct Pair {
    left: u8,
}

async fn pair() -> Pair {
    Pair { left: 1 }
}

pub async fn left() -> u8 {
    pair().left
}
