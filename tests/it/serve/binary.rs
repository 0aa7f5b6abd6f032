use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use wherenext::time::TimeWindow;

use super::county::{fill, import, incident};

/// The built program, serving a folder; killed when dropped.
pub struct Served {
    process: Child,
    pub address: String,
}

impl Served {
    pub fn start(folder: &Path) -> Self {
        let mut process = command(folder, &["--json", "serve", "--bind", "127.0.0.1:0"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
        let address = ready["address"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Self { process, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The body of an answer, as JSON.
    pub fn json(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nhost: {}\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
        serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"))
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already, as the test wanted.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wherenext"));
    command.arg("--data-dir").arg(folder).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn wait(process: &mut Child, limit: Duration) -> Option<i32> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if let Some(status) = process.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("it did not end within {limit:?}");
}

#[test]
fn nothing_but_loopback() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let done = command(folder.path(), &["serve", "--bind", address]).output().unwrap();
        assert_eq!(done.status.code(), Some(1));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(said.contains(address) && said.contains("127.0.0.1") && said.contains("keys"), "{said}");
        assert!(done.stdout.is_empty());
    }
    std::fs::write(folder.path().join("wherenext.toml"), "[serve]\nbind = \"0.0.0.0:0\"\n").unwrap();
    let done = command(folder.path(), &["serve"]).output().unwrap();
    assert_eq!(done.status.code(), Some(1), "the operator's file does not open it either");
}

#[test]
fn wrong_usage_and_wrong_configuration() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(command(folder.path(), &["serve", "--bind", "nowhere"]).output().unwrap().status.code(), Some(2));
    std::fs::write(folder.path().join("wherenext.toml"), "[serve]\nport = 80\n").unwrap();
    let done = command(folder.path(), &["serve"]).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("port"));
}

#[test]
fn a_port_that_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let done = command(folder.path(), &["serve", "--bind", &address]).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains(&address));
}

#[test]
fn ready_serving_and_ended_by_either_signal() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    for signal in ["TERM", "INT"] {
        let mut served = Served::start(folder.path());
        assert!(served.get("/readyz").starts_with("HTTP/1.1 200"));
        assert!(served.get("/api/v1/about").contains("\"incidents\":103"));
        assert!(served.get("/?category=asb&at=0.5,51.8,9").starts_with("HTTP/1.1 200"));
        served.signal(signal);
        assert_eq!(wait(&mut served.process, Duration::from_secs(5)), Some(0), "{signal}");
        assert!(TcpStream::connect(&served.address).is_err());
    }
}

#[test]
fn an_import_by_another_process_is_seen_while_requests_go_on() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let served = Served::start(folder.path());
    let when = TimeWindow::new(1_710_000_000, 1_710_000_060).unwrap();
    import(folder.path(), "more.csv", &[incident("nuisance", (0.4, 51.7), when)]);
    let start = Instant::now();
    while !served.get("/api/v1/about").contains("\"incidents\":104") {
        assert!(start.elapsed() < Duration::from_secs(10), "the import was not seen");
        assert!(served.get("/tiles/density/0/0/0.mvt").starts_with("HTTP/1.1 200"));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_basemap_by_ranges() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("essex.pmtiles"), b"PMTiles0123456789").unwrap();
    std::fs::write(folder.path().join("wherenext.toml"), "[basemap]\nfile = \"essex.pmtiles\"\n").unwrap();
    let served = Served::start(folder.path());
    assert!(served.get("/api/v1/about").contains("{\"url\":\"/basemap.pmtiles\"}"));
    let mut stream = TcpStream::connect(&served.address).unwrap();
    let host = &served.address;
    write!(stream, "GET /basemap.pmtiles HTTP/1.1\r\nhost: {host}\r\nrange: bytes=7-10\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 206") && answer.ends_with("\r\n0123"), "{answer}");
    assert!(answer.contains("content-range: bytes 7-10/17"), "{answer}");
}
