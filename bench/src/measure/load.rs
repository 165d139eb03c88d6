//! Sending requests: at a fixed rate whatever comes back (open), or each connection as fast as it
//! gets answers (closed). Both end after a time that is set before.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::check::Expected;
use super::schedule::Schedule;
use super::times::Times;
use super::wire::{Call, Connection};
use crate::fault::{Outcome, While};

/// One request of a scenario with what must come back.
#[derive(Debug, Clone)]
pub struct Shot {
    pub call: Call,
    pub expected: Expected,
}

/// The requests of a scenario to one side, and how many were sent: rounds go on where the one
/// before ended, so that a scenario that writes never does the same thing twice in a row.
pub struct Magazine {
    shots: Vec<Shot>,
    sent: Arc<AtomicU64>,
}

impl Magazine {
    /// Requests that are sent in turn; two sides that share a counter take turns in one row.
    pub fn new(shots: Vec<Shot>, sent: Arc<AtomicU64>) -> Self {
        Self { shots, sent }
    }

    fn next(&self) -> Option<&Shot> {
        let nth = self.sent.fetch_add(1, Ordering::Relaxed);
        let length = u64::try_from(self.shots.len()).ok().filter(|length| *length > 0)?;
        self.shots.get(usize::try_from(nth % length).ok()?)
    }
}

/// What came of a round.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub times: Times,
    pub took: Duration,
    /// Wrong or missing answers by what was wrong.
    pub errors: BTreeMap<String, u64>,
    pub bytes: u64,
}

impl Tally {
    /// Answers, right or wrong.
    pub fn answers(&self) -> u64 {
        u64::try_from(self.times.count()).unwrap_or(u64::MAX) + self.failed()
    }

    /// Wrong or missing answers.
    pub fn failed(&self) -> u64 {
        self.errors.values().sum()
    }

    /// Right answers in a second.
    pub fn per_second(&self) -> f64 {
        let right = u32::try_from(self.times.count()).unwrap_or(u32::MAX);
        f64::from(right) / self.took.as_secs_f64().max(1e-9)
    }

    /// Adds another round, or what another connection saw.
    pub fn join(&mut self, other: Self) {
        self.times.join(other.times);
        self.took += other.took;
        self.bytes += other.bytes;
        for (what, count) in other.errors {
            *self.errors.entry(what).or_default() += count;
        }
    }

    fn see(&mut self, expected: &Expected, answer: &Outcome<(u16, Bytes)>, took: Duration) {
        let fault = match answer {
            Ok((status, body)) => {
                self.bytes += u64::try_from(body.len()).unwrap_or_default();
                expected.fault(*status, body)
            }
            Err(fault) => Some(fault.to_string()),
        };
        match fault {
            None => self.times.add(took),
            Some(what) if self.errors.len() < 20 || self.errors.contains_key(&what) => {
                *self.errors.entry(what).or_default() += 1;
            }
            Some(_) => *self.errors.entry("others".to_owned()).or_default() += 1,
        }
    }
}

/// Every connection asks, waits for the answer, and asks again, for `time`.
pub async fn closed(
    to: SocketAddr,
    magazine: &Arc<Magazine>,
    connections: usize,
    time: Duration,
) -> Outcome<Tally> {
    let began = Instant::now();
    let mut askers = JoinSet::new();
    for _ in 0..connections {
        let mut connection = Connection::to(to)?;
        let magazine = Arc::clone(magazine);
        askers.spawn(async move {
            let mut tally = Tally::default();
            while began.elapsed() < time {
                let Some(shot) = magazine.next() else { break };
                let asked = Instant::now();
                let answer = connection.ask(&shot.call).await;
                tally.see(&shot.expected, &answer, asked.elapsed());
                if tally.failed() > 1_000 {
                    break;
                }
            }
            tally
        });
    }
    gather(askers, began).await
}

