//! The program as whoever runs it meets it: how it starts, stops, and says what is wrong.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A folder of the test's own, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The program in this folder, without settings of whoever runs the tests.
    fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_fairstall"));
        for (name, _) in std::env::vars() {
            if name.starts_with("FAIRSTALL_") || name == "DATABASE_URL" {
                program.env_remove(name);
            }
        }
        program.current_dir(&self.0).stdin(Stdio::null());
        program
    }

    fn run(&self, arguments: &str) -> Output {
        self.program().args(arguments.split(' ')).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A server that is killed if the test ends before it was stopped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(folder: &Folder) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = folder
            .program()
            .args(["--listen", &format!("127.0.0.1:{port}"), "--set", "demo.load=false"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        let begun = Instant::now();
        while !server.get("/readyz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            assert!(begun.elapsed() < Duration::from_mins(1), "the server is not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// Asks it to stop; answers with its status and what it said.
    fn stop(mut self) -> (Option<i32>, String) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success());
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "the server does not stop");
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut said = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        (status.code(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_wrong_setting_is_one_line_and_status_2() {
    let folder = Folder::new("wrong");
    fs::write(folder.0.join("fairstall.toml"), "[server]\nmax_in_flight = 0\n").unwrap();
    for (arguments, line) in [
        (
            "serve",
            "fairstall: server.max_in_flight = \"0\" (fairstall.toml): must be a whole number \
             from 1 to 100000\n",
        ),
        (
            "config --listen nowhere --set server.max_in_flight=1",
            "fairstall: server.listen = \"nowhere\" (--listen): must be an IP address and a port, \
             such as 127.0.0.1:8000\n",
        ),
    ] {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert_eq!(text(&output.stderr), line);
        assert!(output.stdout.is_empty());
    }
    assert!(!folder.0.join("data").exists(), "something was made before the settings were read");
}

#[test]
fn config_says_what_is_in_force_and_hides_secrets() {
    let folder = Folder::new("config");
    let url = "postgres://shop:hunter2@db.example/shop";
    let output = folder.program().arg("config").env("DATABASE_URL", url).output().unwrap();
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    assert!(said.lines().any(|line| {
        line.split_whitespace().collect::<Vec<_>>()
            == ["database.url", "postgres://shop:********@db.example/shop", "DATABASE_URL"]
    }));
    assert!(!said.contains("hunter2"));
}

#[test]
fn wrong_usage_is_status_2_and_help_is_not() {
    let folder = Folder::new("usage");
    assert_eq!(folder.run("dance").status.code(), Some(2));
    let help = folder.run("help");
    assert_eq!(help.status.code(), Some(0));
    for command in ["serve", "migrate", "demo", "schema", "config"] {
        assert!(text(&help.stdout).contains(&format!("\n  {command} ")), "{command}");
    }
}

#[test]
fn an_address_in_use_is_one_line_and_nothing_is_made() {
    let folder = Folder::new("in-use");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let output = folder.run(&format!("serve --listen {address}"));
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.starts_with(&format!("fairstall: cannot listen on {address}: ")), "{said}");
    assert_eq!(said.lines().count(), 1);
    assert!(!folder.0.join("data").exists());
}

#[test]
fn it_starts_from_nothing_stops_when_asked_and_keeps_what_it_made() {
    let folder = Folder::new("life");
    let first = Server::start(&folder);
    assert!(first.get("/healthz").unwrap().starts_with("HTTP/1.1 200"));
    assert!(first.get("/metrics").unwrap().contains("process_resident_memory_bytes"));
    let port = first.port;
    let (status, said) = first.stop();
    assert_eq!(status, Some(0));
    for words in [
        "A new root key is in ./data/root.key".to_owned(),
        format!("http://127.0.0.1:{port}/graphql"),
        "curl ".to_owned(),
    ] {
        assert!(said.contains(&words), "{words:?} is missing in {said}");
    }
    let key = fs::read(folder.0.join("data/root.key")).unwrap();
    let status_of_tables = text(&folder.run("migrate status").stdout);
    assert!(status_of_tables.lines().count() > 1 && !status_of_tables.contains("pending"));

    let (status, said) = Server::start(&folder).stop();
    assert_eq!(status, Some(0));
    assert!(!said.contains("root key"));
    assert_eq!(fs::read(folder.0.join("data/root.key")).unwrap(), key);
}

/// The file of the worked example, as docs/PRICE-CUT.md shows it.
fn worked_example() -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/PRICE-CUT.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, rest) = page.split_once("```json\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

#[test]
fn a_price_cut_is_verified_and_whatever_was_altered_is_named() {
    let folder = Folder::new("price-cut");
    let file = worked_example();
    let (_, commitment) = file.split_once("\"commitment\": \"").unwrap();
    let commitment = &commitment[..64];
    fs::write(folder.0.join("cut.json"), &file).unwrap();
    for noted in [String::new(), format!(" --commitment {commitment}")] {
        let output = folder.run(&format!("price-cut verify cut.json{noted}"));
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(said.contains("helps: 3") && said.contains("The price cut holds."), "{said}");
        assert_eq!(said.contains("Compare the commitment"), noted.is_empty(), "{said}");
    }
    let wrong = "0".repeat(64);
    let alterations = [
        ("\"amountMinor\": 700", "\"amountMinor\": 701", "/helps/0/amountMinor"),
        ("\"amountMinor\": 990", "\"amountMinor\": 989", "/helps/1/amountMinor"),
        ("\"amountMinor\": 1210", "\"amountMinor\": 1209", "/helps/2/amountMinor"),
        ("\"floorMinor\": 9900", "\"floorMinor\": 9899", "/commitment"),
        ("\"priceMinor\": 9900", "\"priceMinor\": 9901", "/priceMinor"),
        (commitment, wrong.as_str(), "/commitment"),
    ];
    for (was, altered, pointer) in alterations {
        assert_eq!(file.matches(was).count(), 1, "{was}");
        fs::write(folder.0.join("altered.json"), file.replace(was, altered)).unwrap();
        let output = folder.run("price-cut verify altered.json");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{altered}: {said}");
        assert!(said.contains(&format!("altered.json: {pointer}: ")), "{altered}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!text(&output.stdout).contains("holds"));
    }
    let noted = folder.run(&format!("price-cut verify cut.json --commitment {wrong}"));
    assert_eq!(noted.status.code(), Some(1));
    assert_eq!(folder.run("price-cut verify none.json").status.code(), Some(1));
    assert_eq!(folder.run("price-cut verify").status.code(), Some(2));
    assert!(!folder.0.join("data").exists(), "it needs no server");
}
