//! Listens to every page and worker of the extension from its first moment.

use std::collections::HashMap;

use serde_json::{Value, json};

/// A message to send: session, method, parameters.
pub(super) type Order = (String, &'static str, Value);

/// Which documents are attached, and what has gone wrong in those of the extension.
pub(super) struct Watch {
    origin: String,
    sessions: HashMap<String, Attached>,
    problems: Vec<String>,
}

struct Attached {
    target: String,
    ours: bool,
}

impl Watch {
    /// Watches the extension whose pages lie under `origin`.
    pub(super) fn new(origin: &str) -> Self {
        Self { origin: origin.into(), sessions: HashMap::new(), problems: Vec::new() }
    }

    /// The session that speaks to a page's target.
    pub(super) fn session(&self, target: &str) -> Option<String> {
        let found = self.sessions.iter().find(|(_, attached)| attached.target == target);
        found.map(|(session, _)| session.clone())
    }

    /// What went wrong so far.
    pub(super) fn problems(&self) -> Vec<String> {
        self.problems.clone()
    }

    /// Takes in an event; what to do about it.
    pub(super) fn event(&mut self, event: &Value) -> Vec<Order> {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Target.attachedToTarget" => return self.attached(params),
            "Target.detachedFromTarget" => {
                self.sessions.remove(text(&params["sessionId"]));
            }
            method => self.heard(method, text(&event["sessionId"]), params),
        }
        Vec::new()
    }

    fn attached(&mut self, params: &Value) -> Vec<Order> {
        let session = text(&params["sessionId"]).to_owned();
        let info = &params["targetInfo"];
        let ours = text(&info["url"]).starts_with(&self.origin);
        let attached = Attached { target: text(&info["targetId"]).into(), ours };
        self.sessions.insert(session.clone(), attached);
        let mut orders = vec!["Runtime.enable", "Log.enable", "Network.enable", "Page.enable"];
        orders.push("Runtime.runIfWaitingForDebugger");
        let order = |method| (session.clone(), method, json!({}));
        let mut orders: Vec<Order> = orders.into_iter().map(order).collect();
        orders.insert(0, (session.clone(), "Target.setAutoAttach", auto_attach()));
        orders
    }

    fn heard(&mut self, method: &str, session: &str, params: &Value) {
        self.follow(method, session, params);
        if !self.sessions.get(session).is_some_and(|attached| attached.ours) {
            return;
        }
        let problem = match method {
            "Runtime.consoleAPICalled" => console(params),
            "Runtime.exceptionThrown" => Some(format!("exception: {}", params["exceptionDetails"])),
            "Log.entryAdded" => entry(&params["entry"]),
            "Network.requestWillBeSent" => self.request(text(&params["request"]["url"])),
            "Network.webSocketCreated" => Some(format!("request: {}", params["url"])),
            _ => None,
        };
        self.problems.extend(problem);
    }

    /// A tab may become one of ours, or cease to be, when it navigates.
    fn follow(&mut self, method: &str, session: &str, params: &Value) {
        let frame = &params["frame"];
        if method == "Page.frameNavigated" && frame["parentId"].is_null() {
            let ours = text(&frame["url"]).starts_with(&self.origin);
            if let Some(attached) = self.sessions.get_mut(session) {
                attached.ours = ours;
            }
        }
    }

    fn request(&self, url: &str) -> Option<String> {
        let inside = [self.origin.as_str(), "data:", "blob:"];
        let stays = inside.iter().any(|prefix| url.starts_with(prefix));
        (!stays).then(|| format!("request: {url}"))
    }
}

/// Attach to everything a session opens, before its first line of script runs.
pub(super) fn auto_attach() -> Value {
    json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true})
}

fn console(params: &Value) -> Option<String> {
    let kind = text(&params["type"]);
    ["error", "assert"].contains(&kind).then(|| format!("console.{kind}: {}", params["args"]))
}

fn entry(entry: &Value) -> Option<String> {
    let bad = text(&entry["level"]) == "error" || text(&entry["source"]) == "security";
    bad.then(|| format!("log: {} {}", text(&entry["text"]), text(&entry["url"])))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
