//! The object `Image`, built from the noun without another statement.

use async_graphql::{Context, ID, Object};
use platform::graphql::ContextExt;

use crate::media;

/// The address of a path of ours, as the outside world reaches it.
pub(super) fn address(ctx: &Context<'_>, path: &str) -> String {
    let origin = ctx.app().settings().server.public_url.as_str();
    format!("{}{path}", origin.trim_end_matches('/'))
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Image(media::Image);

impl From<media::Image> for Image {
    fn from(image: media::Image) -> Self {
        Self(image)
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
