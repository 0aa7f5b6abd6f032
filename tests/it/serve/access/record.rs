//! What is shown is on record, under the name that was proven.

use std::time::Duration;

use axum::http::{Request, StatusCode};
use wherenext::access::Scope;
use wherenext::audit::{Question, find, verify};
use wherenext::store::{AuditRow, AuditStore};

use super::{Closed, PASSWORD, own};

impl Closed {
    /// All entries, the first first.
    fn entries(&self) -> Vec<AuditRow> {
        let log = AuditStore::open(self.folder.path()).unwrap();
        assert_eq!(verify(&log, None).unwrap().broken, None);
        let mut entries = find(&log, &Question::default(), 1000).unwrap().entries;
        entries.reverse();
        entries
    }
}

fn told(entry: &AuditRow) -> (&str, &str, &str, &str) {
    (&entry.actor, &entry.proof, &entry.action, &entry.subject)
}

#[tokio::test]
async fn every_look_and_every_refusal() {
    let closed = Closed::county();
    closed.send(Request::get("/api/v1/summary")).await;
    closed.sign_in("ann", "not the password").await;
    let ann = super::cookie(&closed.sign_in("ann", PASSWORD).await);
    let reasoned = own(Request::get("/api/v1/summary?category=asb"), &ann).header("x-reason", "tasking of 3 May");
    assert_eq!(closed.send(reasoned).await.status, StatusCode::OK);
    closed.send(own(Request::get("/api/v1/about"), &ann)).await;
    closed.send(own(Request::get("/api/v1/summary?category=nothing"), &ann)).await;
    closed.send(own(Request::delete("/api/v1/session"), &ann)).await;
    let entries = closed.entries();
    let expected = [
        ("nobody", "none", "refusal", "/api/v1/summary"),
        ("nobody", "none", "refusal", "/api/v1/session"),
        ("ann", "session", "session", "/api/v1/session"),
        ("ann", "session", "consultation", "/api/v1/summary"),
        ("ann", "session", "session", "/api/v1/session"),
    ];
    assert_eq!(entries.iter().map(told).collect::<Vec<_>>(), expected);
    assert!(entries[3].detail.contains("category=asb") && entries[3].request.is_some());
    assert_eq!(entries[3].reason.as_deref(), Some("tasking of 3 May"));
    assert!(entries.iter().all(|entry| !entry.detail.contains(PASSWORD)));
}

#[tokio::test]
async fn a_partner_s_look_is_a_disclosure_to_its_agency() {
    let closed = Closed::county();
    let key = closed.key(&[Scope::Read]);
    let request = Request::get("/api/v1/summary").header("authorization", format!("Bearer {key}"));
    assert_eq!(closed.send(request).await.status, StatusCode::OK);
    let entry = &closed.entries()[0];
    assert_eq!((entry.agency.as_deref(), entry.role.as_str()), (Some("Essex County Fire & Rescue"), "partner"));
    assert_eq!(entry.action, "disclosure");
    assert!(entry.proof.starts_with("key "));
}

#[tokio::test]
async fn a_map_is_one_look_and_a_place_is_found_again() {
    let closed = Closed::county();
    let ann = closed.ann().await;
    for tile in ["9/256/170", "9/257/170", "10/513/340"] {
        let request = own(Request::get(format!("/tiles/density/{tile}.mvt")), &ann);
        assert_eq!(closed.send(request).await.status, StatusCode::OK);
    }
    closed.send(own(Request::get("/api/v1/cells/88194ad14bfffff"), &ann)).await;
    let listed = closed.send(own(Request::get("/api/v1/incidents?limit=1"), &ann)).await.json();
    let incident = format!("/api/v1/incidents/{}", listed["items"][0]["id"]);
    closed.send(own(Request::get(&incident), &ann)).await;
    let looked_at = closed.entries().pop().unwrap();
    assert_eq!(looked_at.subject, incident);
    assert!(looked_at.place.is_some(), "where the incident was");
    let looks: Vec<_> = closed.entries().into_iter().filter(|entry| entry.action == "consultation").collect();
    let subjects: Vec<_> = looks.iter().map(|entry| entry.subject.as_str()).collect();
    assert_eq!(subjects, ["/tiles/density", "/api/v1/cells/88194ad14bfffff", &incident]);
    let log = AuditStore::open(closed.folder.path()).unwrap();
    let around = Question { place: Some("87194ad14ffffff".parse().unwrap()), ..Question::default() };
    let found = find(&log, &around, 10).unwrap();
    assert_eq!(found.entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [looks[1].id]);
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_shown() {
    let closed = Closed::county();
    let ann = closed.ann().await;
    let log = rusqlite::Connection::open(closed.folder.path().join("audit.sqlite")).unwrap();
    log.busy_timeout(Duration::from_secs(10)).unwrap();
    log.execute_batch("ALTER TABLE entry RENAME TO elsewhere").unwrap();
    let refused = closed.send(own(Request::get("/api/v1/summary"), &ann)).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.text().contains("on record") && !refused.text().contains("incidents\":"), "{}", refused.text());
    assert_eq!(closed.send(own(Request::get("/healthz"), &ann)).await.status, StatusCode::OK);
}
