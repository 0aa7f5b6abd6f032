use std::io::Write;

use geo_types::Geometry;

use super::error::EncodeError;
use super::layer::{Layer, Value};
use super::wkt::wkt;

/// Writes a layer as CSV (RFC 4180, comma, UTF-8, header first), an absent value as an empty field.
///
/// Points become the columns `lng` and `lat`, other shapes the column `geometry` in well-known text (GDAL reads both); a table
/// without geometries has its own columns alone.
pub fn write_csv(layer: &Layer, out: impl Write) -> Result<(), EncodeError> {
    let place = PlaceColumns::of(layer);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(layer.columns().iter().map(|column| column.name()).chain(place.header().iter().copied()))?;
    let mut record: Vec<String> = Vec::new();
    for (row, geometry) in layer.geometries().iter().enumerate() {
        record.clear();
        record.extend(layer.columns().iter().map(|column| column.value(row).map_or_else(String::new, text)));
        place.push(layer, geometry.as_ref(), &mut record)?;
        writer.write_record(&record)?;
    }
    writer.flush().map_err(csv::Error::from)?;
    Ok(())
}

fn text(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
    }
}

#[derive(Clone, Copy)]
enum PlaceColumns {
    None,
    LngLat,
    Wkt,
}

impl PlaceColumns {
    fn of(layer: &Layer) -> Self {
        let mut present = layer.geometries().iter().flatten();
        if layer.geometries().iter().all(Option::is_none) {
            Self::None
        } else if present.all(|geometry| matches!(geometry, Geometry::Point(_))) {
            Self::LngLat
        } else {
            Self::Wkt
        }
    }

    fn header(self) -> &'static [&'static str] {
        match self {
            Self::None => &[],
            Self::LngLat => &["lng", "lat"],
            Self::Wkt => &["geometry"],
        }
    }

    fn push(
        self,
        layer: &Layer,
        geometry: Option<&Geometry<f64>>,
        record: &mut Vec<String>,
    ) -> Result<(), EncodeError> {
        match (self, geometry) {
            (Self::None, _) => {}
            (Self::LngLat, Some(Geometry::Point(point))) => {
                record.extend([point.x().to_string(), point.y().to_string()]);
            }
            (_, None) => record.extend(self.header().iter().map(|_| String::new())),
            (_, Some(shape)) => record.push(wkt(shape).ok_or_else(|| EncodeError::geometry(layer, "CSV", shape))?),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{Point, Rect};

    use super::*;
    use crate::encode::layer::Column;

    fn written(layer: &Layer) -> String {
        let mut out = Vec::new();
        write_csv(layer, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn points_tables_and_shapes() {
        let columns =
            vec![Column::text("name", ["a, b".to_owned(), "c".to_owned()]), Column::number("rate", [None, Some(1.5)])];
        let points = Layer::new("p", vec![Some(Point::new(0.5, 51.0).into()), None], columns.clone()).unwrap();
        assert_eq!(written(&points), "name,rate,lng,lat\n\"a, b\",,0.5,51\nc,1.5,,\n");
        assert_eq!(written(&Layer::table("t", columns).unwrap()), "name,rate\n\"a, b\",\nc,1.5\n");
        let square = Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon();
        let shapes = Layer::new("s", vec![Some(square.into())], vec![Column::flag("hot", [true])]).unwrap();
        assert!(written(&shapes).starts_with("hot,geometry\ntrue,\"POLYGON (("));
    }
}
