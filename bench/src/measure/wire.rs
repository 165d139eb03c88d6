//! The client: HTTP/1.1 over kept connections, with as little work as hyper allows, because it
//! shares the machine with what it measures.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::fault::{Fault, Outcome, While};

/// How long one answer may take before it counts as none.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request that can be sent any number of times.
#[derive(Debug, Clone)]
pub struct Call {
    /// Where to; a `POST` if there is a body, else a `GET`.
    pub path: String,
    /// JSON.
    pub body: Bytes,
    /// As whom.
    pub bearer: Option<HeaderValue>,
    /// From where, as a proxy would say it; from here where nothing is said.
    pub from: Option<HeaderValue>,
}

impl Call {
    /// Reads a path.
    pub fn get(path: &str) -> Self {
        Self { path: path.to_owned(), body: Bytes::new(), bearer: None, from: None }
    }

    /// Sends JSON to a path.
    pub fn post(path: &str, json: &impl serde::Serialize) -> Outcome<Self> {
        let body = serde_json::to_vec(json)?.into();
        Ok(Self { path: path.to_owned(), body, bearer: None, from: None })
    }

    /// As somebody with this token.
    pub fn with_bearer(mut self, token: &str) -> Outcome<Self> {
        self.bearer = Some(HeaderValue::try_from(format!("Bearer {token}"))?);
        Ok(self)
    }

    /// As from an address elsewhere.
    pub fn from(mut self, place: &str) -> Outcome<Self> {
        self.from = Some(HeaderValue::try_from(place)?);
        Ok(self)
    }
}

/// One connection, opened when it is first needed and again after it failed.
pub struct Connection {
    address: SocketAddr,
    host: HeaderValue,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    /// A connection to be.
    pub fn to(address: SocketAddr) -> Outcome<Self> {
        let host = HeaderValue::try_from(address.to_string())?;
        Ok(Self { address, host, sender: None })
    }

    /// Sends a request and waits for the whole answer: its status and its body.
    pub async fn ask(&mut self, call: &Call) -> Outcome<(u16, Bytes)> {
        let Ok(answer) = timeout(PATIENCE, self.exchange(call)).await else {
            self.sender = None;
            return Err(Fault::new("no answer in 10 s"));
        };
        if answer.is_err() {
            self.sender = None;
        }
        answer
    }

    async fn exchange(&mut self, call: &Call) -> Outcome<(u16, Bytes)> {
        let sender = match self.sender.as_mut().filter(|sender| !sender.is_closed()) {
            Some(_) => self.sender.as_mut(),
            None => Some(self.sender.insert(open(self.address).await?)),
        };
        let Some(sender) = sender else { return Err(Fault::new("no connection")) };
        let method = if call.body.is_empty() { Method::GET } else { Method::POST };
        let mut request = Request::builder().method(method).uri(&call.path);
        request = request.header(HOST, &self.host);
        if !call.body.is_empty() {
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(bearer) = &call.bearer {
            request = request.header(AUTHORIZATION, bearer);
        }
        if let Some(from) = &call.from {
            request = request.header("x-forwarded-for", from);
        }
        sender.ready().await?;
        let answer = sender.send_request(request.body(Full::new(call.body.clone()))?).await?;
        let status = answer.status().as_u16();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }
}

async fn open(address: SocketAddr) -> Outcome<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await.when("connect")?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // Its end shows at the sender.
    tokio::spawn(connection);
    Ok(sender)
}

/// Asks once over a connection of its own; anything but 200 is a fault.
pub async fn once(address: SocketAddr, call: &Call) -> Outcome<Bytes> {
    let (status, body) = Connection::to(address)?.ask(call).await?;
    if status == 200 {
        return Ok(body);
    }
    let text = String::from_utf8_lossy(&body);
    let shown: String = text.chars().take(300).collect();
    Err(Fault::new(format!("{} answers {status}: {shown}", call.path)))
}
