use crate::encode::TileId;
use crate::serve::error::ApiError;

/// A layer that there are tiles of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TiledLayer {
    Comparison,
    Density,
    EmergingHotSpots,
    HotSpots,
    Incidents,
    RelativeRisk,
    RepeatLocations,
    Risk,
    RiskBands,
    Areas,
    AreasLabels,
    AreaTrends,
}

/// How a tile is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    GeoJson,
    Mvt,
}

impl TiledLayer {
    pub const ALL: [Self; 12] = [
        Self::Comparison,
        Self::Density,
        Self::EmergingHotSpots,
        Self::HotSpots,
        Self::Incidents,
        Self::RelativeRisk,
        Self::RepeatLocations,
        Self::Risk,
        Self::RiskBands,
        Self::Areas,
        Self::AreasLabels,
        Self::AreaTrends,
    ];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Density => "density",
            Self::EmergingHotSpots => "emerging-hot-spots",
            Self::HotSpots => "hot-spots",
            Self::Incidents => "incidents",
            Self::RelativeRisk => "relative-risk",
            Self::RepeatLocations => "repeat-locations",
            Self::Risk => "risk",
            Self::RiskBands => "risk-bands",
            Self::Areas => "areas",
            Self::AreasLabels => "areas-labels",
            Self::AreaTrends => "area-trends",
        }
    }

    pub fn read(slug: &str) -> Result<Self, ApiError> {
        let found = Self::ALL.into_iter().find(|layer| layer.slug() == slug);
        found.ok_or_else(|| ApiError::not_found("tile layer", slug))
    }
}

impl Encoding {
    pub fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::Mvt => "mvt",
        }
    }
}

/// Reads the last three parts of a tile's address: `10`, `513`, `339.mvt`.
pub fn read_tile(zoom: &str, column: &str, row: &str) -> Result<(TileId, Encoding), ApiError> {
    let no_tile = || ApiError::not_found("tile", format!("{zoom}/{column}/{row}"));
    let (row_number, ending) = row.split_once('.').ok_or_else(no_tile)?;
    let encoding = [Encoding::GeoJson, Encoding::Mvt].into_iter().find(|encoding| encoding.ending() == ending);
    let number = |text: &str| text.parse::<u32>().map_err(|_| no_tile());
    let zoom_number = u8::try_from(number(zoom)?).map_err(|_| no_tile())?;
    let tile = TileId::new(zoom_number, number(column)?, number(row_number)?);
    Ok((tile.map_err(|error| ApiError::parameter("tile", error))?, encoding.ok_or_else(no_tile)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let (tile, encoding) = read_tile("10", "513", "339.mvt").unwrap();
        assert_eq!((tile, encoding), (TileId::new(10, 513, 339).unwrap(), Encoding::Mvt));
        assert!(matches!(read_tile("10", "513", "339.png"), Err(ApiError::NotFound { .. })));
        assert!(matches!(read_tile("10", "513", "339"), Err(ApiError::NotFound { .. })));
        assert!(matches!(read_tile("ten", "513", "339.mvt"), Err(ApiError::NotFound { .. })));
        assert!(matches!(read_tile("2", "4", "0.mvt"), Err(ApiError::Parameter { .. })));
        assert!(TiledLayer::ALL.into_iter().all(|layer| TiledLayer::read(layer.slug()).unwrap() == layer));
    }
}
