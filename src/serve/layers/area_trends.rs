use crate::analysis::area_trends::{AreaTrend, AreaTrends};
use crate::encode::Column;
use crate::index::Index;

/// The properties of every area of layer number `layer`, in the layer's order.
pub fn columns(index: &Index, layer: usize, trends: &AreaTrends) -> Vec<Column> {
    let areas = index.layers()[layer].areas();
    let mut by_area: Vec<&AreaTrend> = trends.areas.iter().collect();
    by_area.sort_unstable_by_key(|trend| trend.area);
    let growth = || by_area.iter().map(|trend| &trend.growth);
    vec![
        Column::text("code", areas.iter().map(|area| area.code.clone())),
        Column::text("name", areas.iter().map(|area| area.name.clone())),
        Column::text("direction", by_area.iter().map(|trend| trend.direction.slug().to_owned())),
        Column::integer("rank", by_area.iter().map(|trend| trend.rank.map(|rank| rank as i64))),
        Column::number("p", by_area.iter().map(|trend| trend.p)),
        Column::integer("count", growth().map(|it| it.count as i64)),
        Column::integer("count_before", growth().map(|it| it.before as i64)),
        Column::number("rate_per_1000", growth().map(|it| it.rate_per_1000)),
        Column::number("ratio", growth().map(|it| it.change.and_then(|change| change.ratio))),
        Column::number("ratio_low", growth().map(|it| it.change.map(|change| change.low))),
        Column::number("ratio_high", growth().map(|it| it.change.and_then(|change| change.high))),
        Column::number("relative_ratio", growth().map(|it| it.relative_change.and_then(|change| change.ratio))),
        Column::number("trend_per_year", growth().map(|it| it.trend.map(|trend| trend.ratio_per_unit))),
        Column::number("trend_low", growth().map(|it| it.trend.map(|trend| trend.low))),
        Column::number("trend_high", growth().map(|it| it.trend.map(|trend| trend.high))),
    ]
}
