//! Whether keys still count.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use warifu::enrol::StatusProof;
use warifu::otp::UnixTime;

use super::parsed::{Parsed, bytes32, moment, value};
use crate::domain::KeyId;
use crate::http::ApiError;
use crate::service::{KeyStatus, Service, StatusQuestion, StatusWord};

/// More keys than anybody has of one server.
const MOST: usize = 50;

#[derive(Deserialize)]
pub(super) struct Question {
    key_id: String,
    #[serde(deserialize_with = "moment")]
    ts: UnixTime,
    proof: String,
}

#[derive(Serialize)]
pub(super) struct Response {
    keys: Vec<Answer>,
    server_time_ms: u64,
}

#[derive(Serialize)]
struct Answer {
    key_id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since_ms: Option<u64>,
    /// Where the member can do something about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    act_url: Option<String>,
}

pub(super) async fn status(
    State(service): State<Arc<Service>>,
    Parsed(questions): Parsed<Vec<Question>>,
) -> Result<Json<Response>, ApiError> {
    if questions.len() > MOST {
        return Err(ApiError::invalid("more than 50 keys"));
    }
    let questions = questions.iter().map(Question::read).collect::<Result<Vec<_>, _>>()?;
    let statuses = service.key_status(&questions).await?;
    let keys = statuses.iter().map(|status| answer(status, service.origin.as_str())).collect();
    Ok(Json(Response { keys, server_time_ms: service.clock.now().as_ms() }))
}

impl Question {
    fn read(&self) -> Result<StatusQuestion, ApiError> {
        Ok(StatusQuestion {
            key: value(KeyId::parse(&self.key_id), "key_id")?,
            at: self.ts,
            proof: StatusProof::from_bytes(bytes32(&self.proof, "proof")?),
        })
    }
}

fn answer(status: &KeyStatus, origin: &str) -> Answer {
    let is_over = !matches!(status.word, StatusWord::Current | StatusWord::Unknown);
    Answer {
        key_id: status.key.to_string(),
        status: status.word.as_str(),
        since_ms: status.since.map(UnixTime::as_ms),
        act_url: is_over.then(|| format!("{origin}/")),
    }
}
