use axum::http::Request;
use wherenext::access::Scope;

use super::{Closed, PASSWORD};

#[tokio::test]
async fn each_key_on_its_own() {
    let service = Closed::with("[limits]\nrequests_per_second = 1\nburst = 20\n");
    let (one, other) = (service.key(&[Scope::Read]), service.key(&[Scope::Read]));
    let ask = |key: &str| service.send(Request::get("/healthz").header("authorization", format!("Bearer {key}")));
    // Twenty at once, and one a second.
    let answer = loop {
        let answer = ask(&one).await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    // Each first look at a key counts for the address, which is the same for both.
    assert_eq!(ask(&other).await.status, 200);
}

#[tokio::test]
async fn guessing_is_slow() {
    let service = Closed::with("[limits]\nsign_ins_per_minute_address = 2\nsign_ins_per_minute_name = 1\n");
    let status = async |name: &str| service.sign_in(name, PASSWORD).await.status.as_u16();
    assert_eq!(status("ann").await, 200);
    assert_eq!(status("ann").await, 429, "a name");
    assert_eq!(status("bob").await, 429, "an address");
}
