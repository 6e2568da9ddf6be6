//! What pages load.

use axum::http::{HeaderName, header};

type Asset = ([(HeaderName, &'static str); 1], &'static str);

pub(super) async fn style() -> Asset {
    let text = include_str!("../../../../../www/portal/portal.css");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], text)
}

pub(super) async fn key_script() -> Asset {
    let text = include_str!("../../../../../www/portal/key.js");
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text)
}
