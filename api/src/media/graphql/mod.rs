//! What the API shows of uploads and pictures. Translates; decides nothing.

mod document;
mod image;
mod picture;
mod upload;

pub use document::{DocumentTicket, DocumentUpload};
pub use image::{Image, ImageLoader, address, load_image, load_images};
pub use picture::{PictureMutation, ProfilePictureSetInput, ProfilePictureSetPayload};
pub use upload::{
    Upload, UploadCreateInput, UploadCreatePayload, UploadMutation, UploadPurpose, UploadQuery,
    UploadRejection, UploadState,
};
