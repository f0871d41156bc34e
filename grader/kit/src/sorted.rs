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
