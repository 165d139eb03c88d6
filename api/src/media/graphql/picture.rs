//! The mutation by which a person shows a picture as theirs.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use crate::identity::graphql::{User, ViewerExt};
use crate::media::actions::{self, PictureRefusal};

/// Which picture to show of yourself.
#[derive(InputObject)]
pub struct ProfilePictureSetInput {
    /// An upload of yours that is `READY`; null to show none any longer.
    pub image_id: Option<ID>,
}

payload! {
    /// The answer of `profilePictureSet`.
    pub struct ProfilePictureSetPayload refused by PictureRefusal {
        /// You as everybody sees you now; null when refused.
        user: User,
    }
}

#[derive(Default)]
pub struct PictureMutation;

#[Object]
impl PictureMutation {
    /// Show a picture of yours as your profile's, or none.
    async fn profile_picture_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which picture.")] input: ProfilePictureSetInput,
    ) -> Result<ProfilePictureSetPayload> {
        let image = input.image_id.as_ref().map(|id| parse_id(id)).transpose()?;
        let shown = actions::show_picture(ctx.app(), ctx.person()?, image).await;
        reply(shown.map(User::from))
    }
}
