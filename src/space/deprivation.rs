use std::str::FromStr;

use thiserror::Error;

/// How deprived an area is: the tenth of all areas that it belongs to, 1 the most deprived and 10 the least.
///
/// A published decile is carried as it is given; those of the English Indices of Deprivation are tenths of all of England's census areas
/// (national). From a rank or a score the tenths of the layer's own areas are made (local): a layer knows no other areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprivation {
    decile: u8,
    is_national: bool,
}

/// What a column says of deprivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeprivationMeasure {
    /// 1, the most deprived tenth, to 10.
    Decile,
    /// 1 is the most deprived area.
    Rank,
    /// Higher is more deprived.
    Score,
}

/// It names no measure.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is none of decile, rank, score")]
pub struct DeprivationMeasureError(String);

const TENTHS: usize = 10;

impl Deprivation {
    /// `None` unless `decile` is 1 to 10.
    pub fn national(decile: u8) -> Option<Self> {
        (1..=10).contains(&decile).then_some(Self { decile, is_national: true })
    }

    /// `None` unless `decile` is 1 to 10.
    pub fn local(decile: u8) -> Option<Self> {
        (1..=10).contains(&decile).then_some(Self { decile, is_national: false })
    }

    /// 1, the most deprived tenth, to 10.
    pub fn decile(self) -> u8 {
        self.decile
    }

    /// Whether it is a tenth of more areas than the layer has.
    pub fn is_national(self) -> bool {
        self.is_national
    }
}

impl DeprivationMeasure {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Decile => "decile",
            Self::Rank => "rank",
            Self::Score => "score",
        }
    }

    /// By a column's name, which has the measure's in it: `IMD_decile`.
    pub fn of_column(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        [Self::Decile, Self::Rank, Self::Score].into_iter().find(|measure| name.contains(measure.slug()))
    }

    /// What the areas of a layer are by their `values`, finite where given; the `Err` is the position of a value that is no decile.
    ///
    /// Of n areas with a rank or score, the one that i others are more deprived than is in the tenth ⌊10 i / n⌋ + 1; equal areas share a
    /// tenth. Cost: a sort.
    pub fn of_layer(self, values: &[Option<f64>]) -> Result<Vec<Option<Deprivation>>, usize> {
        let most_first = match self {
            Self::Decile => return given(values),
            Self::Rank => 1.0,
            Self::Score => -1.0,
        };
        let mut sorted: Vec<f64> = values.iter().flatten().map(|value| most_first * value).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let tenth = |value: f64| {
            let before = sorted.partition_point(|&other| other < most_first * value);
            Deprivation::local((TENTHS * before / sorted.len() + 1) as u8)
        };
        Ok(values.iter().map(|value| value.and_then(tenth)).collect())
    }
}

fn given(values: &[Option<f64>]) -> Result<Vec<Option<Deprivation>>, usize> {
    let decile = |(at, value): (usize, &Option<f64>)| match *value {
        None => Ok(None),
        Some(value) if value.fract() == 0.0 => Deprivation::national(value as u8).map(Some).ok_or(at),
        Some(_) => Err(at),
    };
    values.iter().enumerate().map(decile).collect()
}

impl FromStr for DeprivationMeasure {
    type Err = DeprivationMeasureError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = [Self::Decile, Self::Rank, Self::Score].into_iter().find(|measure| measure.slug() == text);
        known.ok_or_else(|| DeprivationMeasureError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deciles(measure: DeprivationMeasure, values: &[Option<f64>]) -> Vec<Option<u8>> {
        measure.of_layer(values).unwrap().into_iter().map(|found| found.map(Deprivation::decile)).collect()
    }

    #[test]
    fn deciles_are_carried_as_they_are() {
        let values = [Some(1.0), None, Some(10.0)];
        assert_eq!(deciles(DeprivationMeasure::Decile, &values), [Some(1), None, Some(10)]);
        assert!(DeprivationMeasure::Decile.of_layer(&values).unwrap()[0].unwrap().is_national());
        for wrong in [0.0, 11.0, 2.5, -1.0] {
            assert_eq!(DeprivationMeasure::Decile.of_layer(&[Some(3.0), Some(wrong)]), Err(1), "{wrong}");
        }
    }

    #[test]
    fn ranks_and_scores_make_tenths_of_the_layer() {
        let ranks: Vec<Option<f64>> = (0..20).map(|at| Some(100.0 + f64::from(at))).collect();
        let expected: Vec<Option<u8>> = (0..20).map(|at| Some(at / 2 + 1)).collect();
        assert_eq!(deciles(DeprivationMeasure::Rank, &ranks), expected);
        let scores: Vec<Option<f64>> = ranks.iter().map(|rank| rank.map(|rank| 500.0 - rank)).collect();
        assert_eq!(deciles(DeprivationMeasure::Score, &scores), expected);
        assert!(!DeprivationMeasure::Rank.of_layer(&ranks).unwrap()[0].unwrap().is_national());
        assert_eq!(deciles(DeprivationMeasure::Rank, &[Some(7.0), None, Some(7.0)]), [Some(1), None, Some(1)]);
        assert_eq!(deciles(DeprivationMeasure::Score, &[None]), [None]);
    }

    #[test]
    fn by_the_column_s_name() {
        assert_eq!(DeprivationMeasure::of_column("IMD_decile"), Some(DeprivationMeasure::Decile));
        assert_eq!(DeprivationMeasure::of_column("Index of Multiple Deprivation Rank"), Some(DeprivationMeasure::Rank));
        assert_eq!(DeprivationMeasure::of_column("imd"), None);
        assert!("quintile".parse::<DeprivationMeasure>().is_err());
    }
}
