//! The object `Image`, built from the noun without another statement.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, ID, Object, Result};
use moka::sync::Cache;
use platform::App;
use platform::graphql::ContextExt;
use uuid::Uuid;

use crate::media;

/// The address of a path of ours, as the outside world reaches it.
pub fn address(ctx: &Context<'_>, path: &str) -> String {
    let origin = ctx.app().settings().server.public_url.as_str();
    format!("{}{path}", origin.trim_end_matches('/'))
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Image(Arc<media::Image>);

impl From<media::Image> for Image {
    fn from(image: media::Image) -> Self {
        Self(Arc::new(image))
    }
}

/// A picture in a few widths, drawn anew from what was sent: it carries no place, no names and no
/// other metadata.
#[Object]
impl Image {
    /// The opaque id, `image_…`.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The address of the picture as JPEG. What it serves never changes, so it may be kept for
    /// ever.
    async fn url(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default = 640,
            desc = "How many pixels wide it will be shown. The narrowest version that is wide \
                    enough is given, or the widest there is: 320, 640 or 1280 pixels, and never \
                    wider than the picture itself."
        )]
        width: i32,
    ) -> String {
        address(ctx, &self.0.path(u32::try_from(width).unwrap_or(0)))
    }

    /// The width in pixels of the picture as it was sent, the right way up; for its proportions.
    async fn width(&self) -> i32 {
        i32::try_from(self.0.width).unwrap_or(i32::MAX)
    }

    /// The height in pixels of the picture as it was sent, the right way up; for its proportions.
    async fn height(&self) -> i32 {
        i32::try_from(self.0.height).unwrap_or(i32::MAX)
    }

    /// The average colour, as `#rrggbb`; to be shown before the picture is there.
    async fn dominant_color(&self) -> String {
        format!("#{:06x}", self.0.dominant_colour)
    }

    /// A `BlurHash` of 4 by 3 components; to be drawn before the picture is there.
    async fn placeholder(&self) -> &str {
        &self.0.placeholder
    }

    /// What to tell somebody who cannot see the picture, in the words of whoever sent it; empty if
    /// they said nothing.
    async fn alt(&self) -> &str {
        &self.0.alt
    }
}

/// How many images are kept at hand, of about half a kilobyte each.
const KEPT: u64 = 20_000;

/// Reads images by id, and keeps what it read at hand: an image never changes, and nothing names
/// one that was removed. Who may see it was decided where its id was found.
pub struct ImageLoader {
    app: App,
    kept: Cache<Uuid, Image>,
}

impl ImageLoader {
    pub fn new(app: App) -> Self {
        let kept = Cache::builder().max_capacity(KEPT).time_to_live(Duration::from_mins(10));
        Self { app, kept: kept.build() }
    }
}

impl Loader<Uuid> for ImageLoader {
    type Value = Image;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Image>> {
        let images = media::many(self.app.reader(), keys.iter().copied()).await?;
        let images = images.into_iter().map(|image| (image.id.uuid(), Image::from(image)));
        Ok(images.inspect(|(id, image)| self.kept.insert(*id, image.clone())).collect())
    }
}

/// One image by id, through the loader; `None` if there is none.
pub async fn load_image(ctx: &Context<'_>, id: Uuid) -> Result<Option<Image>> {
    Ok(load_images(ctx, vec![id]).await?.pop())
}

/// Images by id, through the loader, in the order of the ids; the missing are left out.
pub async fn load_images(ctx: &Context<'_>, ids: Vec<Uuid>) -> Result<Vec<Image>> {
    let loader = ctx.data_unchecked::<DataLoader<ImageLoader>>();
    let kept: Option<Vec<Image>> = ids.iter().map(|id| loader.loader().kept.get(id)).collect();
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let mut found = loader.load_many(ids.iter().copied()).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}
