use geo_types::Point;

use crate::encode::{Column, EncodeError, Layer};
use crate::serve::repeats::Repeats;
use crate::serve::resources::repeat_locations::label;

/// The first `limit` locations with at least `min_count` incidents, as points.
pub fn layer(repeats: &Repeats, min_count: usize, limit: usize) -> Result<Layer, EncodeError> {
    let (index, ranking) = (repeats.chosen().index(), repeats.ranking());
    let last = ranking.with_at_least(min_count).min(limit);
    let found: Vec<_> = (0..last).map(|rank| ranking.location(index, rank)).collect();
    Layer::new(
        "repeat-locations",
        found.iter().map(|it| it.place.map(|place| Point::from(place.coord()).into())).collect(),
        vec![
            Column::text("id", found.iter().map(|it| it.id.to_string())),
            Column::integer("rank", found.iter().map(|it| it.rank as i64)),
            Column::integer("count", found.iter().map(|it| it.count as i64)),
            Column::text("label", found.iter().map(label)),
            Column::flag("snapped", found.iter().map(|it| it.is_snapped())),
        ],
    )
}
