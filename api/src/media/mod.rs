//! Media: the files people send us, and the clean pictures made of them.
//!
//! A picture is announced (`uploadCreate`), sent by one HTTP PUT, looked at, and then used once by
//! something that shows it:
//!
//! ```text
//! STAGED ──▶ RECEIVED ──▶ READY ──▶ ATTACHED
//!    │           ├─▶ REJECTED ─┐│
//!    └───────────┴─────────────┴┴──▶ EXPIRED
//! ```
//!
//! What was not attached within a day is removed with everything made of it. The file itself is
//! never kept: its pixels are drawn anew in a few widths, so that neither a place, nor a name, nor
//! a second format hidden in it gets through. An upload that is `READY` has an image of the same
//! id; it is served to anybody who knows its address once the upload is `ATTACHED`, and to nobody
//! before. An upload keeps no timeline: it lives for a day, and its row says when each step was.
//!
//! A *document* (a licence, an identity card) is announced and sent alike, but no picture is made
//! of it: the file is kept as it is, sealed in pieces under a key of its own that comes of the key
//! of whom it is about. It is read by ticket: once, within a minute, by one person.

mod actions;
pub mod document;
pub mod graphql;
mod http;
mod image;
pub mod jobs;
mod look;
pub mod personal;
mod places;
mod store;
mod token;
mod upload;

pub use actions::{
    DocumentInput, NotADocument, Prepared, StageInput, StageRefusal, Staged, import,
    import_document, keep, prepare, read_document, stage, stage_document, ticket,
};
pub use document::{Document, DocumentState, DocumentType};
pub use http::routes;
pub use image::Image;
pub use look::Source;
pub use store::documents::{attach as attach_document, many as many_documents};
pub use store::images::many;
pub use store::uploads::attach;
pub use upload::{Rejection, Upload, UploadPurpose, UploadState};
