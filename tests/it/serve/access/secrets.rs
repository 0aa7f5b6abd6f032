use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::Request;
use tracing::Level;
use tracing::instrument::WithSubscriber;
use wherenext::access::Scope;

use super::{Closed, PASSWORD, own};

/// What was logged, by everything that logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_reaches_a_log_or_an_answer() {
    let service = Closed::county();
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(move || writer.clone()).finish();
    let key = service.key(&[Scope::Ogc]);
    let (answers, token) = async {
        let cookie = service.ann().await;
        let key = format!("Bearer {key}");
        let answers = vec![
            service.sign_in("ann", "a wrong password").await,
            service.send(own(Request::get("/api/v1/about?secret=in-query"), &cookie)).await,
            service.send(own(Request::put("/api/v1/session/password"), &cookie)).await,
            service.send(Request::get("/ogc").header("authorization", &key)).await,
            service.send(Request::get("/api/v1/about").header("authorization", &key)).await,
            service.send(Request::get("/api/v1/about").header("authorization", "Bearer wn_guessed-word")).await,
            service.send(Request::get("/set-up?token=a-guessed-link")).await,
            service.send(own(Request::post("/api/v1/session/everywhere"), &cookie)).await,
        ];
        let token = cookie.split_once('=').unwrap().1.to_owned();
        (answers, token)
    }
    .with_subscriber(subscriber)
    .await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/api/v1/session") && log.contains("/set-up"), "the log holds the requests: {log}");
    let answers: String = answers.iter().map(|answer| format!("{:?}{}", answer.headers, answer.text())).collect();
    let secrets = [PASSWORD, "a wrong password", &token, &key, "wn_guessed-word", "a-guessed-link", "in-query"];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} in the log: {log}");
        assert!(secret == "in-query" || !answers.contains(secret), "{secret} in an answer");
    }
}
