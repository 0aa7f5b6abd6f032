use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// Byte order mark of little-endian well-known binary.
const LITTLE_ENDIAN: u8 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// A shape as well-known binary (OGC 06-103r4, 8.2), little-endian.
pub(super) fn write(shape: &MultiPolygon<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    head(MULTI_POLYGON, shape.0.len(), &mut bytes);
    for polygon in shape {
        head(POLYGON, 1 + polygon.interiors().len(), &mut bytes);
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            bytes.extend((ring.0.len() as u32).to_le_bytes());
            bytes.extend(ring.0.iter().flat_map(|coord| [coord.x, coord.y]).flat_map(f64::to_le_bytes));
        }
    }
    bytes
}

/// A polygon's count is of rings, a multi-polygon's of polygons.
fn head(kind: u32, count: usize, bytes: &mut Vec<u8>) {
    bytes.push(LITTLE_ENDIAN);
    bytes.extend(kind.to_le_bytes());
    bytes.extend((count as u32).to_le_bytes());
}

/// What [`write()`] wrote; `None` for anything else.
pub(super) fn read(bytes: &[u8]) -> Option<MultiPolygon<f64>> {
    let mut bytes = bytes;
    let polygons = read_head(MULTI_POLYGON, &mut bytes)?;
    let shape = (0..polygons).map(|_| read_polygon(&mut bytes)).collect::<Option<_>>()?;
    bytes.is_empty().then_some(MultiPolygon(shape))
}

fn read_polygon(bytes: &mut &[u8]) -> Option<Polygon<f64>> {
    let rings = read_head(POLYGON, bytes)?;
    let exterior = read_ring(bytes)?;
    let interiors = (1..rings).map(|_| read_ring(bytes)).collect::<Option<_>>()?;
    Some(Polygon::new(exterior, interiors))
}

fn read_ring(bytes: &mut &[u8]) -> Option<LineString<f64>> {
    let coords = read_u32(bytes)?;
    (0..coords)
        .map(|_| Some(Coord { x: f64::from_le_bytes(take(bytes)?), y: f64::from_le_bytes(take(bytes)?) }))
        .collect::<Option<Vec<_>>>()
        .map(LineString)
}

fn read_head(kind: u32, bytes: &mut &[u8]) -> Option<u32> {
    (take(bytes)? == [LITTLE_ENDIAN] && read_u32(bytes)? == kind).then(|| read_u32(bytes))?
}

fn read_u32(bytes: &mut &[u8]) -> Option<u32> {
    take(bytes).map(u32::from_le_bytes)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;

    #[test]
    fn a_shape_comes_back_and_a_torn_one_does_not() {
        let shape = MultiPolygon(vec![
            polygon!(exterior: [(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 4.)], interiors: [[(x: 2., y: 1.), (x: 3., y: 1.), (x: 3., y: 2.)]]),
            polygon![(x: 5., y: 5.), (x: 6., y: 5.), (x: 6., y: 6.5)],
        ]);
        let bytes = write(&shape);
        assert_eq!(read(&bytes), Some(shape));
        for torn in [&bytes[..bytes.len() - 1], &bytes[1..], &[]] {
            assert_eq!(read(torn), None);
        }
        assert_eq!(read(&write(&MultiPolygon(vec![]))), Some(MultiPolygon(vec![])));
    }

    #[test]
    fn the_bytes_are_those_of_the_standard() {
        let shape = MultiPolygon::from(polygon![(x: 1., y: 2.), (x: 3., y: 2.), (x: 3., y: 4.)]);
        // shapely 2.0: MultiPolygon([Polygon([(1, 2), (3, 2), (3, 4)])]).wkb_hex
        let hex = "0106000000010000000103000000010000000400000000\
            0000000000f03f000000000000004000000000000008400000000000000040\
            00000000000008400000000000001040000000000000f03f0000000000000040";
        let written: String = write(&shape).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(written, hex);
    }
}
