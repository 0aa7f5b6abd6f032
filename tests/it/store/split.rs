use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, any, prop_assert_eq, proptest};
use tempfile::tempdir;
use wherenext::incident::Incident;
use wherenext::store::Store;

use super::made::{contents, file, import, incident, insert_all, open};

/// A row in four small numbers: id (0 is none), day, category, outcome.
fn row((id, day, class, attended): (u8, u8, bool, Option<bool>)) -> Incident<'static> {
    let id = (id > 0).then(|| format!("ID-{id}"));
    let mut row = incident(id.as_deref(), i64::from(day) * 86_400);
    row.repeat = class;
    row.attended = attended;
    row
}

fn stored(store: &Store) -> Vec<Incident<'static>> {
    contents(store).into_iter().map(|(_, row)| row).collect()
}

proptest! {
    // Each case writes a dozen transactions to the disk.
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_split_into_files_and_transactions_gives_the_same(
        numbers in vec((0_u8..6, 0_u8..4, any::<bool>(), any::<Option<bool>>()), 1..40),
        cuts in vec(1_usize..40, 0..5),
    ) {
        let rows: Vec<_> = numbers.into_iter().map(row).collect();
        let [whole, parts, together] = [(); 3].map(|()| tempdir().unwrap());
        let whole = open(whole.path());
        import(&whole, &file(255, None), &rows);

        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(rows.len())).chain([0, rows.len()]).collect();
        cuts.sort_unstable();
        let pieces = || (0_u8..).zip(cuts.windows(2).map(|cut| &rows[cut[0]..cut[1]]));
        let parts = open(parts.path());
        for (digest, piece) in pieces() {
            import(&parts, &file(digest, None), piece);
        }
        prop_assert_eq!(stored(&parts), stored(&whole));

        let together = open(together.path());
        let mut transaction = together.begin_import().unwrap();
        for (digest, piece) in pieces() {
            transaction.open_file(&file(digest, None)).unwrap();
            insert_all(&mut transaction, piece);
        }
        transaction.commit().unwrap();
        prop_assert_eq!(contents(&together), contents(&whole));
    }

    #[test]
    fn a_replaced_slot_holds_what_its_last_file_holds(
        first in vec((0_u8..4, 0_u8..4, any::<bool>(), Just(None)), 0..20),
        second in vec((0_u8..4, 0_u8..4, any::<bool>(), Just(None)), 0..20),
    ) {
        let dir = tempdir().unwrap();
        let store = open(dir.path());
        let bystander = incident(Some("ID-1"), 1);
        import(&store, &file(0, Some("april")), std::slice::from_ref(&bystander));
        import(&store, &file(1, Some("march")), &first.into_iter().map(row).collect::<Vec<_>>());
        let rows: Vec<_> = second.into_iter().map(row).collect();
        import(&store, &file(2, Some("march")), &rows);
        let sorted = |rows: Vec<Incident<'static>>| {
            let mut rows: Vec<_> = rows.into_iter().map(|row| format!("{row:?}")).collect();
            rows.sort();
            rows
        };
        let expected = rows.into_iter().chain([bystander]).collect();
        prop_assert_eq!(sorted(stored(&store)), sorted(expected));
    }
}
