use std::process::Command;

use serde_json::Value;

use super::PASSWORD;
use crate::disclosure::world::RULES;
use crate::serve::binary::{Served, command};
use crate::serve::county::fill;

/// The status of an answer, and its header of that name.
fn header(answer: &str, name: &str) -> String {
    let lines = answer.split("\r\n\r\n").next().unwrap().lines();
    let found = lines.filter_map(|line| line.split_once(": ")).find(|(given, _)| given.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.to_owned()).unwrap_or_default()
}

#[test]
fn from_the_set_up_link_to_a_partner_s_key() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let rules = RULES.replace("Essex County Fire & Rescue", "Fire & Rescue");
    std::fs::write(folder.path().join("disclosure.toml"), rules).unwrap();
    let serve = ["serve", "--bind", "127.0.0.1:0"];
    let served = Served::start_with(folder.path(), &serve, "");
    let link = served.ready["set_up"].as_str().unwrap().to_owned();
    let (_, path) = link.split_once(&served.address).unwrap();
    let token = path.split_once("token=").unwrap().1.to_owned();
    assert!(served.send("GET /api/v1/about HTTP/1.1\r\n", "").starts_with("HTTP/1.1 401"));
    let wrong = served.send("GET /set-up?token=wrong HTTP/1.1\r\n", "");
    assert!(wrong.starts_with("HTTP/1.1 403"), "{wrong}");
    assert!(served.send(&format!("GET {path} HTTP/1.1\r\n"), "").contains("first administrator"));

    // The link makes an administrator, who is signed in.
    let post =
        "POST /set-up HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";
    let body = format!("token={token}&name=root&password={}", PASSWORD.replace(' ', "+"));
    let made = served.send(post, &body);
    assert!(made.starts_with("HTTP/1.1 303"), "{made}");
    let cookie = header(&made, "set-cookie").split(';').next().unwrap().to_owned();
    let who = served.send(&format!("GET /api/v1/session HTTP/1.1\r\ncookie: {cookie}\r\n"), "");
    assert!(who.contains("\"role\":\"administrator\""), "{who}");
    assert!(served.send(post, &body).starts_with("HTTP/1.1 403"), "the link works once");

    // The administrator makes a key, beside the running service.
    let arguments =
        ["--json", "key", "add", "--label", "GIS", "--role", "partner", "--agency", "Fire & Rescue", "--scope", "ogc"];
    let made = command(folder.path(), &arguments).output().unwrap();
    let key: Value = serde_json::from_slice(&made.stdout).unwrap();
    let key = key["key"].as_str().unwrap();
    let with_key = |path: &str| served.send(&format!("GET {path} HTTP/1.1\r\nauthorization: Bearer {key}\r\n"), "");
    assert!(with_key("/ogc").starts_with("HTTP/1.1 200"));
    assert!(with_key("/api/v1/about").starts_with("HTTP/1.1 403"));

    let log = served.end();
    for secret in [&token, key, PASSWORD, cookie.split_once('=').unwrap().1] {
        assert!(!log.contains(secret), "{log}");
    }
    // There is somebody now: no further link.
    let again = Served::start_with(folder.path(), &serve, key);
    assert!(again.ready.get("set_up").is_none(), "{}", again.ready);
    // What was signed in before the restart still is.
    let who = again.send(&format!("GET /api/v1/session HTTP/1.1\r\ncookie: {cookie}\r\n"), "");
    assert!(who.contains("\"name\":\"root\""), "{who}");
}

#[test]
fn the_demo_lets_everybody_in_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start_with(folder.path(), &["demo", "--no-forecasts", "--bind", "127.0.0.1:0"], "");
    assert_eq!((&served.ready["open"], served.ready.get("set_up")), (&Value::Bool(true), None));
    assert!(served.send("GET /api/v1/session HTTP/1.1\r\n", "").contains("\"by\":\"open\""));
    let refused = command(folder.path(), &["demo", "--no-forecasts", "--bind", "0.0.0.0:0"]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("lets everybody in"), "{said}");
}

#[test]
fn over_tls_by_a_client_that_nobody_here_wrote() {
    if !crate::support::tool("curl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = folder.path().join("cert.pem");
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let network = "[network]\nnames = [\"hotspots.example\"]\n[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n";
    std::fs::write(folder.path().join("wherenext.toml"), network).unwrap();
    let served = Served::start_with(folder.path(), &["serve", "--bind", "0.0.0.0:0"], "");
    let link = served.ready["set_up"].as_str().unwrap();
    assert!(link.starts_with("https://127.0.0.1:"), "{link}");
    let port = served.address.rsplit_once(':').unwrap().1;
    let curl = |arguments: &[&str]| {
        let mut command = Command::new("curl");
        command.arg("--silent").arg("--show-error").arg("--include").arg("--cacert").arg(&certificate).args(arguments);
        let done = command.output().unwrap();
        String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
    };
    let at = |path: &str| format!("https://localhost:{port}{path}");
    let health = curl(&[&at("/healthz")]);
    assert!(health.starts_with("HTTP/1.1 200") && health.contains("strict-transport-security"), "{health}");
    let token = link.split_once("token=").unwrap().1;
    let fields = ["token", "name", "password"].into_iter().zip([token, "root", PASSWORD]);
    let fields: Vec<String> =
        fields.flat_map(|(name, value)| ["--data-urlencode".to_owned(), format!("{name}={value}")]).collect();
    let mut arguments: Vec<&str> = fields.iter().map(String::as_str).collect();
    let address = at("/set-up");
    arguments.extend(["-H", "sec-fetch-site: same-origin", &address]);
    let signed = curl(&arguments);
    let cookie = header(&signed, "set-cookie");
    assert!(cookie.starts_with("__Host-wherenext=") && cookie.contains("Secure"), "{signed}");
    let landing = curl(&["-H", &format!("cookie: {}", cookie.split(';').next().unwrap()), &at("/ogc")]);
    assert!(
        landing.contains(&format!("https://localhost:{port}/ogc")) && !landing.contains("http://localhost"),
        "{landing}"
    );
    // In the clear there is no answer at all.
    assert!(!curl(&[&format!("http://localhost:{port}/healthz")]).contains("200 OK"));
}
