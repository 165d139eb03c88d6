//! A scenario: a story told on both engines, after which nothing may be left undone or broken.

use crate::database::Engine;
use crate::invariants;
use crate::world::{Reactions, World};

/// Tells a story in a world of its own, lets the world come to rest, and checks what must hold.
pub async fn tell(
    engine: Engine,
    reactions: Reactions,
    story: impl for<'world> AsyncFnOnce(&'world World),
) {
    let Some(world) = World::reacting(engine, reactions).await else { return };
    story(&world).await;
    world.settle().await;
    let broken = invariants::broken(&world).await;
    assert!(broken.is_empty(), "after the story:\n{}", broken.join("\n"));
    world.close().await;
}

/// Stories of the shop: each becomes a module with one test per engine.
///
/// ```ignore
/// scenario! {
///     /// A second like is the first one: it neither fails nor counts twice.
///     async fn liking_twice_counts_once(world) { … }
/// }
/// ```
#[macro_export]
macro_rules! scenario {
    ($($(#[$about:meta])* async fn $name:ident($world:ident) $story:block)+) => {
        $crate::machinery! {
            with $crate::world::Reactions::of_the_shop();
            $($(#[$about])* async fn $name($world) $story)+
        }
    };
}

/// Stories of the machinery: each becomes a module with one test per engine. The reactions are
/// those that the test brings.
///
/// ```ignore
/// machinery! {
///     with reactions();
///     /// What it shows.
///     async fn a_timer_fires_once(world) { … }
/// }
/// ```
#[macro_export]
macro_rules! machinery {
    (
        with $reactions:expr;
        $($(#[$about:meta])* async fn $name:ident($world:ident) $story:block)+
    ) => {
        $(
            $(#[$about])*
            mod $name {
                use super::*;

                async fn story($world: &$crate::World) $story

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    $crate::scenario::tell($crate::Engine::Sqlite, $reactions, story).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_postgres() {
                    $crate::scenario::tell($crate::Engine::Postgres, $reactions, story).await;
                }
            }
        )+
    };
}
