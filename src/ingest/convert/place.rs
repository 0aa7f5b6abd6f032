use super::number::parse_decimal;
use super::plan::{PlaceColumns, Plan};
use crate::ingest::reject::{Fault, Reason};
use crate::ingest::table::Fields;
use crate::space::LngLat;

/// The place of a row; `None` where the file gives none.
pub fn read_place(plan: &Plan, fields: &Fields<'_>) -> Result<Option<LngLat>, Fault> {
    let Some(columns) = plan.place else { return Ok(None) };
    let (x_text, y_text) = (fields.get(columns.x), fields.get(columns.y));
    let format = &plan.profile.format;
    match (format.is_missing(x_text), format.is_missing(y_text)) {
        (true, true) => return Ok(None),
        (false, false) => {}
        _ => return Err(Fault::new(Reason::IncompleteCoordinates, format!("{x_text:?}, {y_text:?}"))),
    }
    let number = |text: &str| {
        parse_decimal(text, format.decimal).ok_or_else(|| Fault::new(Reason::BadNumber, format!("coordinate {text:?}")))
    };
    let (x, y) = (number(x_text)?, number(y_text)?);
    let rules = &plan.profile.place;
    if rules.no_place.contains(&[x, y]) {
        return Ok(None);
    }
    let fault = |reason| Err(Fault::new(reason, format!("{x_text}, {y_text}")));
    if x == 0.0 && y == 0.0 {
        return fault(Reason::ZeroCoordinates);
    }
    match convert(plan, columns, x, y) {
        Some(place) if is_inside(rules.area, place) => Ok(Some(place)),
        found => match convert(plan, columns, y, x) {
            Some(swapped) if (rules.area.is_some() || found.is_none()) && is_inside(rules.area, swapped) => {
                fault(Reason::SwappedCoordinates)
            }
            _ if found.is_some() => fault(Reason::OutsideArea),
            _ => fault(Reason::ImpossibleCoordinates),
        },
    }
}

fn convert(plan: &Plan, columns: PlaceColumns, x: f64, y: f64) -> Option<LngLat> {
    if columns.degrees { LngLat::new(x, y).ok() } else { plan.profile.place.crs.to_lng_lat(x, y).ok() }
}

fn is_inside(area: Option<[f64; 4]>, place: LngLat) -> bool {
    area.is_none_or(|[west, south, east, north]| {
        (west..=east).contains(&place.lng()) && (south..=north).contains(&place.lat())
    })
}
