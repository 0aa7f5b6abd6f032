use geo_types::{Coord, Geometry, LineString, Polygon};

const LITTLE_ENDIAN: u8 = 1;
const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// Well-known binary (little-endian, two dimensions) of a point, polygon or multipolygon; `None` for what has no place in our
/// layers.
///
/// Source: OGC 06-103r4, Simple feature access, clause 8.
pub fn wkb(geometry: &Geometry<f64>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    match geometry {
        Geometry::Point(point) => {
            header(&mut bytes, POINT);
            position(&mut bytes, point.0);
        }
        Geometry::Polygon(shape) => polygon(&mut bytes, shape),
        Geometry::MultiPolygon(shapes) => {
            header(&mut bytes, MULTI_POLYGON);
            count(&mut bytes, shapes.0.len());
            shapes.iter().for_each(|shape| polygon(&mut bytes, shape));
        }
        _ => return None,
    }
    Some(bytes)
}

fn polygon(bytes: &mut Vec<u8>, shape: &Polygon<f64>) {
    header(bytes, POLYGON);
    count(bytes, 1 + shape.interiors().len());
    std::iter::once(shape.exterior()).chain(shape.interiors()).for_each(|line| ring(bytes, line));
}

fn ring(bytes: &mut Vec<u8>, line: &LineString<f64>) {
    count(bytes, line.0.len());
    line.0.iter().for_each(|&at| position(bytes, at));
}

fn header(bytes: &mut Vec<u8>, geometry_type: u32) {
    bytes.push(LITTLE_ENDIAN);
    bytes.extend(geometry_type.to_le_bytes());
}

fn count(bytes: &mut Vec<u8>, items: usize) {
    let items = u32::try_from(items).expect("a geometry in memory has fewer than 2^32 parts");
    bytes.extend(items.to_le_bytes());
}

fn position(bytes: &mut Vec<u8>, at: Coord<f64>) {
    bytes.extend(at.x.to_le_bytes());
    bytes.extend(at.y.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use geo_types::{Line, MultiPolygon, Point};

    use super::*;

    #[test]
    fn a_point_by_hand() {
        let mut expected = vec![1, 1, 0, 0, 0];
        expected.extend(0.5_f64.to_le_bytes());
        expected.extend(51.25_f64.to_le_bytes());
        assert_eq!(wkb(&Point::new(0.5, 51.25).into()).unwrap(), expected);
    }

    #[test]
    fn sizes_of_polygons() {
        let triangle = Polygon::new(vec![(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)].into(), Vec::new());
        let one = wkb(&triangle.clone().into()).unwrap();
        assert_eq!(one.len(), 1 + 4 + 4 + 4 + 4 * 16);
        let two = wkb(&MultiPolygon(vec![triangle.clone(), triangle]).into()).unwrap();
        assert_eq!(two.len(), 1 + 4 + 4 + 2 * one.len());
        assert_eq!(wkb(&Line::new((0.0, 0.0), (1.0, 1.0)).into()), None);
    }
}
