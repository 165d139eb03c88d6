//! Using uploads: what another slice may take, in its own transaction, and what it may not.

use kit::machinery;

use super::{Studio, announce, attach, reactions, ready};

machinery! {
    with reactions();
    /// Ready uploads of one's own are used in the order asked for, and only once.
    async fn ready_uploads_are_used_once_and_in_order(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let (one, two) = (ready(&studio, &ana).await, ready(&studio, &ana).await);
        let used = attach(world, &ana.id, &[&two.id, &one.id]).await.expect("both");
        let hex: Vec<String> = used.iter().map(|id| id.simple().to_string()).collect();
        assert_eq!(hex, [two.id.replace("upload_", ""), one.id.replace("upload_", "")]);
        assert!(attach(world, &ana.id, &[&one.id]).await.is_none(), "used already");
        assert_eq!(attach(world, &ana.id, &[]).await, Some(Vec::new()));
    }

    /// If one of a list may not be used, none is.
    async fn one_wrong_upload_spoils_the_list(world) {
        let studio = Studio::new(world);
        let (ana, ben) = (studio.person("ana").await, studio.person("ben").await);
        let (own, theirs) = (ready(&studio, &ana).await, ready(&studio, &ben).await);
        let waiting = announce(&ana, 100).await;
        let unknown = format!("upload_{}", "0".repeat(32));
        for wrong in [&theirs.id, &waiting.id, &unknown, &own.id] {
            assert!(attach(world, &ana.id, &[&own.id, wrong]).await.is_none(), "{wrong}");
        }
        assert_eq!(world.count("SELECT count(*) FROM upload WHERE state = 'ATTACHED'").await, 0);
        assert!(attach(world, &ana.id, &[&own.id]).await.is_some());
    }
}
