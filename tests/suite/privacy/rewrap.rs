//! G12: the keys of many subjects are rewrapped while others read; no read fails, and what it costs
//! those who read is told. `REWRAP` says how many keys; 100,000 take some minutes to make.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fairstall::privacy::{self, turning};
use kit::{World, scenario};
use platform::App;
use vault::pii::{Pii, Row};

use super::{NUMBER, Number, own, sealed};

fn keys() -> u64 {
    std::env::var("REWRAP").ok().and_then(|text| text.parse().ok()).unwrap_or(450)
}

/// How many subjects are read, over and over.
const READ: u64 = 100;

type Values = Arc<Vec<(Pii<Number>, Row)>>;

/// Reads until told to stop, one after the other with a breath between: how long each took, and how
/// many failed.
async fn read_on(app: App, values: Values, stop: Arc<AtomicBool>) -> (Vec<Duration>, u64) {
    let (mut took, mut failed) = (Vec::new(), 0);
    for (value, row) in values.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let began = Instant::now();
        let opened = privacy::open(&app, &own(row.subject), &[NUMBER]).await;
        let read =
            opened.is_ok_and(|opened| opened.is_ok_and(|gate| gate.read(value, row).is_ok()));
        took.push(began.elapsed());
        failed += u64::from(!read);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    (took, failed)
}

fn p99(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[(took.len() - 1) * 99 / 100]
}

/// Reads on two servers while something is done; how long it took, and how the reads went.
async fn meanwhile(
    world: &World,
    values: &Values,
    act: impl Future<Output = ()>,
) -> (Duration, Duration, usize) {
    let stop = Arc::new(AtomicBool::new(false));
    let there = world.another_server().await;
    let readers: Vec<_> = [world.app().clone(), there]
        .map(|app| tokio::spawn(read_on(app, Arc::clone(values), Arc::clone(&stop))))
        .into();
    let began = Instant::now();
    act.await;
    let took = began.elapsed();
    stop.store(true, Ordering::Relaxed);
    let mut all = Vec::new();
    for reader in readers {
        let (reads, failed) = reader.await.expect("a reader");
        assert_eq!(failed, 0, "a read failed");
        all.extend(reads);
    }
    let count = all.len();
    (took, p99(all), count)
}

scenario! {
    async fn g12_no_read_fails_while_keys_are_rewrapped(world) {
        let (app, all) = (world.app(), keys());
        let began = Instant::now();
        let mut values = Vec::new();
        for number in 0..all {
            if number < READ {
                values.push(sealed(app, number).await);
            } else {
                privacy::keys_of(app, app.new_uuid()).await.expect("keys");
            }
        }
        let (made, values) = (began.elapsed(), Arc::new(values));
        let calm = if all > 10_000 { Duration::from_secs(20) } else { Duration::from_millis(300) };
        let (_, before, quiet) = meanwhile(world, &values, tokio::time::sleep(calm)).await;
        assert_eq!(turning::rotate(app).await.expect("a new epoch"), 2);
        let rewrap = async {
            while turning::rewrap_some(app).await.expect("a rewrap") > 0 {}
        };
        let (took, during, busy) = meanwhile(world, &values, rewrap).await;
        let standing = turning::standing(app).await.expect("a standing");
        assert_eq!((standing.epoch, standing.subjects, standing.older), (2, all, 0));
        assert_eq!(turning::close_earlier(app).await.expect("closed"), 1);
        let (_, after, _) =
            meanwhile(world, &values, tokio::time::sleep(Duration::from_millis(300))).await;
        println!(
            "{:?}: {all} keys made in {made:?}, rewrapped in {took:?}; p99 of a read {before:?} \
             before ({quiet} reads), {during:?} meanwhile ({busy}), {after:?} after; none failed",
            world.engine()
        );
    }
}
