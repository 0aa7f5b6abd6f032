use tempfile::TempDir;

use super::password::tests::CHECKS;
use super::{Access, AccessError, AccessParameters, KeyRequest, Scope, Scopes};
use crate::disclosure::{Role, Viewer};

const NOW: i64 = 1_800_000_000;
const PASSWORD: &str = "correct horse";
const MINUTE: i64 = 60;

fn access() -> (TempDir, Access) {
    let folder = tempfile::tempdir().unwrap();
    let access = Access::open(folder.path(), AccessParameters::default()).unwrap();
    (folder, access)
}

fn with_ann() -> (TempDir, Access) {
    let (folder, access) = access();
    access.add_user("Ann", PASSWORD, &plain(Role::Analyst), NOW).unwrap();
    (folder, access)
}

fn plain(role: Role) -> Viewer {
    Viewer { role, agency: None }
}

fn fire() -> Viewer {
    Viewer { role: Role::Partner, agency: Some("Essex County Fire & Rescue".to_owned()) }
}

fn key_request(scopes: &[Scope]) -> KeyRequest {
    let scopes: Scopes = scopes.iter().copied().collect();
    KeyRequest { label: "GIS".to_owned(), viewer: fire(), scopes, expires_s: None }
}

#[test]
fn signing_in_and_out() {
    let (_folder, access) = with_ann();
    let signed = access.sign_in("ann", PASSWORD, NOW).unwrap();
    assert_eq!(signed.session.name, "Ann", "names are found in any case, and kept as given");
    let session = access.session(signed.token.reveal(), NOW).unwrap().unwrap();
    assert_eq!(session, signed.session);
    assert_eq!(access.remembered_session(signed.token.reveal(), NOW), Some(session));
    access.sign_out(signed.token.reveal()).unwrap();
    assert_eq!(access.remembered_session(signed.token.reveal(), NOW), None);
    assert_eq!(access.session(signed.token.reveal(), NOW).unwrap(), None);
}

#[test]
fn nothing_that_lets_somebody_in_is_stored() {
    let (folder, access) = with_ann();
    let signed = access.sign_in("ann", PASSWORD, NOW).unwrap();
    let (_, key) = access.add_key(&key_request(&[Scope::Read]), NOW).unwrap();
    let mut stored = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        stored.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |word: &str| stored.windows(word.len()).any(|part| part == word.as_bytes());
    assert!(holds("Ann") && holds("argon2id"), "the look sees what is there");
    assert!(!holds(PASSWORD) && !holds(signed.token.reveal()) && !holds(key.reveal()));
}

#[test]
fn every_refusal_checks_one_password_and_says_the_same() {
    let (_folder, access) = with_ann();
    access.add_user("Bob", PASSWORD, &plain(Role::Viewer), NOW).unwrap();
    access.disable("Bob", NOW).unwrap();
    access.add_user("Cas", PASSWORD, &plain(Role::Viewer), NOW).unwrap();
    for _ in 0..5 {
        access.sign_in("Cas", "wrong", NOW).unwrap_err();
    }
    for (name, password) in [("Ann", "wrong"), ("nobody", PASSWORD), ("Bob", PASSWORD), ("Cas", PASSWORD)] {
        let before = CHECKS.get();
        let error = access.sign_in(name, password, NOW).unwrap_err();
        assert_eq!(CHECKS.get() - before, 1, "{name}");
        assert!(matches!(error, AccessError::Refused), "{name}: {error}");
    }
}

#[test]
fn an_account_locks_for_longer_each_time_and_opens_again() {
    let (_folder, access) = with_ann();
    for _ in 0..4 {
        access.sign_in("Ann", "wrong", NOW).unwrap_err();
    }
    access.sign_in("Ann", PASSWORD, NOW).unwrap();
    for _ in 0..5 {
        access.sign_in("Ann", "wrong", NOW).unwrap_err();
    }
    access.sign_in("Ann", PASSWORD, NOW + 29).unwrap_err();
    // What is tried while it is locked does not lengthen it.
    access.sign_in("Ann", "wrong", NOW + 30).unwrap_err();
    access.sign_in("Ann", PASSWORD, NOW + 30 + 59).unwrap_err();
    access.sign_in("Ann", PASSWORD, NOW + 30 + 60).unwrap();
    access.sign_in("Ann", "wrong", NOW + 91).unwrap_err();
    access.sign_in("Ann", PASSWORD, NOW + 91).unwrap();
}

