//! What is counted, for Prometheus: requests, how long they took, what was judged. Never who asked.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The upper ends of the spans that durations are counted in, in seconds.
const SPANS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 10.0];

/// All counters of this process. Clones count together.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Answered, Counter>,
    durations: Family<Route, Histogram, Spans>,
    verdicts: Family<Verdict, Counter>,
    mails: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Verdict {
    result: &'static str,
    reason: &'static str,
}

/// Makes histograms with our spans.
#[derive(Clone, Debug)]
struct Spans;

impl MetricConstructor<Histogram> for Spans {
    fn new_metric(&self) -> Histogram {
        Histogram::new(SPANS)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("warifu");
        let (requests, durations) = (Family::default(), Family::new_with_constructor(Spans));
        let (verdicts, mails) = (Family::default(), Gauge::default());
        registry.register("requests", "Answered requests", requests.clone());
        let took = "How long answering took";
        registry.register_with_unit("request_duration", took, Unit::Seconds, durations.clone());
        registry.register("verdicts", "Answers to relying parties", verdicts.clone());
        registry.register("mails_waiting", "Mails that wait to be sent", mails.clone());
        Self { registry: Arc::new(registry), requests, durations, verdicts, mails }
    }
}

impl Metrics {
    /// Counts a request to a route, which is a pattern, never a path.
    pub fn answered(&self, route: &str, status: u16, took: Duration) {
        let route = route.to_owned();
        self.durations.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Answered { route, status }).inc();
    }

    /// Counts an answer to a relying party, by the words of the answer.
    pub fn judged(&self, result: &'static str, reason: Option<&'static str>) {
        self.verdicts.get_or_create(&Verdict { result, reason: reason.unwrap_or_default() }).inc();
    }

    /// All of it in the text format of OpenMetrics, with so many mails waiting.
    pub fn text(&self, mails_waiting: u64) -> String {
        self.mails.set(i64::try_from(mails_waiting).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to memory does not fail");
        text
    }
}