/// Requests become due on schedule and take the next free connection; what they wait for it
/// counts, because it is counted from when they were due.
pub async fn open(
    to: SocketAddr,
    magazine: &Arc<Magazine>,
    connections: usize,
    schedule: Schedule,
) -> Outcome<Tally> {
    let due = Arc::new(Semaphore::new(0));
    let taken = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    pace(&due, began, schedule).when("start the thread that keeps time")?;
    let mut askers = JoinSet::new();
    for _ in 0..connections {
        let mut connection = Connection::to(to)?;
        let (magazine, due, taken) = (Arc::clone(magazine), Arc::clone(&due), Arc::clone(&taken));
        askers.spawn(async move {
            let mut tally = Tally::default();
            while let Ok(permit) = due.acquire().await {
                permit.forget();
                let arrival = taken.fetch_add(1, Ordering::Relaxed);
                let Some(shot) = magazine.next().filter(|_| arrival < schedule.arrivals()) else {
                    break;
                };
                let answer = connection.ask(&shot.call).await;
                let waited = began.elapsed().saturating_sub(schedule.due(arrival));
                tally.see(&shot.expected, &answer, waited);
                // What is this far behind has failed; the rest of the row would only take time.
                if waited > Duration::from_secs(10) || arrival + 1 == schedule.arrivals() {
                    due.close();
                }
            }
            tally
        });
    }
    let mut tally = gather(askers, began).await?;
    let missing = schedule.arrivals().saturating_sub(tally.answers());
    if missing > 0 {
        tally.errors.insert("never answered: the queue grew too long".to_owned(), missing);
    }
    Ok(tally)
}

/// A thread of its own keeps time: the runtime's timers are a millisecond coarse, and waiting by
/// turning would take a core from the server.
fn pace(due: &Arc<Semaphore>, began: Instant, schedule: Schedule) -> std::io::Result<()> {
    let due = Arc::clone(due);
    let keep_time = move || {
        for arrival in 0..schedule.arrivals() {
            let ahead = schedule.due(arrival).saturating_sub(began.elapsed());
            if ahead > Duration::from_micros(20) {
                std::thread::sleep(ahead);
            }
            if due.is_closed() {
                return;
            }
            due.add_permits(1);
        }
    };
    std::thread::Builder::new().name("pace".to_owned()).spawn(keep_time)?;
    Ok(())
}

async fn gather(mut askers: JoinSet<Tally>, began: Instant) -> Outcome<Tally> {
    let mut all = Tally::default();
    while let Some(tally) = askers.join_next().await {
        all.join(tally?);
    }
    all.took = began.elapsed();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers every request alike; a server and a client in one, without anything installed.
    async fn echo() -> SocketAddr {
        let app = axum::Router::new().fallback(|| async { r#"{"data":{"a":1}}"# });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        address
    }

    fn magazine(answer: &str) -> Arc<Magazine> {
        let expected = Expected::same(answer.as_bytes());
        let shot = Shot { call: Call::get("/x"), expected };
        Arc::new(Magazine::new(vec![shot], Arc::default()))
    }

    #[tokio::test]
    async fn an_open_round_sends_what_was_planned_and_no_more() {
        let schedule = Schedule::new(200.0, Duration::from_millis(500));
        let to = echo().await;
        let tally = open(to, &magazine(r#"{"data":{"a":1}}"#), 4, schedule).await.unwrap();
        assert_eq!((tally.answers(), tally.failed()), (100, 0), "{:?}", tally.errors);
        assert!(tally.took >= Duration::from_millis(495), "{:?}", tally.took);
    }

    #[tokio::test]
    async fn a_wrong_answer_is_an_error_and_no_time() {
        let time = Duration::from_millis(100);
        let tally = closed(echo().await, &magazine(r#"{"data":{"a":2}}"#), 2, time).await.unwrap();
        assert!(tally.failed() > 0 && tally.times.count() == 0, "{tally:?}");
        assert!(tally.errors.keys().all(|what| what.contains("differs at byte 13")), "{tally:?}");
    }
}
