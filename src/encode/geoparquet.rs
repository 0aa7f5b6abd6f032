use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use geo::BoundingRect;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::json;

use super::error::EncodeError;
use super::geometry_type::type_name;
use super::layer::{Layer, Values};
use super::wkb::wkb;

const GEOMETRY: &str = "geometry";

/// Writes a layer as GeoParquet 1.1: the columns, then `geometry` in well-known binary, and the `geo` metadata; what the
/// layer says about itself goes to the metadata key `wherenext`. A table without geometries is plain Parquet.
///
/// Coordinates are longitude and latitude on WGS 84, the format's default (OGC:CRS84). Source: geoparquet.org, version 1.1.0.
pub fn write_parquet(layer: &Layer, out: impl Write + Send) -> Result<(), EncodeError> {
    let mut fields: Vec<Field> = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for column in layer.columns() {
        let (kind, array) = array_of(column.values());
        fields.push(Field::new(column.name(), kind, true));
        arrays.push(array);
    }
    let mut metadata = vec![KeyValue::new("wherenext".to_owned(), serde_json::to_string(layer.about())?)];
    if layer.geometries().iter().any(Option::is_some) {
        fields.push(Field::new(GEOMETRY, DataType::Binary, true));
        arrays.push(Arc::new(geometries(layer)?));
        metadata.push(KeyValue::new("geo".to_owned(), geo_metadata(layer)));
    }
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(metadata))
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
    if !arrays.is_empty() {
        writer.write(&RecordBatch::try_new(schema, arrays)?)?;
    }
    writer.close()?;
    Ok(())
}

fn array_of(values: &Values) -> (DataType, ArrayRef) {
    match values {
        Values::Text(values) => {
            (DataType::Utf8, Arc::new(values.iter().map(Option::as_deref).collect::<StringArray>()))
        }
        Values::Integer(values) => (DataType::Int64, Arc::new(values.iter().copied().collect::<Int64Array>())),
        Values::Number(values) => (DataType::Float64, Arc::new(values.iter().copied().collect::<Float64Array>())),
        Values::Flag(values) => (DataType::Boolean, Arc::new(values.iter().copied().collect::<BooleanArray>())),
    }
}

fn geometries(layer: &Layer) -> Result<BinaryArray, EncodeError> {
    let written = layer.geometries().iter().map(|geometry| match geometry {
        None => Ok(None),
        Some(shape) => wkb(shape).map(Some).ok_or_else(|| EncodeError::geometry(layer, "GeoParquet", shape)),
    });
    written.collect::<Result<BinaryArray, _>>()
}

fn geo_metadata(layer: &Layer) -> String {
    let mut types: Vec<&str> = layer.geometries().iter().flatten().map(type_name).collect();
    types.sort_unstable();
    types.dedup();
    let mut column = json!({ "encoding": "WKB", "geometry_types": types });
    let boxes = layer.geometries().iter().flatten().filter_map(|geometry| geometry.bounding_rect());
    let whole = boxes.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    let whole = whole.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    if let Some(bounds) = whole {
        column["bbox"] = json!(bounds);
    }
    json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: column } }).to_string()
}

#[cfg(test)]
mod tests {
    use geo_types::{Point, Rect};
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;
    use crate::encode::layer::Column;

    #[test]
    fn read_back() {
        let shapes = vec![
            Some(Point::new(0.5, 51.0).into()),
            None,
            Some(Rect::new((0.0, 50.0), (1.0, 52.0)).to_polygon().into()),
        ];
        let columns =
            vec![Column::integer("count", [Some(1), None, Some(3)]), Column::flag("hot", [true, false, true])];
        let layer = Layer::new("spots", shapes, columns).unwrap().with_about("unit", "incidents");
        let mut file = Vec::new();
        write_parquet(&layer, &mut file).unwrap();

        let reader = SerializedFileReader::new(bytes_of(file)).unwrap();
        let metadata = reader.metadata().file_metadata();
        assert_eq!(metadata.num_rows(), 3);
        let entry = |key: &str| {
            let pairs = metadata.key_value_metadata().unwrap();
            let value = pairs.iter().find(|pair| pair.key == key).unwrap().value.clone().unwrap();
            serde_json::from_str::<serde_json::Value>(&value).unwrap()
        };
        assert_eq!(entry("wherenext"), json!({ "unit": "incidents" }));
        let geometry = &entry("geo")["columns"]["geometry"];
        assert_eq!(geometry["geometry_types"], json!(["Point", "Polygon"]));
        assert_eq!(geometry["bbox"], json!([0.0, 50.0, 1.0, 52.0]));
    }

    #[test]
    fn a_table_has_no_geo_metadata() {
        let mut file = Vec::new();
        write_parquet(&Layer::table("t", vec![Column::number("a", [1.0])]).unwrap(), &mut file).unwrap();
        let reader = SerializedFileReader::new(bytes_of(file)).unwrap();
        let pairs = reader.metadata().file_metadata().key_value_metadata().unwrap().clone();
        assert!(pairs.iter().all(|pair| pair.key != "geo"));
    }

    fn bytes_of(file: Vec<u8>) -> impl parquet::file::reader::ChunkReader {
        let mut whole = tempfile::tempfile().unwrap();
        whole.write_all(&file).unwrap();
        whole
    }
}
