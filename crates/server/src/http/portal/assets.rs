//! What pages load.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::service::Service;

type Asset = ([(HeaderName, &'static str); 1], &'static str);

/// Ours, then what the university wants otherwise.
pub(super) async fn style(State(service): State<Arc<Service>>) -> impl IntoResponse {
    let text = include_str!("../../../../../www/portal/portal.css").to_owned() + &service.look.css();
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], text)
}

pub(super) async fn emblem(State(service): State<Arc<Service>>) -> Response {
    match &service.look.emblem {
        Some(emblem) => ([(header::CONTENT_TYPE, emblem.content_type)], emblem.bytes.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn key_script() -> Asset {
    script(include_str!("../../../../../www/portal/key.js"))
}

pub(super) async fn countdown_script() -> Asset {
    script(include_str!("../../../../../www/portal/countdown.js"))
}

pub(super) async fn language_script() -> Asset {
    script(include_str!("../../../../../www/portal/language.js"))
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
