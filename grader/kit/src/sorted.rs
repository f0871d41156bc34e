//! Lists in order.

/// `items` from the least to the greatest: for a promise that leaves their order open.
///
/// ```
/// assert_eq!(kata_kit::sorted(vec![3, 1, 2]), [1, 2, 3]);
/// ```
pub fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items
}

type Sort<T> = fn(Vec<T>) -> Vec<T>;

/// Nobody calls it. It is here so that sorting is compiled in the kit for what most checks sort.
#[doc(hidden)]
pub fn common_sorts() -> (Sort<i64>, Sort<u32>, Sort<u64>, Sort<&'static str>) {
    (sorted, sorted, sorted, sorted)
}
