//! Sorting by a number. There is one function that sorts, for every other one would weigh some kilobytes more.

/// The items, that with the least key first.
pub(super) fn ranked<T: Clone>(items: &[T], key: impl Fn(&T) -> f32) -> Vec<T> {
    let mut keys: Vec<(f32, u32)> = items.iter().map(key).zip(0..).collect();
    sort(&mut keys);
    keys.iter().filter_map(|(_, index)| items.get(*index as usize).cloned()).collect()
}

fn sort(keys: &mut [(f32, u32)]) {
    keys.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
}
