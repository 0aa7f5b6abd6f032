use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use wherenext::access::{Access, AccessParameters, KeyRequest, Scope};
use wherenext::disclosure::{Role, Viewer};
use wherenext::time::TimeWindow;

use super::county::{fill, import, incident};

/// The built program, serving a folder; killed when dropped.
pub struct Served {
    process: Child,
    pub address: String,
    /// What it said when it was ready.
    pub ready: Value,
    /// An analyst's.
    pub key: String,
}

impl Served {
    pub fn start(folder: &Path) -> Self {
        let access = Access::open(folder, AccessParameters::default()).unwrap();
        let request = KeyRequest {
            label: "tests".to_owned(),
            viewer: Viewer { role: Role::Analyst, agency: None },
            scopes: Scope::ALL.into_iter().collect(),
            expires_s: None,
        };
        let (_, key) = access.add_key(&request, 0).unwrap();
        Self::start_with(folder, &["serve", "--bind", "127.0.0.1:0"], key.reveal())
    }

    /// Runs a command that serves; requests carry `key`.
    pub fn start_with(folder: &Path, arguments: &[&str], key: &str) -> Self {
        let mut process = command(folder, &[&["--json"], arguments].concat()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
        let address = ready["address"].as_str().unwrap().split_once("://").unwrap().1.to_owned();
        Self { process, address, ready, key: key.to_owned() }
    }

    fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nauthorization: Bearer {}\r\n", self.key), "")
    }

    /// Sends a request line with headers (each line ended), and gives the whole answer.
    pub fn send(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (host, length) = (&self.address, body.len());
        write!(stream, "{head}host: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The body of an answer, as JSON.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.send(&format!("GET {path} HTTP/1.0\r\nauthorization: Bearer {}\r\n", self.key), "");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
        serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"))
    }

    /// A tool of GDAL's, which carries the key as programs do that know a name and a password alone.
    pub fn gdal(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("GDAL_HTTP_AUTH", "BASIC").env("GDAL_HTTP_USERPWD", format!("key:{}", self.key));
        command
    }

    /// What it wrote on standard error, once it has ended.
    pub fn end(mut self) -> String {
        self.signal("TERM");
        let mut said = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
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

pub fn command(folder: &Path, arguments: &[&str]) -> Command {
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
        assert!(said.contains(address) && said.contains("127.0.0.1") && said.contains("[tls]"), "{said}");
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
    let key = &served.key;
    let head = format!("GET /basemap.pmtiles HTTP/1.1\r\nauthorization: Bearer {key}\r\nrange: bytes=7-10\r\n");
    let answer = served.send(&head, "");
    assert!(answer.starts_with("HTTP/1.1 206") && answer.ends_with("\r\n0123"), "{answer}");
    assert!(answer.contains("content-range: bytes 7-10/17"), "{answer}");
}
