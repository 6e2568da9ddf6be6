//! From a typed form or a picture to a saved account. The popup, the select page and the tab page all use this.

mod confirm;
pub(crate) mod draft;
mod entry;
mod look;
mod looking;
mod saving;
mod seen;
mod ways;

use confirm::confirm;
pub(crate) use confirm::kind;
pub(crate) use entry::{code_of, entry_form};
pub(crate) use look::{Blind, Patience, Sight, look, texts};
pub(crate) use looking::Looking;
pub(crate) use saving::save;
pub(crate) use seen::{Paths, sights};
pub(crate) use ways::{Way, ways};
