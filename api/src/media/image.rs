//! A picture as it is served.

use pictures::codec::Clean;
use platform::kernel::{Id, Noun};
use time::OffsetDateTime;

use super::upload::Upload;
use crate::identity::Account;

/// A picture in a few widths. It never changes: its address may be remembered for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub id: Id<Image>,
    pub owner_id: Id<Account>,
    /// Of the picture as it was sent, the right way up.
    pub width: u32,
    pub height: u32,
    /// The average colour, as 0xRRGGBB.
    pub dominant_colour: u32,
    /// A `BlurHash`.
    pub placeholder: String,
    /// What is stored, narrowest first, as pairs of width and height; never empty.
    pub variants: Vec<(u32, u32)>,
    /// What a person who cannot see it is told; may be empty.
    pub alt: String,
    pub made_at: OffsetDateTime,
}

impl Noun for Image {
    const PREFIX: &'static str = "image";
}

impl Image {
    /// The width to serve where this many pixels are wanted: the narrowest that is wide enough, or
    /// the widest there is.
    pub fn nearest(&self, wanted: u32) -> u32 {
        let widths = || self.variants.iter().map(|(width, _)| *width);
        widths()
            .find(|width| *width >= wanted)
            .or_else(|| widths().next_back())
            .unwrap_or(self.width)
    }

    /// The path that serves a width.
    pub fn path(&self, wanted: u32) -> String {
        format!("/media/{}/{}.jpg", self.id, self.nearest(wanted))
    }
}

/// The image of an upload, out of what was made of its bytes.
pub(super) fn made_of(upload: &Upload, clean: &Clean, now: OffsetDateTime) -> Image {
    Image {
        id: Id::from_uuid(upload.id.uuid()),
        owner_id: upload.owner_id,
        width: clean.width,
        height: clean.height,
        dominant_colour: clean.dominant,
        placeholder: clean.blurhash.clone(),
        variants: clean.variants.iter().map(|made| (made.width, made.height)).collect(),
        alt: upload.alt.clone(),
        made_at: now,
    }
}

/// Where a width of an image is stored; made of nothing that a client can choose.
pub(super) fn storage_key(id: Id<Image>, width: u32) -> String {
    format!("{}/{width}.jpg", storage_folder(id))
}

/// Where everything of an image is stored.
pub(super) fn storage_folder(id: Id<Image>) -> String {
    format!("images/{}", id.uuid().simple())
}

#[cfg(test)]
mod tests {
    use platform::clock::from_millis;
    use uuid::Uuid;

    use super::*;

    fn image(variants: &[(u32, u32)]) -> Image {
        Image {
            id: Id::from_uuid(Uuid::nil()),
            owner_id: Id::from_uuid(Uuid::nil()),
            width: 4000,
            height: 3000,
            dominant_colour: 0,
            placeholder: String::new(),
            variants: variants.to_vec(),
            alt: String::new(),
            made_at: from_millis(0),
        }
    }

    #[test]
    fn the_narrowest_that_is_wide_enough_is_served() {
        let image = image(&[(320, 240), (640, 480), (1280, 960)]);
        let table = [(0, 320), (1, 320), (320, 320), (321, 640), (1280, 1280), (9999, 1280)];
        for (wanted, served) in table {
            assert_eq!(image.nearest(wanted), served, "for {wanted}");
        }
        let path = "/media/image_00000000000000000000000000000000/640.jpg";
        assert_eq!(image.path(500), path);
    }

    #[test]
    fn a_key_is_made_of_digits_alone() {
        let key = storage_key(Id::from_uuid(Uuid::nil()), 320);
        assert_eq!(key, "images/00000000000000000000000000000000/320.jpg");
    }
}
