//! `staff`: the platform's own people, by the authority of whoever runs the server.

use platform::clock::Clock;
use platform::config::InForce;

use super::arguments::StaffAct;
use super::ending::Ending;
use super::{assembly, migrate};
use crate::identity::actions::staff;
use crate::identity::handle::Handle;

/// Does it in the database of the settings, beside servers that run on it.
pub async fn run(in_force: &InForce, act: StaffAct) -> Result<(), Ending> {
    let StaffAct::Appoint { handle, role } = act;
    let nobody = || Ending::Failed(format!("nobody here has the handle {handle}"));
    let parsed = Handle::parse(&handle).map_err(|_| nobody())?;
    let connect = assembly::connect(&in_force.settings)?;
    let migrated = async { migrate::up(&connect).await.map(|_| ()) };
    let app = assembly::app(in_force, &connect, Clock::system(), migrated).await?;
    let appointed = staff::appoint(&app, &parsed, role).await?;
    app.database().clone().close().await?;
    let account = appointed.ok_or_else(nobody)?;
    println!("{} is {} from now on.", account.handle, role.name());
    Ok(())
}
