use geo_types::Geometry;

use crate::analysis::dated::{CivilDay, date_of};
use crate::analysis::space_time_scan::{Cluster, SpaceTimeClusters};
use crate::encode::{Column, EncodeError, Layer};
use crate::index::Index;
use crate::space::{LngLat, Metres, circle};

/// The circle that stands for a cluster at one place.
const ONE_PLACE: Metres = Metres(25.0);

/// Clusters as circles, the strongest first.
pub fn layer(index: &Index, found: &SpaceTimeClusters) -> Result<Layer, EncodeError> {
    let clusters = found.clusters();
    let projection = index.incidents().projection();
    let centre = |cluster: &Cluster| -> LngLat { projection.inverse(found.centre(cluster)) };
    let shape = |cluster: &Cluster| {
        let radius = if cluster.radius.0 > 0.0 { cluster.radius } else { ONE_PLACE };
        Some(Geometry::from(circle(projection, found.centre(cluster), radius)))
    };
    Layer::new(
        "space-time-clusters",
        clusters.iter().map(shape).collect(),
        vec![
            Column::integer("rank", 1..=clusters.len() as i64),
            Column::number("lng", clusters.iter().map(|it| centre(it).lng())),
            Column::number("lat", clusters.iter().map(|it| centre(it).lat())),
            Column::number("radius_m", clusters.iter().map(|it| it.radius.0)),
            Column::text("from", clusters.iter().map(|it| date(found.days(it).0))),
            Column::text("to", clusters.iter().map(|it| date(found.days(it).1))),
            Column::integer("days", clusters.iter().map(|it| i64::from(it.days.1 - it.days.0))),
            Column::integer("incidents", clusters.iter().map(|it| i64::from(it.cases))),
            Column::number("expected", clusters.iter().map(|it| it.expected)),
            Column::number("ratio", clusters.iter().map(|it| f64::from(it.cases) / it.expected)),
            Column::number("statistic", clusters.iter().map(|it| it.statistic)),
            Column::number("p", clusters.iter().map(|it| it.p)),
            Column::number("recurrence_interval_days", clusters.iter().map(|it| it.recurrence_interval_days)),
        ],
    )
}

fn date(day: CivilDay) -> Option<String> {
    date_of(day).map(|date| date.to_string())
}
