//! Files that cannot be read end the call with a message that names the file and what is wrong.

use std::fs;
use std::path::Path;

use wherenext::ingest::{IngestError, Limits};

use super::made::{MadeFile, gzip, import, import_within, street, zip};

const ROW: &str = "1|0.5|51.5|On or near High Street|E01|Burglary|";

fn failure(file: &MadeFile) -> IngestError {
    file.import().err().expect("an error")
}

#[track_caller]
fn says(error: &IngestError, words: &[&str]) {
    let text = error.to_string();
    assert!(words.iter().all(|word| text.contains(word)), "{text:?} has not all of {words:?}");
}

fn long_street() -> String {
    street("2021-03", &vec![ROW; 5000])
}

#[test]
fn nothing_there() {
    let error = import(&[Path::new("/nowhere/at/all.csv")], None).err().unwrap();
    says(&error, &["/nowhere/at/all.csv", "no such file"]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "x").unwrap();
    says(&import(&[folder.path()], None).err().unwrap(), &["no file of a kind"]);
}

#[test]
fn empty_files() {
    for (name, content) in [
        ("a.csv", Vec::new()),
        ("b.csv", b"\r\n \n".to_vec()),
        ("c.csv.gz", gzip(b"")),
        ("d.zip", zip(&[("x/e.csv", b"")])),
        ("e.geojson", br#"{"type": "FeatureCollection", "features": []}"#.to_vec()),
    ] {
        let profile = name
            .ends_with("geojson")
            .then_some("name = 't'\ntitle = 't'\ncolumns.start = 'd'\ndefaults.category = 'asb'");
        let file = MadeFile::new(name, content);
        let error = import(&[file.path()], profile).err().expect(name);
        assert!(matches!(error, IngestError::Empty { .. }), "{name}: {error}");
    }
}

#[test]
fn a_layout_that_nobody_knows() {
    let file = MadeFile::new("log.csv", "what,where\n1,2\n");
    let error = failure(&file);
    says(&error, &["log.csv", "what, where", "profile suggest"]);
    let profile = "name = 't'\ntitle = 't'\ncolumns = { start = 'when', id = 'what' }\ndefaults.category = 'asb'";
    says(&file.import_by(profile).err().unwrap(), &["log.csv", "profile t", "needs the columns when", "what, where"]);
    let twice = MadeFile::new("log.csv", "when,When\n2021-03-01,1\n").import_by(&profile.replace(", id = 'what'", ""));
    says(&twice.err().unwrap(), &["\"when\" twice"]);
}

#[test]
fn text_of_the_wrong_kind() {
    let wide: Vec<u8> = "\u{feff}a,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(failure(&MadeFile::new("a.csv", wide)), IngestError::Utf16 { .. }));
    let open = street("2021-03", &[ROW, "2|0.5|51.5|\"High Street|E01|Burglary|", ROW]);
    says(&failure(&MadeFile::new("a.csv", open)), &["a.csv", "line 3", "quotation mark"]);
    let limits = Limits { record: 2000, ..Limits::default() };
    let long = MadeFile::new("a.csv", street("2021-03", &[&ROW.replace("High", &"x".repeat(5 << 20))]));
    says(&import_within(&[long.path()], None, limits).err().unwrap(), &["a.csv", "2000 bytes"]);
}

#[test]
fn gzip_cut_short_or_damaged() {
    let whole = gzip(long_street().as_bytes());
    let cut = MadeFile::new("a.csv.gz", &whole[..whole.len() / 2]);
    says(&failure(&cut), &["a.csv.gz", "cut short"]);
    let mut wrong = whole.clone();
    let at = wrong.len() - 6;
    wrong[at] ^= 0xff;
    says(&failure(&MadeFile::new("a.csv.gz", wrong)), &["a.csv.gz", "damaged"]);
    let twice = [gzip(long_street().as_bytes()), gzip(ROW.replace('|', ",").as_bytes())].concat();
    // Members one after another are one stream: the second holds one record of seven fields.
    assert_eq!(MadeFile::new("a.csv.gz", twice).import().unwrap().summary.rows, 5001);
}

#[test]
fn zip_cut_short_or_damaged() {
    let whole = zip(&[("2021-03/2021-03-essex-street.csv", long_street().as_bytes())]);
    for cut in [whole.len() / 2, whole.len() - 10, 10] {
        says(&failure(&MadeFile::new("a.zip", &whole[..cut])), &["a.zip", "cut short"]);
    }
    let mut wrong = whole.clone();
    wrong[2000] ^= 0x55;
    says(&failure(&MadeFile::new("a.zip", wrong)), &["a.zip!2021-03/2021-03-essex-street.csv"]);
}

#[test]
fn zip_with_members_that_are_not_read() {
    let street = long_street();
    let climbing = zip(&[("../../2021-03-essex-street.csv", street.as_bytes())]);
    says(&failure(&MadeFile::new("a.zip", climbing)), &["a.zip!../../2021", "leads out"]);
    let rooted = zip(&[("/etc/street.csv", street.as_bytes())]);
    says(&failure(&MadeFile::new("a.zip", rooted)), &["a.zip!/etc", "leads out"]);
    let nested = zip(&[("inner.zip", &zip(&[("street.csv", street.as_bytes())]))]);
    says(&failure(&MadeFile::new("a.zip", nested)), &["a.zip!inner.zip", "archive inside"]);
    let disguised = zip(&[("street.csv", &zip(&[("street.csv", street.as_bytes())]))]);
    says(&failure(&MadeFile::new("a.zip", disguised)), &["a.zip!street.csv", "archive inside"]);
    let mut encrypted = zip(&[("street.csv", street.as_bytes())]);
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = encrypted.windows(4).position(|bytes| bytes == signature).unwrap();
        encrypted[at + flags] |= 1;
    }
    says(&failure(&MadeFile::new("a.zip", encrypted)), &["a.zip!street.csv", "encrypted"]);
}

