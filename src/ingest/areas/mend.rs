use geo::algorithm::bool_ops::{BooleanOps, FillRule, OpType};
use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::orient::Direction;
use geo::validation::InvalidPolygon;
use geo::{Area, BoundingRect, Intersects, Orient, Relate, Validation, unary_union};
use geo_types::{LineString, MultiPolygon, Polygon};
use thiserror::Error;

use super::columns::RawShape;
use super::nest::nest;

/// What is wrong with a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Fault {
    #[error("a ring is not closed")]
    Unclosed,
    #[error("a point is given twice in a row")]
    RepeatedPoint,
    #[error("a ring has fewer than three corners")]
    TooFewCorners,
    #[error("a ring crosses or touches itself")]
    CrossesItself,
    #[error("rings of a polygon overlap, or a hole lies outside")]
    RingsOverlap,
    #[error("parts overlap or share an edge")]
    PartsOverlap,
    #[error("it encloses nothing")]
    NoArea,
}

/// A valid shape over the same ground, its outer rings anticlockwise, and what was wrong with it before.
///
/// Rings are closed, repeated points and rings without corners go. Where rings cross, ground counts that an odd number of rings
/// of its polygon surround (the rule of well-known tools for making geometry valid); parts that overlap become one. A shape
/// that is valid keeps every coordinate. Winding alone is no fault: formats disagree about it.
pub(super) fn mend(raw: RawShape) -> Result<(MultiPolygon<f64>, Vec<Fault>), Fault> {
    let mut faults = Vec::new();
    let shape = match raw {
        RawShape::Rings(rings) => nest(rings.into_iter().filter_map(|ring| tidy(ring, &mut faults)).collect()),
        RawShape::Polygons(polygons) => {
            MultiPolygon(polygons.into_iter().filter_map(|rings| tidy_polygon(rings, &mut faults)).collect())
        }
    };
    let deeper = faults_of(&shape);
    let shape = if deeper.is_empty() { shape } else { redrawn(&shape) };
    if shape.unsigned_area() <= 0.0 {
        return Err(deeper.first().or(faults.first()).copied().unwrap_or(Fault::NoArea));
    }
    if let Some(&fault) = faults_of(&shape).first().filter(|_| !deeper.is_empty()) {
        return Err(fault);
    }
    faults.extend(deeper);
    faults.sort_unstable();
    faults.dedup();
    Ok((shape.orient(Direction::Default), faults))
}

fn tidy_polygon(rings: Vec<LineString<f64>>, faults: &mut Vec<Fault>) -> Option<Polygon<f64>> {
    let mut rings = rings.into_iter();
    let exterior = tidy(rings.next()?, faults)?;
    Some(Polygon::new(exterior, rings.filter_map(|ring| tidy(ring, faults)).collect()))
}

fn tidy(mut ring: LineString<f64>, faults: &mut Vec<Fault>) -> Option<LineString<f64>> {
    let mut note = |fault| {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    };
    if !ring.is_closed() {
        note(Fault::Unclosed);
        ring.close();
    }
    let points = ring.0.len();
    ring.0.dedup();
    if ring.0.len() < points {
        note(Fault::RepeatedPoint);
    }
    // The first corner stands at the end again.
    if ring.0.len() < 4 {
        note(Fault::TooFewCorners);
        return None;
    }
    Some(ring)
}

fn faults_of(shape: &MultiPolygon<f64>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = shape.iter().flat_map(Validation::validation_errors).map(fault).collect();
    if parts_overlap(shape) {
        faults.push(Fault::PartsOverlap);
    }
    faults.sort_unstable();
    faults.dedup();
    faults
}

fn fault(invalid: InvalidPolygon) -> Fault {
    match invalid {
        InvalidPolygon::TooFewPointsInRing(_) => Fault::TooFewCorners,
        InvalidPolygon::SelfIntersection(_) | InvalidPolygon::NonFiniteCoord(..) => Fault::CrossesItself,
        InvalidPolygon::InteriorRingNotContainedInExteriorRing(_)
        | InvalidPolygon::IntersectingRingsOnALine(..)
        | InvalidPolygon::IntersectingRingsOnAnArea(..) => Fault::RingsOverlap,
    }
}

/// A coast can have thousands of islands: only those are compared whose boxes meet.
fn parts_overlap(shape: &MultiPolygon<f64>) -> bool {
    let boxes: Vec<_> = shape.iter().map(BoundingRect::bounding_rect).collect();
    (0..boxes.len()).any(|i| {
        (i + 1..boxes.len()).any(|j| {
            let (Some(one), Some(other)) = (boxes[i], boxes[j]) else { return false };
            one.intersects(&other) && overlap(&shape.0[i], &shape.0[j])
        })
    })
}

