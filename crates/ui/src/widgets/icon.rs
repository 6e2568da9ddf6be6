//! Icons: one path each, drawn in the text's colour.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Back,
    Bin,
    Check,
    Down,
    Gear,
    Image,
    Keyboard,
    Lock,
    Pencil,
    Pin,
    Plus,
    Qr,
    Scan,
    Search,
    Up,
    Warning,
    Close,
}

impl Icon {
    /// Its path on a field of 24 by 24, drawn as a line.
    fn path(self) -> &'static str {
        match self {
            Self::Back => "M15 5l-7 7 7 7",
            Self::Bin => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
            Self::Check => "M5 13l4 4L19 7",
            Self::Down => "M6 9l6 6 6-6",
            Self::Gear => {
                "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2"
            }
            Self::Image => "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15 9h.01",
            Self::Keyboard => "M3 7h18v10H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8",
            Self::Lock => "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
            Self::Pencil => "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
            Self::Pin => "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Qr => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v2M14 20h2M18 18h2v2",
            Self::Scan => "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
            Self::Search => "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM16 16l4 4",
            Self::Up => "M6 15l6-6 6 6",
            Self::Warning => "M12 4l9 16H3zM12 10v4M12 17h.01",
            Self::Close => "M6 6l12 12M18 6L6 18",
        }
    }
}

/// An icon beside words: nothing to be read aloud.
pub(crate) fn icon(which: Icon) -> impl IntoView {
    let path = which.path();
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path />
        </svg>
    }
}

/// A button that is only an icon, named by `name`.
pub(crate) fn icon_button(
    which: Icon,
    name: String,
    press: impl FnMut(web_sys::MouseEvent) + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="quiet square" aria-label=name.clone() title=name on:click=press>
            {icon(which)}
        </button>
    }
}
