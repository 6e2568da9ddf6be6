//! What pages load.

use axum::http::{HeaderName, header};

type Asset = ([(HeaderName, &'static str); 1], &'static str);

pub(super) async fn style() -> Asset {
    let text = include_str!("../../../../../www/portal/portal.css");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], text)
}

pub(super) async fn key_script() -> Asset {
    script(include_str!("../../../../../www/portal/key.js"))
}

pub(super) async fn countdown_script() -> Asset {
    script(include_str!("../../../../../www/portal/countdown.js"))
}

pub(super) async fn recovery_script() -> Asset {
    script(include_str!("../../../../../www/portal/recovery.js"))
}

pub(super) async fn not_me_script() -> Asset {
    script(include_str!("../../../../../www/portal/not-me.js"))
}

fn script(text: &'static str) -> Asset {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text)
}
