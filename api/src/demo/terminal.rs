//! What the terminal tells the server: when to stop.

use tokio::signal;

/// Resolves when the server is asked to stop: by SIGTERM, or by Ctrl-C. Asked a second time, the
/// process ends at once.
pub async fn asked_to_stop() {
    asked().await;
    eprintln!("Stopping: what is in flight may finish. Ask again to end at once.");
    tokio::spawn(async {
        asked().await;
        std::process::exit(1);
    });
}

#[cfg(unix)]
async fn asked() {
    use signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = signal::ctrl_c() => {}
            }
        }
        // Without a handler SIGTERM ends the process by itself.
        Err(_) => {
            let _ = signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn asked() {
    let _ = signal::ctrl_c().await;
}
