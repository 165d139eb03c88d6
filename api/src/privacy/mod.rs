//! Personal data: sealed at rest under a key of its subject, found by blind indices, and opened
//! through one gate, which asks for a ground and writes the access down before anything leaves.

mod blind;
mod cell;
mod gate;

pub use blind::{Index, blind};
pub use cell::{Cell, Plain, Sealed, SubjectKeys, keys_of};
pub use gate::{Asking, Denied, Ground, Purpose, Reader, reveal};