fn overlap(one: &Polygon<f64>, other: &Polygon<f64>) -> bool {
    let relation = one.relate(other);
    relation.get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional
        || relation.get(CoordPos::OnBoundary, CoordPos::OnBoundary) == Dimensions::OneDimensional
}

fn redrawn(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let nothing = MultiPolygon::<f64>(Vec::new());
    let parts: Vec<MultiPolygon<f64>> = shape
        .iter()
        .map(|polygon| polygon.boolean_op_with_fill_rule(&nothing, OpType::Union, FillRule::EvenOdd))
        .collect();
    unary_union(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Ring<'a> = &'a [(f64, f64)];

    fn mended(polygons: &[&[Ring<'_>]]) -> Result<(f64, Vec<Fault>), Fault> {
        let lines = |rings: &&[Ring<'_>]| rings.iter().map(|ring| LineString::from(ring.to_vec())).collect();
        let (shape, faults) = mend(RawShape::Polygons(polygons.iter().map(lines).collect()))?;
        assert!(shape.is_valid());
        Ok((shape.unsigned_area(), faults))
    }

    const SQUARE: Ring<'_> = &[(0., 0.), (4., 0.), (4., 4.), (0., 4.), (0., 0.)];

    #[test]
    fn a_valid_shape_stays_whatever_its_winding() {
        assert_eq!(mended(&[&[SQUARE]]), Ok((16.0, vec![])));
        let clockwise: Vec<_> = SQUARE.iter().rev().copied().collect();
        let (shape, faults) = mend(RawShape::Polygons(vec![vec![LineString::from(clockwise)]])).unwrap();
        assert_eq!((shape.signed_area(), faults), (16.0, vec![]));
    }

    #[test]
    fn each_fault_is_mended_and_named() {
        let (open, repeated) = (&SQUARE[..4], &[SQUARE[0], SQUARE[0], SQUARE[1], SQUARE[2], SQUARE[3], SQUARE[0]][..]);
        assert_eq!(mended(&[&[open]]), Ok((16.0, vec![Fault::Unclosed])));
        assert_eq!(mended(&[&[repeated]]), Ok((16.0, vec![Fault::RepeatedPoint])));
        let point: Ring<'_> = &[(1., 1.), (2., 2.), (1., 1.)];
        assert_eq!(mended(&[&[SQUARE, point]]), Ok((16.0, vec![Fault::TooFewCorners])));
        // Two triangles that meet in (2, 2), each of base 4 and height 2.
        let bow_tie: Ring<'_> = &[(0., 0.), (4., 4.), (4., 0.), (0., 4.), (0., 0.)];
        assert_eq!(mended(&[&[bow_tie]]), Ok((8.0, vec![Fault::CrossesItself])));
        let spike: Ring<'_> = &[(0., 0.), (4., 0.), (4., 4.), (4., 9.), (4., 4.), (0., 4.), (0., 0.)];
        assert_eq!(mended(&[&[spike]]), Ok((16.0, vec![Fault::CrossesItself])));
        let beside: Ring<'_> = &[(2., 1.), (6., 1.), (6., 2.), (2., 2.), (2., 1.)];
        assert_eq!(mended(&[&[SQUARE], &[beside]]), Ok((18.0, vec![Fault::PartsOverlap])));
        let next: Ring<'_> = &[(4., 0.), (5., 0.), (5., 4.), (4., 4.), (4., 0.)];
        assert_eq!(mended(&[&[SQUARE], &[next]]), Ok((20.0, vec![Fault::PartsOverlap])));
        // Half of the hole lies outside, and becomes ground that one ring surrounds.
        let (area, faults) = mended(&[&[SQUARE, beside]]).unwrap();
        assert_eq!((area, faults[0]), (16.0, Fault::RingsOverlap));
    }

    #[test]
    fn what_encloses_nothing_cannot_be_mended() {
        let line: Ring<'_> = &[(0., 0.), (4., 0.), (2., 0.), (0., 0.)];
        assert_eq!(mended(&[&[line]]), Err(Fault::NoArea));
        assert_eq!(mended(&[&[&[(0., 0.), (4., 0.)]]]), Err(Fault::Unclosed));
        assert_eq!(mended(&[]), Err(Fault::NoArea));
    }
}
