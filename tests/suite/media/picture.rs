//! The picture a person shows of themselves.

use kit::{nothing_changed, scenario};
use serde_json::json;

use crate::social::picture;

const SET: &str = "mutation ($input: ProfilePictureSetInput!) { profilePictureSet(input: $input) {
    user { picture { id } } userErrors { code field } } }";

scenario! {
    async fn a_person_shows_a_picture_of_their_own_and_takes_it_down(world) {
        let (ana, ben) = (world.person("ana").await, world.person("ben").await);
        let (own, theirs) = (picture(world, &ana).await, picture(world, &ben).await);
        let shown = ana.act(SET, json!({ "imageId": own })).await.done();
        let id = shown.text("profilePictureSet.user.picture.id");
        assert_eq!(id, own.replace("upload_", "image_"));
        world.settle().await;
        let wrong = ana.act(SET, json!({ "imageId": theirs }));
        nothing_changed(world, wrong).await.refused("IMAGE_INVALID");
        let again = ana.act(SET, json!({ "imageId": own }));
        nothing_changed(world, again).await.refused("IMAGE_INVALID");
        let product = json!({ "imageId": "product_019a0000000070008000000000000001" });
        nothing_changed(world, ana.act(SET, product)).await.error("INVALID_ID");
        let none = ana.act(SET, json!({ "imageId": null })).await.done();
        assert!(none.data("profilePictureSet.user.picture").is_null());
    }
}
