//! Reads a body into memory, byte by counted byte, against the clock.

use platform::kernel::hex;
use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use platform::graphql::ErrorCode;
use sha2::{Digest as _, Sha256};
use tokio::time::timeout;

use super::answer::TurnedAway;
use crate::media::actions::Arrived;

/// How long a file may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// In all: ten mebibytes in this time is two megabits a second.
    pub whole: Duration,
    /// Between two pieces.
    pub pause: Duration,
}

impl Patience {
    pub const USUAL: Self = Self { whole: Duration::from_secs(45), pause: Duration::from_secs(10) };
}

const TOO_LONG: TurnedAway = TurnedAway::because(
    ErrorCode::PayloadTooLarge,
    "More bytes came than were announced; they may be sent again.",
);
const BROKEN_OFF: TurnedAway = TurnedAway::because(
    ErrorCode::BadRequest,
    "The body broke off before its end; it may be sent again.",
);

/// The whole body, if it ends after at most `most` bytes and in time.
pub async fn read(body: Body, most: u64, patience: Patience) -> Result<Arrived, TurnedAway> {
    let whole = pieces(body, most, patience.pause);
    timeout(patience.whole, whole).await.map_err(|_| TurnedAway::TOO_SLOW)?
}

async fn pieces(body: Body, most: u64, pause: Duration) -> Result<Arrived, TurnedAway> {
    let mut stream = body.into_data_stream();
    let mut bytes = BytesMut::new();
    let mut hash = Sha256::new();
    loop {
        let piece = timeout(pause, stream.next()).await.map_err(|_| TurnedAway::TOO_SLOW)?;
        let Some(piece) = piece else { break };
        let piece: Bytes = piece.map_err(|_| BROKEN_OFF)?;
        if (bytes.len() + piece.len()) as u64 > most {
            return Err(TOO_LONG);
        }
        hash.update(&piece);
        bytes.extend_from_slice(&piece);
    }
    Ok(Arrived { bytes: bytes.freeze(), sha256: hex(&hash.finalize()) })
}

#[cfg(test)]
mod tests {
    use std::io;

    use futures_util::stream;
    use http::StatusCode;

    use super::*;

    const SHORT: Patience =
        Patience { whole: Duration::from_millis(200), pause: Duration::from_millis(50) };

    fn in_pieces(count: usize, apart: Duration) -> Body {
        Body::from_stream(stream::unfold(0, move |sent| async move {
            if sent == count {
                return None;
            }
            tokio::time::sleep(apart).await;
            Some((Ok::<_, io::Error>(Bytes::from_static(b"abcd")), sent + 1))
        }))
    }

    #[tokio::test]
    async fn a_body_is_read_whole_and_hashed() {
        let arrived = read(Body::from("a"), 1, SHORT).await.unwrap();
        assert_eq!(arrived.bytes, "a");
        assert!(arrived.sha256.starts_with("ca978112ca1bbdca"));
        let arrived = read(in_pieces(3, Duration::ZERO), 12, SHORT).await.unwrap();
        assert_eq!(arrived.bytes, "abcdabcdabcd");
    }

    #[tokio::test]
    async fn an_endless_body_is_cut_off_at_its_bound() {
        let endless = stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from_static(&[0; 4096])));
        let turned_away = read(Body::from_stream(endless), 10_000, SHORT).await.unwrap_err();
        assert_eq!(turned_away.status, StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[tokio::test]
    async fn a_body_that_pauses_or_trickles_runs_out_of_time() {
        let pausing = read(in_pieces(2, Duration::from_secs(5)), 100, SHORT).await.unwrap_err();
        assert_eq!(pausing, TurnedAway::TOO_SLOW);
        let trickling = read(in_pieces(100, Duration::from_millis(20)), 4_000, SHORT).await;
        assert_eq!(trickling.unwrap_err(), TurnedAway::TOO_SLOW);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_no_file() {
        let broken: [Result<Bytes, io::Error>; 2] =
            [Ok(Bytes::from_static(b"abc")), Err(io::ErrorKind::ConnectionReset.into())];
        let turned_away = read(Body::from_stream(stream::iter(broken)), 100, SHORT).await;
        assert_eq!(turned_away.unwrap_err().status, StatusCode::BAD_REQUEST);
    }
}
