use std::fmt::Write;

use geo_types::{Coord, Geometry, Polygon};

/// Well-known text of a point, polygon or multipolygon in degrees; `None` for what has no place in our layers.
///
/// Source: OGC 06-103r4, Simple feature access, clause 7.
pub fn wkt(geometry: &Geometry<f64>) -> Option<String> {
    let mut text = String::new();
    match geometry {
        Geometry::Point(point) => {
            text.push_str("POINT (");
            position(&mut text, point.0);
            text.push(')');
        }
        Geometry::Polygon(shape) => {
            text.push_str("POLYGON ");
            polygon(&mut text, shape);
        }
        Geometry::MultiPolygon(shapes) if shapes.0.is_empty() => text.push_str("MULTIPOLYGON EMPTY"),
        Geometry::MultiPolygon(shapes) => {
            text.push_str("MULTIPOLYGON ");
            list(&mut text, &shapes.0, polygon);
        }
        _ => return None,
    }
    Some(text)
}

fn polygon(text: &mut String, shape: &Polygon<f64>) {
    let rings: Vec<_> = std::iter::once(shape.exterior()).chain(shape.interiors()).collect();
    list(text, &rings, |text, ring| list(text, &ring.0, |text, &at| position(text, at)));
}

fn list<T>(text: &mut String, items: &[T], mut write: impl FnMut(&mut String, &T)) {
    text.push('(');
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            text.push_str(", ");
        }
        write(text, item);
    }
    text.push(')');
}

fn position(text: &mut String, at: Coord<f64>) {
    write!(text, "{} {}", at.x, at.y).expect("a string takes any text");
}

#[cfg(test)]
mod tests {
    use geo_types::{LineString, MultiPolygon, Point, Rect};

    use super::*;

    #[test]
    fn shapes() {
        assert_eq!(wkt(&Point::new(0.5, 51.25).into()).unwrap(), "POINT (0.5 51.25)");
        let outer: LineString<f64> = vec![(0.0, 0.0), (4.0, 0.0), (0.0, 4.0), (0.0, 0.0)].into();
        let inner: LineString<f64> = vec![(1.0, 1.0), (1.0, 2.0), (2.0, 1.0), (1.0, 1.0)].into();
        let shape = Polygon::new(outer, vec![inner]);
        let text = "((0 0, 4 0, 0 4, 0 0), (1 1, 1 2, 2 1, 1 1))";
        assert_eq!(wkt(&shape.clone().into()).unwrap(), format!("POLYGON {text}"));
        assert_eq!(wkt(&MultiPolygon(vec![shape]).into()).unwrap(), format!("MULTIPOLYGON ({text})"));
        assert_eq!(wkt(&MultiPolygon(Vec::new()).into()).unwrap(), "MULTIPOLYGON EMPTY");
        assert_eq!(wkt(&Rect::new((0.0, 0.0), (1.0, 1.0)).into()), None);
    }
}
