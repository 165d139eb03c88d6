//! `serve`: everything from an empty folder to a server that answers, and back to silence.

use std::sync::Arc;

use platform::clock::Clock;
use platform::config::{InForce, Settings};
use platform::database::Connect;
use platform::http::Metrics;
use platform::telemetry::Telemetry;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::ending::Ending;
use super::{assembly, demo, migrate, terminal, welcome};
use crate::demo::{Outcome, sign_ins};
use crate::{server, worker};

/// Serves until asked to stop; what is in flight then may finish.
pub async fn run(in_force: &InForce) -> Result<(), Ending> {
    let clock = Clock::system();
    let telemetry = Telemetry::start(&in_force.settings.telemetry, clock.clone())?;
    let served = serve(in_force, clock, &telemetry).await;
    // It waits for the network, on a thread that may.
    let _ = tokio::task::spawn_blocking(move || telemetry.shutdown()).await;
    served
}

async fn serve(in_force: &InForce, clock: Clock, telemetry: &Telemetry) -> Result<(), Ending> {
    let settings = &in_force.settings;
    // An address in use is found out before anything is made.
    let listener = listen(settings).await?;
    let connect = assembly::connect(settings)?;
    let migrated = bring_up_to_date(&connect);
    let app = assembly::app(in_force, &connect, clock, migrated).await?;
    let demo_is_here = settings.demo.load && demo::load(&app, false).await? != Outcome::NotEmpty;
    let numbers = telemetry.numbers();
    let metrics: Metrics = Arc::new(move || numbers.render());
    let transport = server::transport(&app, settings, Some(metrics)).map_err(Ending::Failed)?;
    let stop = CancellationToken::new();
    let work = worker::start(&app, &stop);
    welcome::print(settings, &if demo_is_here { sign_ins()? } else { Vec::new() });
    let served = transport.serve(listener, terminal::asked_to_stop()).await;
    stop.cancel();
    // Each ends after what it is doing.
    work.join_all().await;
    app.database().clone().close().await?;
    served.map_err(|error| Ending::failed("the server", &error))
}

async fn listen(settings: &Settings) -> Result<TcpListener, Ending> {
    let address = settings.server.listen;
    TcpListener::bind(address)
        .await
        .map_err(|error| Ending::failed(&format!("cannot listen on {address}"), &error))
}

async fn bring_up_to_date(connect: &Connect) -> Result<(), Ending> {
    for migration in migrate::up(connect).await? {
        tracing::info!(migration, "migrated");
    }
    Ok(())
}
