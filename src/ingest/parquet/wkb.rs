use crate::ingest::reject::{Fault, Reason};

/// The flags by which PostGIS marks heights, measures and a reference system; ISO counts thousands instead.
const HAS_SRID: u32 = 0x2000_0000;
const FLAGS: u32 = 0xe000_0000;
const POINT: u32 = 1;

/// The point of a geometry in well-known binary, `None` for an empty one. Heights and measures are passed over.
pub fn read_point(wkb: &[u8]) -> Result<Option<[f64; 2]>, Fault> {
    let damaged = || Fault::new(Reason::BadNumber, "the geometry's binary is cut short");
    let (&order, rest) = wkb.split_first().ok_or_else(damaged)?;
    let little = order == 1;
    let (kind, rest) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
    let kind = if little { u32::from_le_bytes(*kind) } else { u32::from_be_bytes(*kind) };
    let plain = (kind & !FLAGS) % 1000;
    if plain != POINT {
        return Err(Fault::new(Reason::NotAPoint, format!("the geometry is of kind {plain}, a point is 1")));
    }
    let rest = if kind & HAS_SRID == 0 { rest } else { rest.get(4..).ok_or_else(damaged)? };
    let (x, rest) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
    let (y, _) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
    let number = |bytes: [u8; 8]| if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) };
    let (x, y) = (number(*x), number(*y));
    Ok((!(x.is_nan() && y.is_nan())).then_some([x, y]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wkb(kind: u32, srid: Option<u32>, numbers: &[f64]) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend(kind.to_le_bytes());
        bytes.extend(srid.into_iter().flat_map(u32::to_le_bytes));
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        bytes
    }

    #[test]
    fn points_of_many_kinds() {
        let expected = Ok(Some([0.5, 51.5]));
        assert_eq!(read_point(&wkb(1, None, &[0.5, 51.5])), expected);
        assert_eq!(read_point(&wkb(1001, None, &[0.5, 51.5, 9.0])), expected);
        assert_eq!(read_point(&wkb(1 | HAS_SRID, Some(4326), &[0.5, 51.5])), expected);
        let mut big = vec![0, 0, 0, 0, 1];
        big.extend([0.5_f64, 51.5].iter().flat_map(|number| number.to_be_bytes()));
        assert_eq!(read_point(&big), expected);
    }

    #[test]
    fn no_points() {
        assert_eq!(read_point(&wkb(1, None, &[f64::NAN, f64::NAN])), Ok(None));
        assert_eq!(read_point(&wkb(3, None, &[])).unwrap_err().reason, Reason::NotAPoint);
        for cut in 0..21 {
            assert!(read_point(&wkb(1, None, &[0.5, 51.5])[..cut]).is_err());
        }
    }
}
