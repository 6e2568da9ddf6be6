//! A first code for an active key.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use warifu::enrol::StatusProof;
use warifu::otp::UnixTime;
use zeroize::Zeroizing;

use super::parsed::{Parsed, bytes32, moment, value};
use crate::domain::{EnrolmentId, KeyId, TypedCode};
use crate::http::ApiError;
use crate::service::{First, Service};

#[derive(Deserialize)]
pub(super) struct Request {
    key_id: String,
    code: Zeroizing<String>,
    proof: Option<Proof>,
}

#[derive(Deserialize)]
struct Proof {
    #[serde(deserialize_with = "moment")]
    ts: UnixTime,
    proof: String,
}

#[derive(Serialize)]
pub(super) struct Response {
    state: &'static str,
    replaced: Vec<String>,
    server_time_ms: u64,
}

pub(super) async fn confirm(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Parsed(request): Parsed<Request>,
) -> Result<Json<Response>, ApiError> {
    let confirmed = service.confirm(&request.read(&id)?).await?;
    let replaced = confirmed.replaced.iter().map(ToString::to_string).collect();
    Ok(Json(Response { state: "active", replaced, server_time_ms: service.clock.now().as_ms() }))
}

impl Request {
    fn read(&self, id: &str) -> Result<First, ApiError> {
        Ok(First {
            enrolment: value(EnrolmentId::parse(id), "enrolment id")?,
            key: value(KeyId::parse(&self.key_id), "key_id")?,
            code: value(TypedCode::read(&self.code), "code")?,
            proof: self.proof.as_ref().map(Proof::read).transpose()?,
        })
    }
}

impl Proof {
    fn read(&self) -> Result<(UnixTime, StatusProof), ApiError> {
        let proof = StatusProof::from_bytes(bytes32(&self.proof, "proof")?);
        Ok((self.ts, proof))
    }
}
