//! A picture from the popup to the select page: over a channel with a random name, acknowledged, never stored.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use super::channel::Channel;
use super::tabs::{self, Tab};
use super::{dom, random, within};

/// How long the select page may take to load.
const LOADING_MS: u32 = 10_000;

/// Said by the select page when it listens, and when it has the picture.
const READY: &str = "ready";
const GOT: &str = "got";

/// A picture and the host of the page that it shows.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The picture, packed.
    pub picture: Blob,
    /// The host.
    pub host: Option<String>,
}

/// Opens the select page beside `tab`, hands `picture` over and shows it; `None` if that failed, and the page is gone
/// again. The popup dies when the page is shown, so that comes last.
pub async fn give(picture: &Blob, tab: &Tab, host: Option<&str>) -> Option<()> {
    let mut bytes = [0; 16];
    random(&mut bytes);
    let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let channel = Channel::open(&name)?;
    let ready = channel.next();
    let page = tabs::open_behind(&["select.html#", &name].concat(), tab).await.ok()?;
    let given = async {
        within(LOADING_MS, ready).await.filter(|said| *said == READY)?;
        hand_over(&channel, picture, host).await?;
        tabs::show(&page, tab.window).await.ok()
    };
    let given = given.await;
    if given.is_none() {
        tabs::close(&page).await;
    }
    given
}

async fn hand_over(channel: &Channel, picture: &Blob, host: Option<&str>) -> Option<()> {
    let got = channel.next();
    channel.post(&Array::of2(picture, &host.map_or(JsValue::NULL, JsValue::from)));
    within(LOADING_MS, got).await.filter(|said| *said == GOT).map(drop)
}

/// Takes the picture, on the select page. `None` if nobody hands one over: the page was opened by itself.
pub async fn take() -> Option<Handed> {
    let name = dom::fragment();
    let channel = Channel::open(&name).filter(|_| !name.is_empty())?;
    let sent = channel.next();
    channel.post(&READY.into());
    let sent: Array = within(3_000, sent).await?.dyn_into().ok()?;
    let picture: Blob = sent.get(0).dyn_into().ok()?;
    channel.post(&GOT.into());
    Some(Handed { picture, host: sent.get(1).as_string() })
}
