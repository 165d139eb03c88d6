//! Tables of returns: what is given back, how much of it, what was said and shown, and what shops
//! promise.

pub mod goods_return;
pub mod return_breach;
pub mod return_evidence;
pub mod return_limit;
pub mod return_line;
pub mod return_promise;
pub mod return_receipt;
pub mod return_word;
pub mod returned_piece;
