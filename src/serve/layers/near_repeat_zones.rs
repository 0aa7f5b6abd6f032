use geo_types::Geometry;

use crate::analysis::dated::{CivilDay, date_of};
use crate::analysis::near_repeat::{Zone, ZoneCell};
use crate::encode::{Column, EncodeError, Layer};
use crate::index::Index;
use crate::space::{Metres, cell_polygon, circle};

/// The circle that stands for a zone of the place itself.
const SAME_PLACE: Metres = Metres(25.0);

/// Zones as circles, in their order.
pub fn circles(index: &Index, zones: &[Zone]) -> Result<Layer, EncodeError> {
    let incidents = index.incidents();
    let shape = |zone: &Zone| {
        let radius = if zone.radius.0 > 0.0 { zone.radius } else { SAME_PLACE };
        Some(Geometry::from(circle(incidents.projection(), zone.at, radius)))
    };
    Layer::new(
        "near-repeat-zones",
        zones.iter().map(shape).collect(),
        vec![
            Column::integer("incident", zones.iter().map(|it| i64::from(incidents.ids()[it.row]))),
            Column::text("category", zones.iter().map(|it| incidents.category(it.row).to_string())),
            Column::text("date", zones.iter().map(|it| date(it.day))),
            Column::integer("age_days", zones.iter().map(|it| i64::from(it.age_days))),
            Column::number("radius_m", zones.iter().map(|it| it.radius.0)),
            Column::text("until", zones.iter().map(|it| date(it.until))),
            Column::number("ratio", zones.iter().map(|it| it.ratio)),
            Column::integer("overlapping", zones.iter().map(|it| it.overlapping as i64)),
        ],
    )
}

/// The hexagons under zones, in their order.
pub fn hexagons(index: &Index, cells: &[ZoneCell]) -> Result<Layer, EncodeError> {
    let ids = index.incidents().ids();
    Layer::new(
        "near-repeat-zones",
        cells.iter().map(|it| Some(cell_polygon(it.cell).into())).collect(),
        vec![
            Column::text("cell", cells.iter().map(|it| it.cell.to_string())),
            Column::integer("zones", cells.iter().map(|it| it.zones as i64)),
            Column::number("ratio", cells.iter().map(|it| it.ratio)),
            Column::text("until", cells.iter().map(|it| date(it.until))),
            Column::integer("incident", cells.iter().map(|it| i64::from(ids[it.newest]))),
        ],
    )
}

fn date(day: CivilDay) -> Option<String> {
    date_of(day).map(|date| date.to_string())
}
