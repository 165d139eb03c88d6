//! The contract as pages of A4 in Chinese and English, for people: every value, the hash, the key
//! and how to verify. The signed file travels inside as an attachment, and the same contract
//! gives the same pages, byte for byte: so the pages too can be verified.

mod file;
mod letters;
mod page;
mod rows;
#[cfg(test)]
mod tests;
mod words;

use crate::canonical::NotCanonical;
use crate::file::{Contract, NotRead};

/// Why a PDF is not one of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    /// No contract is attached to it.
    #[error("no contract is attached to it")]
    Nothing,
    /// What is attached is no contract file.
    #[error("what is attached to it: {0}")]
    Attachment(#[from] NotRead),
    /// The pages are not those of the attached contract: they were changed, or drawn by another
    /// version of this program. The attached contract may hold still.
    #[error("its pages are not those of the attached contract from byte {at} on")]
    Pages {
        /// Counted from 0.
        at: usize,
    },
}

/// Draws the contract. The same contract gives the same bytes.
///
/// # Errors
/// A number has no canonical text, which neither a formed contract nor one that was read has.
pub fn render(contract: &Contract) -> Result<Vec<u8>, NotCanonical> {
    let attachment = contract.to_json()?;
    let hash = contract.hash();
    let foot = format!("{} {}", contract.format, contract.hash_text());
    let sheets = page::lay_out(&rows::rows(contract), &foot);
    let title = format!("电子合同 Electronic contract {}", contract.link().seq);
    Ok(file::write(&sheets, &file::Cover { title: &title, hash, attachment: &attachment }))
}

/// The contract that is attached to a PDF of ours; whether the pages are its own is not asked.
///
/// # Errors
/// None is attached, or what is attached is no contract file.
pub fn attached(pdf: &[u8]) -> Result<Contract, NotOurs> {
    let mark = b"stream\n";
    let found = find(pdf, b"/Type /EmbeddedFile")
        .and_then(|dictionary| find(dictionary, mark))
        .and_then(|stream| stream.get(mark.len()..));
    let stream = found.ok_or(NotOurs::Nothing)?;
    // The canonical text has no line breaks: they are written as \n.
    let text = stream.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = std::str::from_utf8(text).map_err(|_| NotOurs::Nothing)?;
    Ok(Contract::from_json(text)?)
}

/// Reads a PDF of ours: its contract, if its pages are exactly the contract's own.
///
/// # Errors
/// See [`NotOurs`].
pub fn read(pdf: &[u8]) -> Result<Contract, NotOurs> {
    let contract = attached(pdf)?;
    let own = render(&contract).unwrap_or_default();
    if own == pdf {
        return Ok(contract);
    }
    let same = own.iter().zip(pdf).take_while(|(own, given)| own == given);
    Err(NotOurs::Pages { at: same.count() })
}

/// Whether bytes could be a PDF.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// The bytes from the first mark on.
fn find<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let at = bytes.windows(mark.len()).position(|window| window == mark)?;
    bytes.get(at..)
}
