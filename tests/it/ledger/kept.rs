use jiff::Timestamp;
use jiff::civil::date;
use rusqlite::Connection;
use wherenext::analysis::Progress;
use wherenext::ledger::{
    Learned, LedgerError, Maker, Repeated, entries, find, keep, latest, repeat, verify, verify_all,
};

use super::weeks::{fill, forecast, index, monday, request};

#[test]
fn the_same_request_on_the_same_data_is_the_same_to_the_bit() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [one, again] = folders.each_ref().map(|folder| forecast(&fill(folder.path(), 20), monday(20)));
    assert_eq!(one.hash(), again.hash());
    assert!(one == again);
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    let maker = Maker::new(&index(&store), request("count-12mo")).unwrap();
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = threads.install(|| maker.make(monday(20), &mut Learned::new(), &Progress::new()).unwrap());
    assert_eq!(alone.hash(), one.hash());
    assert_ne!(forecast(&store, monday(19)).hash(), one.hash());
}

#[test]
fn what_came_after_the_origin_moves_nothing() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let early = forecast(&fill(folders[0].path(), 20), monday(18));
    let late = forecast(&fill(folders[1].path(), 26), monday(18));
    assert!(early.numbers == late.numbers);
    assert_eq!(early.header.data.fingerprint, late.header.data.fingerprint);
}

#[test]
fn a_period_that_has_begun_is_refused_or_a_replay_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    let content = forecast(&store, monday(20));
    assert!(matches!(keep(&store, &content, false), Err(LedgerError::Begun { from }) if from == "2024-05-20"));
    assert!(store.forecasts().unwrap().is_empty());
    let kept = keep(&store, &content, true).unwrap();
    assert_eq!((kept.id, kept.is_replay, kept.was_known), (1, true, false));

    // A week that has not begun is none, whatever is allowed.
    let tomorrow = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().tomorrow().unwrap().tomorrow().unwrap();
    let ahead = keep(&store, &forecast(&store, tomorrow), true).unwrap();
    assert_eq!((ahead.id, ahead.is_replay), (2, false));
    // The same content is there already, and stays what it was.
    let again = keep(&store, &content, true).unwrap();
    assert_eq!((again.id, again.is_replay, again.was_known), (1, true, true));
    let (entries, linked) = entries(&store).unwrap();
    assert!(linked);
    assert_eq!(entries.iter().map(|entry| entry.is_replay).collect::<Vec<_>>(), [true, false]);
    assert_eq!(entries[1].previous_hash, Some(entries[0].hash));
    assert_eq!(latest(&entries).map(|entry| entry.id), Some(2));
    let found = find(&store, 1).unwrap().unwrap();
    assert!(found.numbers == content.numbers && found.header.data == content.header.data);
    assert!(find(&store, 3).unwrap().is_none());
}

#[test]
fn nothing_is_changed_or_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    keep(&store, &forecast(&store, monday(20)), true).unwrap();
    keep(&store, &forecast(&store, monday(19)), true).unwrap();
    let before = (store.forecasts().unwrap(), store.fingerprint().unwrap());
    let connection = Connection::open(folder.path().join("wherenext.sqlite")).unwrap();
    for statement in [
        "UPDATE forecast SET replay = 0",
        "UPDATE forecast SET made_ms = 0 WHERE id = 1",
        "DELETE FROM forecast",
        "DELETE FROM forecast WHERE id = 2",
        "INSERT OR REPLACE INTO forecast SELECT 1, made_ms, 0, header, x'01', previous_hash, x'02', numbers FROM forecast WHERE id = 1",
        "REPLACE INTO forecast SELECT 3, made_ms, 0, header, content_hash, hash, x'03', numbers FROM forecast WHERE id = 2",
        "INSERT INTO forecast SELECT 3, made_ms, 0, header, x'01', x'02', x'03', numbers FROM forecast WHERE id = 2",
        "INSERT INTO forecast SELECT 5, made_ms, 0, header, x'01', hash, x'03', numbers FROM forecast WHERE id = 2",
    ] {
        assert!(connection.execute(statement, []).is_err(), "{statement}");
    }
    assert_eq!((store.forecasts().unwrap(), store.fingerprint().unwrap()), before);
    assert!(verify_all(&store).unwrap().iter().all(|verified| verified.broken.is_none()));
}

