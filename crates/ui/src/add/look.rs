//! Looking for QR codes in a picture, in the worker.

use warifu::account::Account;
use warifu::otpauth::UriError;
use warifu::qr::{self, Found, MAX_PIXELS, PictureError, Seen};
use warifu::task::{Answer, Task};
use web_sys::ImageBitmap;

use crate::browser::picture::{self, PixelRect};
use crate::browser::worker::{self, Following};

/// A code that was seen.
#[derive(Clone)]
pub(crate) enum Sight {
    /// A key.
    Account(Account),
    /// A key that we cannot keep.
    Unsupported(UriError),
    /// An export of Google Authenticator.
    Migration,
    /// Microsoft's own code for push messages.
    MicrosoftPush,
    /// Something else, with its text.
    Other(String),
    /// Something else that is not even text.
    Bytes,
}

/// Why a picture was not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Blind {
    /// The picture is at fault.
    Picture(PictureError),
    /// The reader broke down over it, or did not end, or was stopped. Another picture is read by a new one.
    Broke,
}

/// How long it is looked for codes while none is found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Patience {
    /// Nobody said that there is one.
    Glance,
    /// The member chose the picture or the area: there is one.
    Sure,
}

impl Patience {
    fn ms(self) -> u32 {
        match self {
            Self::Glance => 250,
            Self::Sure => 2_000,
        }
    }
}

/// Every code in a part of a picture.
pub(crate) async fn look(
    picture: &ImageBitmap,
    part: PixelRect,
    patience: Patience,
    following: &Following,
) -> Result<Vec<Sight>, Blind> {
    Ok(texts(picture, part, patience, following).await?.iter().map(sight).collect())
}

/// The same codes, not looked into.
pub(crate) async fn texts(
    picture: &ImageBitmap,
    part: PixelRect,
    patience: Patience,
    following: &Following,
) -> Result<Vec<Found>, Blind> {
    let (width, height) = (part.width as usize, part.height as usize);
    if width * height > MAX_PIXELS {
        return Err(Blind::Picture(PictureError::TooLarge { width, height }));
    }
    let pixels = picture::pixels(picture, part).ok_or(Blind::Picture(PictureError::Empty))?;
    let task = Task::ReadQr { width: part.width, height: part.height, patience_ms: patience.ms() };
    match worker::run(&task, Some(&pixels.buffer()), following).await {
        Some(Answer::Codes(codes)) => Ok(codes),
        Some(Answer::Picture(error)) => Err(Blind::Picture(error)),
        _ => Err(Blind::Broke),
    }
}

fn sight(code: &Found) -> Sight {
    match code.text().map(qr::classify) {
        Some(Seen::Account(account)) => Sight::Account(account),
        Some(Seen::Unsupported(error)) => Sight::Unsupported(error),
        Some(Seen::Migration) => Sight::Migration,
        Some(Seen::MicrosoftPush) => Sight::MicrosoftPush,
        Some(Seen::OtherText(text)) => Sight::Other(text.as_str().to_owned()),
        None => Sight::Bytes,
    }
}

/// The accounts among what was seen, each once.
pub(crate) fn accounts(seen: &[Sight]) -> Vec<Account> {
    let mut accounts = Vec::new();
    for sight in seen {
        if let Sight::Account(account) = sight
            && !accounts.contains(account)
        {
            accounts.push(account.clone());
        }
    }
    accounts
}