#[test]
fn bombs() {
    let limits = Limits { floor: 1 << 20, ratio: 50, ..Limits::default() };
    let import = |file: &MadeFile| import_within(&[file.path()], None, limits).err().expect("an error");
    let zeros = vec![b'0'; 8 << 20];
    let declared = MadeFile::new("a.zip", zip(&[("street.csv", &zeros)]));
    says(&import(&declared), &["a.zip!street.csv", "bomb"]);

    // The archive's directory says one byte; the member holds millions.
    let mut lying = zip(&[("street.csv", &zeros)]);
    let central = lying.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    lying[central + 24..central + 28].copy_from_slice(&100_u32.to_le_bytes());
    let error = import(&MadeFile::new("a.zip", lying));
    says(&error, &["a.zip!street.csv"]);

    let packed = MadeFile::new("a.csv.gz", gzip(&zeros));
    says(&import(&packed), &["a.csv.gz", "bomb"]);
    let inside = MadeFile::new("a.zip", zip(&[("a.csv.gz", &gzip(&zeros))]));
    says(&import(&inside), &["a.zip!a.csv.gz", "bomb"]);
}

#[test]
fn members_that_share_their_bytes() {
    let street = long_street();
    let mut archive = zip(&[("a.csv", street.as_bytes()), ("b.csv", street.as_bytes())]);
    let second = archive.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    archive[second + 42..second + 46].copy_from_slice(&0_u32.to_le_bytes());
    says(&failure(&MadeFile::new("a.zip", archive)), &["a.zip", "share their bytes"]);
}

#[cfg(unix)]
#[test]
fn folders_that_hold_themselves() {
    let file = MadeFile::new("2021-03-essex-street.csv", street("2021-03", &[ROW]));
    let inner = file.folder().join("inner");
    fs::create_dir(&inner).unwrap();
    std::os::unix::fs::symlink(file.folder(), inner.join("back")).unwrap();
    let error = import(&[file.folder()], None).err().unwrap();
    assert!(matches!(error, IngestError::Loop { .. }), "{error}");
    says(&error, &["inner/back"]);
}

#[test]
fn other_formats_that_are_damaged() {
    let profile = "name = 't'\ntitle = 't'\ncolumns.start = 'd'\ndefaults.category = 'asb'";
    let fails = |name: &str, content: &[u8]| MadeFile::new(name, content).import_by(profile).err().expect(name);
    let collection =
        br#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"d": "2021-03-01"}}"#;
    says(&fails("a.geojson", collection), &["a.geojson", "cut short"]);
    says(&fails("a.geojson", br#"{"type": "Feature", "properties": {}}"#), &["a.geojson", "no list of features"]);
    says(&fails("a.geojson", br#"{"features": [{"properties": 7}]}"#), &["a.geojson", "not GeoJSON"]);
    says(&fails("a.parquet", b"PAR1 and nothing else PAR1"), &["a.parquet", "not Parquet"]);
    says(&fails("a.parquet.gz", &gzip(b"PAR1....PAR1")), &["a.parquet.gz", "unpacked"]);
}

#[test]
fn profiles_that_make_no_sense() {
    let file = MadeFile::new("a.csv", "d\n2021-03-01\n");
    for (profile, word) in [
        ("name = 't'\ntitle = 't'\ncolumns.strat = 'd'", "strat"),
        ("name = 't'\ntitle = 't'\n[columns]\nid = 'd'", "start"),
        ("name = 't'\ntitle = 't'\n[columns]\nstart = 'd'", "category"),
        ("name = 't'\ntitle = 't'\n[columns]\nstart = 'd'\n[defaults]\ncategory = 'theft/car'", "theft"),
        ("name = 't'\ntitle = 't'\n[columns]\nstart = 'd'\nx = 'x'\n[defaults]\ncategory = 'asb'", "together with y"),
        (
            "name = 't'\ntitle = 't'\n[columns]\nstart = 'd'\n[defaults]\ncategory = 'asb'\n[time]\nzone = 'Essex'",
            "Essex",
        ),
        (
            "name = 't'\ntitle = 't'\n[columns]\nstart = 'd'\n[defaults]\ncategory = 'asb'\n[place]\ncrs = 'EPSG:1'",
            "EPSG:1",
        ),
        (
            "name = 't'\ntitle = 't'\n[columns]\nstart = 'd'\n[defaults]\ncategory = 'asb'\n[time]\nformats = ['%H:%M']",
            "%H:%M",
        ),
        (
            "name = 't'\ntitle = 't'\n[columns]\nstart = 'd'\n[defaults]\ncategory = 'asb'\n[format]\ndelimiter = 'x'",
            "delimiter",
        ),
        (
            "name = 't'\ntitle = 't'\n[columns]\nstart = 'd'\n[defaults]\ncategory = 'asb'\n[format]\nencoding = 'utf-16'",
            "encoding",
        ),
        (
            "name = 't'\ntitle = 't'\n[columns]\nstart = 'd'\n[defaults]\ncategory = 'asb'\n[place]\narea = [1.0, 1.0, 0.0, 2.0]",
            "area",
        ),
        ("name = 't'\ntitle = 't'\nslot = '{month'\n[columns]\nstart = 'd'\n[defaults]\ncategory = 'asb'", "{month"),
    ] {
        let error = file.import_by(profile).err().expect(word);
        assert!(matches!(error, IngestError::Profile(_)), "{error}");
        says(&error, &[word]);
    }
}
