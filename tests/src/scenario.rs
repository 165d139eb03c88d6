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

/// As much as a thread of the server has (`api/src/commands`): unoptimised futures of a whole
/// request are large.
const STACK: usize = 8 * 1024 * 1024;

/// Tells a story on threads like the server's.
///
/// # Panics
/// The story does.
pub fn on_stage<F: Future<Output = ()>>(story: impl FnOnce() -> F + Send) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .expect("a runtime");
    std::thread::scope(|scope| {
        let stage = std::thread::Builder::new().stack_size(STACK);
        let told = stage.spawn_scoped(scope, || runtime.block_on(story())).expect("a thread");
        if let Err(panic) = told.join() {
            std::panic::resume_unwind(panic);
        }
    });
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

                #[test]
                fn on_sqlite() {
                    $crate::scenario::on_stage(|| {
                        $crate::scenario::tell($crate::Engine::Sqlite, $reactions, story)
                    });
                }

                #[test]
                fn on_postgres() {
                    $crate::scenario::on_stage(|| {
                        $crate::scenario::tell($crate::Engine::Postgres, $reactions, story)
                    });
                }
            }
        )+
    };
}
