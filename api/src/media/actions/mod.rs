//! What happens to an upload: announced, received, looked at, expired; and pictures of our own.

mod documents;
mod expire;
mod import;
mod picture;
mod receive;
mod stage;

pub use documents::{
    DocumentInput, NotADocument, admit_document, expire_document, import_document, read_document,
    receive_document, redeem, stage_document, ticket,
};
pub use expire::{expire, interrupt};
pub use import::{Prepared, import, keep, prepare};
pub use picture::{PictureRefusal, show_picture};
pub use receive::{Arrived, NotLetIn, admit, receive};
pub use stage::{StageInput, StageRefusal, Staged, stage};