#[test]
fn an_administrator_unlocks() {
    let (_folder, access) = with_ann();
    for _ in 0..5 {
        access.sign_in("Ann", "wrong", NOW).unwrap_err();
    }
    assert_eq!(access.users().unwrap()[0].locked_until_s, NOW + 30);
    access.enable("Ann").unwrap();
    access.sign_in("Ann", PASSWORD, NOW).unwrap();
}

#[test]
fn a_session_that_nobody_uses_ends() {
    let (_folder, access) = with_ann();
    let token = access.sign_in("Ann", PASSWORD, NOW).unwrap().token;
    let mut at = NOW;
    for _ in 0..4 {
        at += 29 * MINUTE;
        assert!(access.session(token.reveal(), at).unwrap().is_some());
    }
    assert!(access.session(token.reveal(), at + 30 * MINUTE).unwrap().is_none());
}

#[test]
fn a_busy_session_ends_as_well() {
    let (_folder, access) = with_ann();
    let token = access.sign_in("Ann", PASSWORD, NOW).unwrap().token;
    let end = NOW + 12 * 60 * MINUTE;
    for minutes in (10..12 * 60).step_by(10) {
        assert!(access.session(token.reveal(), NOW + minutes * MINUTE).unwrap().is_some());
    }
    assert!(access.session(token.reveal(), end - 1).unwrap().is_some());
    assert!(access.remembered_session(token.reveal(), end).is_none());
    assert!(access.session(token.reveal(), end).unwrap().is_none());
}

#[test]
fn everywhere_at_once() {
    let (_folder, access) = with_ann();
    access.add_user("Bob", PASSWORD, &plain(Role::Viewer), NOW).unwrap();
    let begin = |name| access.sign_in(name, PASSWORD, NOW).unwrap().token;
    let lives = |token: &super::Token| access.session(token.reveal(), NOW).unwrap().is_some();
    let (one, two, bob) = (begin("Ann"), begin("Ann"), begin("Bob"));
    assert_eq!(access.sign_out_everywhere("Ann").unwrap(), 2);
    assert!(!lives(&one) && !lives(&two) && lives(&bob));

    let one = begin("Ann");
    access.change_password("Ann", "wrong", "another horse", NOW).unwrap_err();
    assert!(lives(&one));
    access.change_password("Ann", PASSWORD, "another horse", NOW).unwrap();
    assert!(!lives(&one));
    assert!(access.sign_in("Ann", PASSWORD, NOW).is_err() && access.sign_in("Ann", "another horse", NOW).is_ok());

    access.disable("Bob", NOW).unwrap();
    assert!(!lives(&bob));
}

#[test]
fn a_new_role_is_felt_by_a_session_that_runs() {
    let (_folder, access) = with_ann();
    let token = access.sign_in("Ann", PASSWORD, NOW).unwrap().token;
    access.session(token.reveal(), NOW).unwrap();
    access.set_role("Ann", &fire()).unwrap();
    assert_eq!(access.remembered_session(token.reveal(), NOW), None);
    assert_eq!(access.session(token.reveal(), NOW).unwrap().unwrap().viewer, fire());
}

#[test]
fn what_another_process_ends_is_forgotten_within_two_seconds() {
    let (folder, access) = with_ann();
    let token = access.sign_in("Ann", PASSWORD, NOW).unwrap().token;
    let (key, secret) = access.add_key(&key_request(&[Scope::Ogc]), NOW).unwrap();
    assert!(
        access.session(token.reveal(), NOW).unwrap().is_some() && access.key(secret.reveal(), NOW).unwrap().is_some()
    );
    let other = Access::open(folder.path(), AccessParameters::default()).unwrap();
    other.sign_out_everywhere("Ann").unwrap();
    other.revoke_key(key.id, NOW).unwrap();
    assert!(access.remembered_session(token.reveal(), NOW + 2).is_none());
    assert!(access.remembered_key(secret.reveal(), NOW + 2).is_none());
    assert!(access.session(token.reveal(), NOW + 2).unwrap().is_none());
    assert!(access.key(secret.reveal(), NOW + 2).unwrap().is_none());
}

#[test]
fn users_are_checked() {
    let (_folder, access) = with_ann();
    let add = |name: &str, viewer: &Viewer| access.add_user(name, PASSWORD, viewer, NOW);
    assert!(matches!(add("ANN", &plain(Role::Viewer)), Err(AccessError::NameTaken(_))));
    for name in ["", " bob", "a:b", "a\nb", &"x".repeat(101)] {
        assert!(matches!(add(name, &plain(Role::Viewer)), Err(AccessError::Name(_))), "{name:?}");
    }
    assert!(matches!(add("bob", &plain(Role::Partner)), Err(AccessError::NoAgency)));
    let blank = Viewer { role: Role::Partner, agency: Some(" ".to_owned()) };
    assert!(matches!(add("bob", &blank), Err(AccessError::NoAgency)));
    let analyst = Viewer { role: Role::Analyst, ..fire() };
    assert!(matches!(add("bob", &analyst), Err(AccessError::AgencyOfOther { .. })));
    assert!(matches!(access.set_role("Ann", &plain(Role::Partner)), Err(AccessError::NoAgency)));
    assert!(matches!(access.enable("nobody"), Err(AccessError::NoUser(_))));
    add("bob", &fire()).unwrap();
    assert_eq!(access.users().unwrap().iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["Ann", "bob"]);
}

