//! The clocks of uploads. Every server runs these; each firing has its effect once.

use platform::timers::TimerHandler;
use time::Duration;

use super::actions;

/// A day after it was announced: removed, unless something uses it.
pub const EXPIRE: &str = "upload.expire";
/// A day after a document was announced: removed, unless it is part of something.
pub const EXPIRE_DOCUMENT: &str = "document.expire";
/// How long after a legal hold was met somebody looks again.
pub const LOOK_AGAIN: Duration = Duration::days(30);
/// Two minutes after its bytes arrived: nobody is looking at them any more.
pub const INTERRUPT: &str = "upload.interrupt";

/// Who acts when a deadline of an upload comes.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler {
            kind: EXPIRE,
            run: |app, firing| Box::pin(async move { actions::expire(&app, firing).await }),
        },
        TimerHandler {
            kind: EXPIRE_DOCUMENT,
            run: |app, firing| {
                Box::pin(async move { actions::expire_document(&app, firing).await })
            },
        },
        TimerHandler {
            kind: INTERRUPT,
            run: |app, firing| Box::pin(async move { actions::interrupt(&app, firing).await }),
        },
    ]
}
