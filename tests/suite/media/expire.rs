//! What the clock does to uploads, and what the database refuses whoever asks.

use fairstall::media::UploadState;
use kit::{hours, machinery, minutes};
use platform::transitions::States;
use sea_orm::ConnectionTrait;

use super::{Studio, announce, attach, jpeg, picture, reactions, ready, send, sent, shown};

machinery! {
    with reactions();
    /// After a day, what nothing uses is gone with its files; what is used stays.
    async fn what_nothing_uses_is_gone_after_a_day(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let (used, unused) = (ready(&studio, &ana).await, ready(&studio, &ana).await);
        let _staged = announce(&ana, 100).await;
        let (_rejected, _) = sent(&studio, &ana, "image/png", &jpeg(9, 9)).await;
        assert!(attach(world, &ana.id, &[&used.id]).await.is_some());
        let key = |id: &str| format!("images/{}/64.jpg", id.replace("upload_", ""));
        let stored = async |id: &str| world.app().blobs().get(&key(id)).await.expect("a store");
        assert!(stored(&unused.id).await.is_some());

        world.later(hours(23)).await;
        assert_eq!(world.count("SELECT count(*) FROM upload").await, 4);
        world.later(hours(2)).await;
        assert_eq!(world.count("SELECT count(*) FROM upload").await, 1);
        assert_eq!(world.count("SELECT count(*) FROM image").await, 1);
        assert!(stored(&unused.id).await.is_none());
        assert!(stored(&used.id).await.is_some());
        assert_eq!(picture(&studio, &used.id, "64.jpg", None).await.status(), 200);
    }

    /// A server that is stopped while it looks at a file leaves no upload hanging.
    async fn an_interrupted_look_is_told(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let photo = jpeg(64, 48);
        let upload = announce(&ana, photo.len()).await;
        let due = platform::clock::to_millis(world.app().now()) + 120_000;
        world.run(&format!("UPDATE upload SET state = 'RECEIVED', received_at = {due}, \
            sha256 = '{}'", "0".repeat(64))).await;
        world.run(&format!("INSERT INTO timer (kind, aggregate, generation, due_at, next_at) \
            SELECT 'upload.interrupt', id, 1, {due}, {due} FROM upload")).await;
        world.later(minutes(3)).await;
        let told = shown(&ana, &upload.id).await;
        assert_eq!((told["state"].as_str(), told["rejection"].as_str()),
            (Some("REJECTED"), Some("INTERRUPTED")));
        assert_eq!(send(&studio, &upload, photo).await.0, 409);
    }

    /// The database knows the same edges as the code, and refuses every other change.
    async fn the_database_refuses_an_edge_that_is_not_allowed(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let _ = announce(&ana, 100).await;
        let mut known: Vec<String> = UploadState::EDGES
            .iter()
            .map(|(from, to, _)| format!("{} {}", from.name(), to.name()))
            .collect();
        known.sort();
        let kept = world.ask("SELECT from_state || ' ' || to_state FROM allowed_transition \
            WHERE machine = 'upload' ORDER BY 1").await;
        assert_eq!(kept, known);
        for state in ["READY", "ATTACHED", "REJECTED", "LOST"] {
            let force = format!("UPDATE upload SET state = '{state}'");
            assert!(world.direct().execute_unprepared(&force).await.is_err(), "{state}");
        }
    }
}