#[test]
fn keys_expire_and_are_revoked() {
    let (_folder, access) = access();
    let request = KeyRequest { expires_s: Some(NOW + 10), ..key_request(&[Scope::Ogc, Scope::Read]) };
    let (key, secret) = access.add_key(&request, NOW).unwrap();
    assert!(Access::is_key(secret.reveal()));
    assert_eq!(access.key(secret.reveal(), NOW).unwrap(), Some(key.clone()));
    assert!(access.remembered_key(secret.reveal(), NOW + 1).is_some());
    assert_eq!(access.key(secret.reveal(), NOW + 9).unwrap().unwrap().used_s, Some(NOW));
    assert!(access.remembered_key(secret.reveal(), NOW + 10).is_none());
    assert!(access.key(secret.reveal(), NOW + 10).unwrap().is_none());

    let (key, secret) = access.add_key(&key_request(&[Scope::Read]), NOW).unwrap();
    access.key(secret.reveal(), NOW).unwrap().unwrap();
    access.revoke_key(key.id, NOW).unwrap();
    assert!(access.remembered_key(secret.reveal(), NOW).is_none());
    assert!(access.key(secret.reveal(), NOW).unwrap().is_none());
    access.revoke_key(key.id, NOW + 5).unwrap();
    assert_eq!(access.keys().unwrap()[1].revoked_s, Some(NOW), "the first time counts");
    assert!(matches!(access.revoke_key(77, NOW), Err(AccessError::NoKey(77))));
    assert!(access.key("wn_guessed", NOW).unwrap().is_none());
}

#[test]
fn keys_are_checked() {
    let (_folder, access) = access();
    let refused = |request: KeyRequest| access.add_key(&request, NOW).unwrap_err();
    let good = key_request(&[Scope::Read]);
    let administrator = KeyRequest { viewer: plain(Role::Administrator), ..good.clone() };
    assert!(matches!(refused(administrator), AccessError::AdministratorKey));
    assert!(matches!(refused(KeyRequest { viewer: plain(Role::Partner), ..good.clone() }), AccessError::NoAgency));
    assert!(matches!(refused(key_request(&[])), AccessError::NoScope));
    assert!(matches!(refused(KeyRequest { label: " ".to_owned(), ..good.clone() }), AccessError::Label(_)));
    assert!(matches!(refused(KeyRequest { expires_s: Some(NOW), ..good }), AccessError::ExpiresInPast));
}

#[test]
fn the_set_up_link_works_once() {
    let (folder, access) = access();
    let first = access.begin_set_up().unwrap().unwrap();
    let token = access.begin_set_up().unwrap().unwrap();
    let set_up = |token: &str, name: &str, password: &str| access.set_up(token, name, password, NOW);
    assert!(matches!(set_up(first.reveal(), "root", PASSWORD), Err(AccessError::SetUpLink)), "a newer one was printed");
    assert!(matches!(set_up(token.reveal(), "root", "short"), Err(AccessError::PasswordLength(5))));
    let signed = set_up(token.reveal(), "root", PASSWORD).unwrap();
    assert_eq!(signed.session.viewer, plain(Role::Administrator));
    assert!(matches!(set_up(token.reveal(), "second", PASSWORD), Err(AccessError::SetUpLink)));
    assert_eq!(access.begin_set_up().unwrap(), None);
    let restarted = Access::open(folder.path(), AccessParameters::default()).unwrap();
    assert!(!restarted.is_set_up(token.reveal()));
}

#[test]
fn of_two_set_up_links_one_makes_the_administrator() {
    let (folder, access) = access();
    let other = Access::open(folder.path(), AccessParameters::default()).unwrap();
    let (one, two) = (access.begin_set_up().unwrap().unwrap(), other.begin_set_up().unwrap().unwrap());
    access.set_up(one.reveal(), "root", PASSWORD, NOW).unwrap();
    assert!(matches!(other.set_up(two.reveal(), "intruder", PASSWORD, NOW), Err(AccessError::SetUpLink)));
    assert_eq!(access.users().unwrap().len(), 1);
}
