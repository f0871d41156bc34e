//! Mistake: two closures are put into one list.
//! Says: a type of its own
pub fn both(n: i32) -> Vec<i32> {
    let stages = vec![move |x: i32| x + n, move |x: i32| x * n];
    stages.iter().map(|stage| stage(1)).collect()
}
