//! Tables of what people send us to look at, and of the pictures made of it.

pub mod document;
pub mod document_ticket;
pub mod image;
pub mod upload;
