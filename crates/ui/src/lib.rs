//! The popup and the pages of the extension.
//!
//! Draws what `warifu::app` says and decides nothing. A stored secret never reaches the DOM.

pub mod words;
