//! The three ways to add an account, each one click and none before the others.

use leptos::prelude::*;

use crate::context::context;
use crate::widgets::{Icon, icon};

/// A way to add an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Read the QR code in the tab.
    Scan,
    /// Type the key.
    Type,
    /// Read the QR code in a picture.
    Image,
}

/// A large button for each of `offered`.
pub(crate) fn ways(offered: &'static [Way], chosen: impl Fn(Way) + Copy + 'static) -> impl IntoView {
    let words = context().words;
    let button = move |way: Way| {
        let (which, label, hint) = match way {
            Way::Scan => (Icon::Scan, words.way_scan(), words.way_scan_hint()),
            Way::Type => (Icon::Keyboard, words.manual_entry(), words.way_type_hint()),
            Way::Image => (Icon::Image, words.way_image(), words.way_image_hint()),
        };
        view! {
            <button type="button" class="way" on:click=move |_| chosen(way)>
                {icon(which)}
                <span><strong>{label}</strong><small>{hint}</small></span>
            </button>
        }
    };
    view! { <div class="ways">{offered.iter().copied().map(button).collect_view()}</div> }
}
