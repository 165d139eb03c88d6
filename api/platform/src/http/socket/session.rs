//! One socket from its first message to its close code. A single task reads, runs and writes, so a
//! client that reads slowly slows only itself: while a write waits, nothing new is made for it.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use tokio::time::{sleep, timeout};

use super::operations::{self, Operations, Said};
use super::protocol::{ACK, Goodbye, Heard, Token, complete, error, hear, next, pong};
use crate::graphql::{ErrorCode, RequestError};
use crate::http::answer::Refused;
use crate::http::bucket::is_visitor;
use crate::http::caller::Caller;
use crate::http::frame::Scope;
use crate::http::slots::Slot;
use crate::http::sse::beats;
use crate::http::transport::Shared;

/// How long the other side has to answer our goodbye before we hang up regardless.
const FAREWELL: Duration = Duration::from_secs(1);

/// Why the loop ends.
enum End {
    /// The other side is gone, or takes nothing more.
    Gone,
    /// We hang up.
    Say(Goodbye),
    /// We hang up with words that hold an id.
    Duplicate(String),
}

/// What goes on from one message to the next.
type Step = Result<(), End>;

pub(super) struct Session {
    pub(super) shared: Arc<Shared>,
    pub(super) scope: Arc<Scope>,
    pub(super) socket: WebSocket,
    /// The token of the handshake, for clients that can send headers with it.
    pub(super) bearer: Option<String>,
    /// The place of this socket among those of its address, until it is known whose it is.
    pub(super) slot: Slot,
}

/// A session whose `connection_init` may or may not have come.
struct Open {
    session: Session,
    caller: Option<Caller>,
    operations: Operations,
    heard_at: Instant,
}

impl Session {
    /// Runs the socket until it closes.
    pub(super) async fn run(self) {
        let open = Open {
            session: self,
            caller: None,
            operations: Operations::default(),
            heard_at: Instant::now(),
        };
        open.run().await;
    }

    /// Says goodbye at once.
    pub(super) async fn refuse(self, goodbye: Goodbye) {
        farewell(self.socket, goodbye.0, goodbye.1.into()).await;
    }
}

impl Open {
    async fn run(mut self) {
        let end = loop {
            if let Err(end) = self.turn().await {
                break end;
            }
        };
        // Stop the operations first: nobody is there to hear them.
        self.operations = Operations::default();
        match end {
            End::Gone => {}
            End::Say(Goodbye(code, reason)) => {
                farewell(self.session.socket, code, reason.into()).await;
            }
            End::Duplicate(id) => {
                let id: String = id.chars().take(32).collect();
                let reason = format!("Subscriber for {id} already exists");
                farewell(self.session.socket, 4409, short(reason).into()).await;
            }
        }
    }

    /// Listens and speaks until something ends it.
    async fn turn(&mut self) -> Step {
        let shared = Arc::clone(&self.session.shared);
        let settings = &shared.settings.streams;
        let mut ping = beats(settings.ping_interval);
        let mut recheck = beats(settings.recheck_interval);
        let mut init = pin!(sleep(settings.init_timeout));
        let silence = settings.ping_interval * 5 / 2;
        loop {
            let draining = shared.drain.is_cancelled();
            if draining && !self.operations.owe_an_answer() {
                return Err(End::Say(Goodbye::GOING_AWAY));
            }
            tokio::select! {
                // In this order: what has to happen on time, then what the client says, so that its
                // words are judged by the state it spoke them in, then what we have to say.
                biased;
                () = shared.drain.cancelled(), if !draining => {}
                () = &mut init, if self.caller.is_none() => {
                    return Err(End::Say(Goodbye::INIT_TIMEOUT));
                }
                _ = recheck.tick() => self.recheck().await?,
                _ = ping.tick() => {
                    if self.heard_at.elapsed() > silence {
                        return Err(End::Gone);
                    }
                    self.send(Message::Ping(Bytes::new())).await?;
                }
                message = self.session.socket.recv() => {
                    self.heard_at = Instant::now();
                    self.receive(message).await?;
                }
                event = self.operations.next() => {
                    let said = match event.said {
                        Said::Streaming => continue,
                        Said::Next(body) => next(&event.id, &body),
                        Said::Error(errors) => error(&event.id, &errors),
                        Said::Complete => complete(&event.id),
                    };
                    self.say(said).await?;
                }
            }
        }
    }

