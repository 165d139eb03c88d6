//! What the providers' own servers would do, played on loopback, and the attacks on it.

mod alipay;
mod alipay_statement;
mod frozen;
pub mod keys;
mod stage;
mod stripe;
mod wechat;
mod wechat_callback;
mod wechat_statement;

use miniz_oxide::deflate::compress_to_vec;

/// A ZIP archive as Alipay packs one.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_named(&files.iter().map(|(name, bytes)| (name.as_bytes(), *bytes)).collect::<Vec<_>>())
}

/// The same, with names of any bytes.
pub fn zip_named(files: &[(&[u8], &[u8])]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let packed = compress_to_vec(bytes, 6);
        let at = u32::try_from(body.len()).unwrap();
        let mut middle = Vec::new();
        middle.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
        middle.extend(crate::archive::crc32(bytes).to_le_bytes());
        middle.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        middle.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        middle.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        middle.extend([0, 0]);
        body.extend(b"PK\x03\x04");
        body.extend(&middle);
        body.extend(*name);
        body.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&middle);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(*name);
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let begins = u32::try_from(body.len()).unwrap().to_le_bytes();
    let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    body.extend(directory);
    body.extend(b"PK\x05\x06\0\0\0\0");
    body.extend(count);
    body.extend(count);
    body.extend(length);
    body.extend(begins);
    body.extend([0, 0]);
    body
}
