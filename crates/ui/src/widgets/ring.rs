//! The time that is left: a ring that empties, and the seconds in it.

use leptos::prelude::*;

/// Seconds from which on the end is near.
const SOON: u32 = 5;

/// A ring for `left_ms` of `period_ms`.
pub(crate) fn ring(left_ms: Signal<u32>, period_ms: u32) -> impl IntoView {
    let seconds = move || left_ms.get().div_ceil(1000);
    let share = move || format!("{} 100", 100 * u64::from(left_ms.get()) / u64::from(period_ms.max(1)));
    let circle = "M16 3a13 13 0 1 1 0 26a13 13 0 1 1 0-26";
    view! {
        <span class="ring" class:soon=move || seconds() <= SOON>
            <svg viewBox="0 0 32 32" aria-hidden="true">
                <path class="track" d=circle />
                <path class="left" d=circle pathLength="100" stroke-dasharray=share />
            </svg>
            <span class="seconds">{seconds}</span>
        </span>
    }
}
