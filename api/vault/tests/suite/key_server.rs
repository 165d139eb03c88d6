//! A key server on this machine that really encrypts, speaks like a transit engine or like a key
//! service, and fails on demand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use vault::{Chance as _, System};

/// The token that opens it.
pub const TOKEN: &str = "s.canary-token";

/// What goes wrong with one request.
#[derive(Clone, Copy)]
pub enum Fault {
    /// This status, with the request's token in the body.
    Status(u16),
    /// No answer.
    Silence,
    /// The connection is closed.
    HangUp,
    /// 200 and no JSON.
    Garbage,
    /// 200 and JSON without the field that is wanted.
    Empty,
    /// 200 and more than anybody wants to read.
    Flood,
}

/// A request as the server saw it.
#[derive(Clone)]
pub struct Seen {
    pub path: String,
    pub head: String,
    pub body: Value,
}

#[derive(Default)]
struct Book {
    faults: VecDeque<Fault>,
    seen: Vec<Seen>,
}

/// A running server.
pub struct KeyServer {
    pub address: String,
    book: Arc<Mutex<Book>>,
}

impl KeyServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let book = Arc::new(Mutex::new(Book::default()));
        let mut key = [0; 32];
        System.fill(&mut key);
        let cipher = Arc::new(Aes256Gcm::new(&key.into()));
        let kept = Arc::clone(&book);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (cipher, book) = (Arc::clone(&cipher), Arc::clone(&kept));
                tokio::spawn(async move { serve(socket, &cipher, &book).await });
            }
        });
        Self { address, book }
    }

    /// The next requests go wrong like this, one after another.
    pub fn fail(&self, faults: &[Fault]) {
        self.book.lock().unwrap().faults.extend(faults);
    }

    /// All requests until now.
    pub fn seen(&self) -> Vec<Seen> {
        self.book.lock().unwrap().seen.clone()
    }
}

async fn serve(mut socket: TcpStream, cipher: &Aes256Gcm, book: &Mutex<Book>) {
    let Some(seen) = read(&mut socket).await else { return };
    let fault = {
        let mut book = book.lock().unwrap();
        book.seen.push(seen.clone());
        book.faults.pop_front()
    };
    let (status, body) = match fault {
        None => answer(&seen, cipher),
        Some(Fault::Status(status)) => (status, format!("{{\"errors\":[\"{TOKEN}\"]}}")),
        Some(Fault::Silence) => return std::future::pending().await,
        Some(Fault::HangUp) => return,
        Some(Fault::Garbage) => (200, "<html>".to_owned()),
        Some(Fault::Empty) => (200, "{\"data\":{}}".to_owned()),
        Some(Fault::Flood) => (200, " ".repeat(1_000_000)),
    };
    let head = format!(
        "HTTP/1.1 {status} .\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // The client may be gone already; that is its test.
    let _ = socket.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await;
}

async fn read(socket: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        let found = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = found {
            break end + 4;
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?.to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1)?.lines().next()?.parse().ok()?;
    let mut body = bytes[end..].to_vec();
    while body.len() < length {
        socket.read_buf(&mut body).await.ok()?;
    }
    let path = String::from_utf8(bytes[..end].to_vec()).ok()?.split(' ').nth(1)?.to_owned();
    Some(Seen { path, head, body: serde_json::from_slice(&body).ok()? })
}

fn answer(seen: &Seen, cipher: &Aes256Gcm) -> (u16, String) {
    let transit = seen.head.contains(&format!("x-vault-token: {TOKEN}\r\n"));
    let service = seen.head.contains(&format!("authorization: bearer {TOKEN}\r\n"));
    let answer = match seen.path.as_str() {
        "/v1/transit/encrypt/epochs" | "/v1/shop/engine/encrypt/epochs" if transit => {
            let context = &seen.body["associated_data"];
            encrypt(seen, cipher, context)
                .map(|text| json!({ "data": { "ciphertext": format!("vault:v1:{text}") } }))
        }
        "/v1/transit/decrypt/epochs" if transit => seen.body["ciphertext"]
            .as_str()
            .and_then(|text| text.strip_prefix("vault:v1:"))
            .and_then(|text| decrypt(text, cipher, &seen.body["associated_data"]))
            .map(|text| json!({ "data": { "plaintext": text } })),
        "/kms/encrypt" if service && seen.body["keyId"] == "key-1" => {
            encrypt(seen, cipher, &seen.body["encryptionContext"])
                .map(|text| json!({ "ciphertext": text }))
        }
        "/kms/decrypt" if service && seen.body["keyId"] == "key-1" => seen.body["ciphertext"]
            .as_str()
            .and_then(|text| decrypt(text, cipher, &seen.body["encryptionContext"]))
            .map(|text| json!({ "plaintext": text })),
        _ => return (403, "{}".to_owned()),
    };
    answer.map_or((400, "{}".to_owned()), |answer| (200, answer.to_string()))
}

fn encrypt(seen: &Seen, cipher: &Aes256Gcm, context: &Value) -> Option<String> {
    let text = STANDARD.decode(seen.body["plaintext"].as_str()?).ok()?;
    let aad = context.to_string();
    let mut nonce = [0; 12];
    System.fill(&mut nonce);
    let payload = Payload { msg: &text, aad: aad.as_bytes() };
    let sealed = cipher.encrypt(&nonce.into(), payload).ok()?;
    Some(STANDARD.encode([&nonce[..], &sealed].concat()))
}

fn decrypt(text: &str, cipher: &Aes256Gcm, context: &Value) -> Option<String> {
    let sealed = STANDARD.decode(text).ok()?;
    let (nonce, body) = sealed.split_first_chunk::<12>()?;
    let aad = context.to_string();
    let payload = Payload { msg: body, aad: aad.as_bytes() };
    cipher.decrypt(nonce.into(), payload).ok().map(|text| STANDARD.encode(text))
}
