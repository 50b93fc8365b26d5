//! Vectors that are as long as what they hold.
//!
//! In: items. Out: a vector. A collected vector has room for four items at least, and most lists of a program have one:
//! in a package's lowered files that room would be half of all memory.

pub fn snug<T>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let items = items.into_iter();
    let (least, most) = items.size_hint();
    let mut all = Vec::with_capacity(most.unwrap_or(least));
    all.extend(items);
    all.shrink_to_fit();
    all
}

#[cfg(test)]
mod tests {
    use super::snug;

    #[test]
    fn no_room_is_left() {
        for few in [snug(Some(1)), snug([1, 2, 3].into_iter().filter(|one| *one > 1)), snug(Vec::new())] {
            assert_eq!(few.capacity(), few.len());
        }
    }
}