#[test]
fn whoever_gets_round_the_triggers_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    for week in 17..20 {
        keep(&store, &forecast(&store, monday(week)), true).unwrap();
    }
    let connection = Connection::open(folder.path().join("wherenext.sqlite")).unwrap();
    connection.execute_batch("DROP TRIGGER forecast_kept; DROP TRIGGER forecast_not_deleted").unwrap();
    let broken =
        || verify_all(&store).unwrap().into_iter().filter(|it| it.broken.is_some()).map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(broken(), [0; 0]);

    connection.execute("UPDATE forecast SET replay = 0 WHERE id = 2", []).unwrap();
    assert_eq!(broken(), [2]);
    connection.execute("UPDATE forecast SET replay = 1 WHERE id = 2", []).unwrap();
    connection
        .execute("UPDATE forecast SET header = replace(header, '\"seed\":1', '\"seed\":2') WHERE id = 1", [])
        .unwrap();
    assert_eq!(broken(), [1]);
    assert!(verify(&store, 1).unwrap().unwrap().broken.is_some_and(|why| why.contains("content")));
    connection
        .execute("UPDATE forecast SET header = replace(header, '\"seed\":2', '\"seed\":1') WHERE id = 1", [])
        .unwrap();
    connection.execute("DELETE FROM forecast WHERE id = 2", []).unwrap();
    assert_eq!(broken(), [3], "the one after the gap");
    assert!(!entries(&store).unwrap().1);
    assert_eq!(verify(&store, 9).unwrap(), None);
}

#[test]
fn a_row_of_replays_learns_once_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    let maker = Maker::new(&index(&store), request("count-decayed")).unwrap();
    let mut learned = Learned::new();
    let mut make = |week| maker.make(monday(week), &mut learned, &Progress::new()).unwrap();
    let (first, second) = (make(18), make(19));
    assert_eq!((first.header.chosen_on, second.header.chosen_on), (monday(18), monday(18)));
    assert_eq!(second.header.fitted_on, monday(19), "counts are fitted anew each time");
    let earlier = make(17);
    assert_eq!(earlier.header.chosen_on, monday(17), "what was learned later is not used for an earlier origin");
}

#[test]
fn a_stored_forecast_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    let maker = Maker::new(&index(&store), request("ensemble")).unwrap();
    let mut learned = Learned::new();
    for week in 17..20 {
        keep(&store, &maker.make(monday(week), &mut learned, &Progress::new()).unwrap(), true).unwrap();
    }
    let again = |id| repeat(&store, &index(&store), id, &Progress::new()).unwrap();
    assert_eq!(again(3), Some(Repeated::Same), "with the choices and the fit of the first");
    assert_eq!(again(4), None);
    crate::serve::county::import(folder.path(), "later.csv", &super::weeks::incidents(20..21));
    assert_eq!(again(1), Some(Repeated::Same), "what came later is not looked at");
    crate::serve::county::import(folder.path(), "late.csv", &super::weeks::incidents(3..4));
    assert_eq!(again(1), Some(Repeated::OtherData));
    assert_eq!(store.forecasts().unwrap().len(), 3);
}

#[test]
fn the_header_says_what_is_needed_to_repeat_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    let content = forecast(&store, monday(20));
    let header = &content.header;
    assert_eq!((header.origin, header.ends), (date(2024, 5, 20), date(2024, 5, 27)));
    assert_eq!((header.model.as_str(), header.grid.as_str(), header.horizon.as_str()), ("count-12mo", "hex:8", "7d"));
    assert_eq!((header.filter.to_string().as_str(), header.seed), ("category=asb", 1));
    assert_eq!(header.data.incidents, index(&store).incidents().len());
    assert_eq!((header.data.from, header.data.to), (Some(date(2024, 1, 1)), Some(date(2024, 5, 20))));
    assert_eq!(content.numbers.plain.len(), 5);
    assert!(header.scatter.origins > 0 && header.shifts.is_some());
    let parts: f32 = content.numbers.parts.iter().flat_map(|(_, risk)| risk).sum();
    let risk: f32 = content.numbers.risk.iter().sum();
    assert!((parts - risk).abs() < 1e-3 * risk, "{parts} {risk}");
}

#[test]
fn what_makes_no_forecast_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = fill(folder.path(), 20);
    let index = index(&store);
    let with = |query: &str| wherenext::index::Filter::from_query(query).unwrap();
    let of =
        |query: &str| Maker::new(&index, wherenext::ledger::Request { filter: with(query), ..request("count-all") });
    assert!(matches!(of("category=asb&to=2024-03-01").unwrap_err(), LedgerError::Ends));
    assert!(matches!(of("area=ward:E9").unwrap_err(), LedgerError::Filter(_)));
    let maker = Maker::new(&index, request("crystal-ball")).unwrap();
    let made = maker.make(monday(20), &mut Learned::new(), &Progress::new());
    assert!(matches!(made.unwrap_err(), LedgerError::Forecaster(_)));
    let maker = Maker::new(&index, request("count-all")).unwrap();
    let made = maker.make(date(2023, 1, 1), &mut Learned::new(), &Progress::new());
    assert!(matches!(made.unwrap_err(), LedgerError::Forecast(_)), "before the data there is no past");
}
