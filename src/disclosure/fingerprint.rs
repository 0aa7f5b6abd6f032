use geo::CoordsIter;
use sha2::{Digest, Sha256};

use crate::index::Index;

/// A digest of everything that can be seen of a protected copy: its rows, the areas and the study area. 32 hexadecimal digits.
pub(super) fn fingerprint(index: &Index) -> String {
    let mut digest = Sha256::new();
    write_rows(index, &mut digest);
    for layer in index.layers() {
        write_text(layer.name(), &mut digest);
        for area in layer.areas() {
            write_text(&area.code, &mut digest);
            write_text(&area.name, &mut digest);
            write_text(&format!("{:?} {:?}", area.population, area.deprivation), &mut digest);
            for corner in area.shape.coords_iter() {
                digest.update(corner.x.to_bits().to_le_bytes());
                digest.update(corner.y.to_bits().to_le_bytes());
            }
        }
        for (foreign, code) in layer.lookup() {
            write_text(foreign, &mut digest);
            write_text(code, &mut digest);
        }
    }
    for corner in index.study_area().shape().coords_iter() {
        digest.update(corner.x.to_bits().to_le_bytes());
        digest.update(corner.y.to_bits().to_le_bytes());
    }
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn write_rows(index: &Index, digest: &mut Sha256) {
    let (incidents, names) = (index.incidents(), index.incidents().dictionaries());
    write_text(incidents.zone().name(), digest);
    names.categories.iter().for_each(|category| write_text(&category.to_string(), digest));
    let texts = names.sources.iter().chain(&names.outcomes).chain(&names.area_codes);
    texts.for_each(|text| write_text(text, digest));
    for row in 0..incidents.len() {
        let when = incidents.when(row);
        digest.update(when.start().to_le_bytes());
        digest.update(when.end().to_le_bytes());
        let (lng, lat) = incidents.place_key(row).unwrap_or((i32::MIN, i32::MIN));
        digest.update(lng.to_le_bytes());
        digest.update(lat.to_le_bytes());
        digest.update(incidents.area_code(row).unwrap_or(u16::MAX).to_le_bytes());
        let attended = incidents.attended(row).map_or(0, |went| 1 + u8::from(went));
        let outcome = incidents.outcome_position(row).map_or(u8::MAX, |at| at as u8);
        let (category, source) = (incidents.categories()[row], incidents.sources()[row]);
        digest.update([category, source, incidents.provenance(row) as u8, attended, outcome]);
    }
}

/// With its end, so that two texts in a row are never taken for others.
fn write_text(text: &str, digest: &mut Sha256) {
    digest.update((text.len() as u64).to_le_bytes());
    digest.update(text);
}
