//! A ticket for a sealed seed.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use warifu::enrol::{Parameters, Ticket};
use zeroize::Zeroizing;

use super::parsed::{Parsed, bytes32, value};
use crate::http::ApiError;
use crate::service::{DeviceLabel, RedeemRequest, Service};

#[derive(Deserialize)]
pub(super) struct Request {
    ticket: Zeroizing<String>,
    client_pub: String,
    #[serde(default)]
    device_label: String,
}

#[derive(Serialize)]
pub(super) struct Response {
    enrolment_id: String,
    key_id: String,
    sealed_seed: String,
    parameters: Stated,
    expires_ms: u64,
    server_time_ms: u64,
}

/// How codes are made of the seed.
#[derive(Serialize)]
struct Stated {
    algorithm: &'static str,
    digits: u8,
    period: u32,
}

/// What the seed is sealed under; stated otherwise, it would not open.
const PARAMETERS: Stated = Stated {
    algorithm: Parameters::USUAL.algorithm.as_str(),
    digits: Parameters::USUAL.digits.get(),
    period: Parameters::USUAL.period.seconds(),
};

pub(super) async fn redeem(
    State(service): State<Arc<Service>>,
    Parsed(request): Parsed<Request>,
) -> Result<Json<Response>, ApiError> {
    let redeemed = service.redeem(&request.read()?).await?;
    Ok(Json(Response {
        enrolment_id: redeemed.enrolment.to_string(),
        key_id: redeemed.key.to_string(),
        sealed_seed: BASE64_URL_SAFE_NO_PAD.encode(&redeemed.sealed_seed),
        parameters: PARAMETERS,
        expires_ms: redeemed.expires.as_ms(),
        server_time_ms: service.clock.now().as_ms(),
    }))
}

impl Request {
    fn read(&self) -> Result<RedeemRequest, ApiError> {
        Ok(RedeemRequest {
            ticket: value(Ticket::parse(&self.ticket), "ticket")?,
            client: bytes32(&self.client_pub, "client_pub")?,
            device: value(DeviceLabel::new(&self.device_label).ok(), "device_label")?,
        })
    }
}