    async fn receive(&mut self, message: Option<Result<Message, axum::Error>>) -> Step {
        let heard = match message {
            None | Some(Ok(Message::Close(_))) => return Err(End::Gone),
            Some(Err(fault)) => return Err(fault_of(&fault)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Text(text))) => hear(text.as_str()),
            Some(Ok(Message::Binary(bytes))) => std::str::from_utf8(&bytes).ok().and_then(hear),
        };
        match heard.ok_or(End::Say(Goodbye::INVALID))? {
            Heard::Init { token } => self.init(token).await,
            Heard::Ping { payload } => self.say(pong(payload.as_ref()).into_bytes()).await,
            Heard::Pong => Ok(()),
            Heard::Complete { id } => {
                self.operations.stop(&id);
                Ok(())
            }
            Heard::Subscribe { id, parameters } => {
                let Some(caller) = self.caller.clone() else {
                    return Err(End::Say(Goodbye::UNAUTHORIZED));
                };
                if self.operations.contains(&id) {
                    return Err(End::Duplicate(id));
                }
                let most = self.session.shared.settings.streams.operations_per_socket;
                if self.operations.len() >= most {
                    return self.too_many(&id, most, &caller).await;
                }
                let run = operations::run(&self.session.shared, caller, *parameters);
                self.operations.start(&id, run);
                Ok(())
            }
        }
    }

    async fn init(&mut self, token: Option<Token>) -> Step {
        if self.caller.is_some() {
            return Err(End::Say(Goodbye::TOO_MANY_INITS));
        }
        let bearer = match token {
            Some(Token::Bearer(token)) => Some(token),
            Some(Token::Unreadable) => return Err(End::Say(Goodbye::FORBIDDEN)),
            None => self.session.bearer.take(),
        };
        let Session { shared, scope, .. } = &self.session;
        let settings = &shared.settings.streams;
        let asked = shared.engine.authenticate.authenticate(bearer.as_deref(), &scope.client);
        let asked = timeout(settings.init_timeout, asked).await;
        let principal = match asked {
            Ok(Ok(principal)) => Arc::new(principal),
            Ok(Err(error)) => return Err(End::Say(refused_at_init(&error))),
            Err(_) => return Err(End::Say(Goodbye::INIT_TIMEOUT)),
        };
        if !is_visitor(&principal) {
            let key = principal
                .session
                .map_or_else(|| principal.key.clone(), |session| format!("session:{session}"));
            let slot = shared.slots.take(&key, settings.sockets_per_session);
            self.session.slot = slot.ok_or(End::Say(Goodbye::TOO_MANY_SOCKETS))?;
        }
        let Scope { id, client } = &*self.session.scope;
        let (id, client) = (id.clone(), Arc::clone(client));
        self.caller = Some(Caller { principal, client, id });
        self.say(ACK.as_bytes().to_vec()).await
    }

    async fn recheck(&mut self) -> Step {
        let Some(caller) = &self.caller else { return Ok(()) };
        let authenticate = &self.session.shared.engine.authenticate;
        if authenticate.still_valid(&caller.principal).await {
            return Ok(());
        }
        Err(End::Say(Goodbye::SESSION_OVER))
    }

    async fn too_many(&mut self, id: &str, most: usize, caller: &Caller) -> Step {
        let message = format!("A socket carries at most {most} operations at once.");
        let refused = Refused::request(RequestError::new(ErrorCode::RateLimited, message));
        match operations::refusal(&refused, caller) {
            Said::Error(errors) => self.say(error(id, &errors)).await,
            _ => Ok(()),
        }
    }

    async fn say(&mut self, said: Vec<u8>) -> Step {
        // Everything said is made of JSON writers and of JSON that was read.
        let text = Utf8Bytes::try_from(said).map_err(|_| End::Say(Goodbye::BROKEN))?;
        self.send(Message::Text(text)).await
    }

    async fn send(&mut self, message: Message) -> Step {
        // A peer that takes nothing for too long is cut off beneath us, and this fails.
        self.session.socket.send(message).await.map_err(|_| End::Gone)
    }
}

fn refused_at_init(error: &RequestError) -> Goodbye {
    match error.code {
        ErrorCode::Internal | ErrorCode::Timeout | ErrorCode::Overloaded => Goodbye::BROKEN,
        _ => Goodbye::FORBIDDEN,
    }
}

/// The library tells its faults by words only.
fn fault_of(fault: &axum::Error) -> End {
    let words = fault.to_string();
    if words.contains("too long") || words.contains("too big") {
        End::Say(Goodbye::TOO_LARGE)
    } else if words.contains("UTF-8") {
        End::Say(Goodbye::NOT_TEXT)
    } else {
        End::Gone
    }
}

/// Says goodbye and waits for the other side to have heard it: hanging up with unread input would
/// make the close code get lost.
async fn farewell(mut socket: WebSocket, code: u16, reason: Utf8Bytes) {
    let heard = async {
        if socket.send(Message::Close(Some(CloseFrame { code, reason }))).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = timeout(FAREWELL, heard).await;
}

/// A close reason holds at most 123 bytes.
fn short(mut reason: String) -> String {
    while reason.len() > 123 {
        reason.pop();
    }
    reason
}
