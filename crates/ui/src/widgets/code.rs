//! QR codes, drawn.

use std::borrow::Cow;

use leptos::prelude::*;
use warifu::qr::Modules;

/// The light border that must stand around a QR code, in squares (ISO/IEC 18004, 5.3.8).
const BORDER: usize = 4;

/// A QR code called `name`: its squares as one path.
pub(crate) fn qr_code(modules: &Modules, name: Cow<'static, str>) -> impl IntoView + use<> {
    let size = modules.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| modules.is_dark(*x, y)) {
            path.push_str(
                &["M", &(x + BORDER).to_string(), " ", &(y + BORDER).to_string(), "h1v1h-1z"].concat(),
            );
        }
    }
    let side = (size + 2 * BORDER).to_string();
    let frame = format!("0 0 {side} {side}");
    view! {
        <svg role="img" aria-label=name viewBox=frame shape-rendering="crispEdges">
            <rect width=side.clone() height=side fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    }
}
