//! The small parts that all pages are made of.

mod code;
mod field;
mod head;
mod icon;
mod notice;
mod ring;

pub(crate) use code::qr_code;
pub(crate) use field::{Field, check_field, passphrase_field, select_field, text_field};
pub(crate) use head::{busy_button, screen};
pub(crate) use icon::{Icon, icon, icon_button};
pub(crate) use notice::{aside, notice_bar, problem};
pub(crate) use ring::ring;
