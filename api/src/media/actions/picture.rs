//! A person shows a picture of their own as theirs.

use platform::kernel::Id;
use platform::{App, Error, refusals, transaction};

use crate::identity::actions::profile;
use crate::identity::{Account, Person};
use crate::media::store::uploads::attach;
use crate::media::upload::Upload;

refusals! {
    /// Why the picture was not shown, in order of precedence.
    pub enum PictureRefusal: "ProfilePictureSetErrorCode", ProfilePictureSetUserError {
        /// The account is suspended, or waits for a guardian.
        AccountRestrained at [] says "This account may not change its picture now.",
        /// Not a picture of yours that is ready and not in use.
        ImageInvalid at ["imageId"] says "Choose a picture of your own that is not in use.",
    }
}

/// Shows a ready upload of the person as their picture, or none any longer.
///
/// # Errors
/// [`PictureRefusal`], or ours.
pub async fn show_picture(
    app: &App,
    person: &Person,
    image: Option<Id<Upload>>,
) -> Result<Account, Error<PictureRefusal>> {
    person.may_act().map_err(|_| PictureRefusal::AccountRestrained)?;
    transaction!(app, |tx| {
        let used = match image {
            None => None,
            Some(image) => {
                let attached = attach(tx, person.account_id(), &[image]).await?;
                let first = attached.and_then(|ids| ids.first().copied());
                Some(first.ok_or(PictureRefusal::ImageInvalid)?)
            }
        };
        let shown = profile::set_picture(tx, person, used).await?;
        shown.ok_or_else(|| PictureRefusal::AccountRestrained.into())
    })
}
