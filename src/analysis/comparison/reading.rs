use super::pair::{Measure, Pair};
use super::places::Difference;
use super::whole::Comparison;
use crate::analysis::finding::{Evidence, Finding, incidents, percent, thousands};

/// From here on "times as many" is easier to read than a percentage.
const MANY_TIMES: f64 = 2.0;

impl Comparison {
    /// `areas` is what the layer's areas are called, in the plural: "districts".
    pub fn reading(&self, areas: &str) -> Finding {
        Finding { statement: self.statement(areas), caveat: self.caveat() }
    }

    fn statement(&self, areas: &str) -> String {
        let total = &self.total;
        let counts = match self.measure {
            Measure::Rate if self.days == self.against_days => {
                format!("{} against {} in as many days", incidents(total.count), thousands(total.against))
            }
            Measure::Rate => format!(
                "{} in {} days against {} in {}",
                incidents(total.count),
                thousands(self.days),
                thousands(total.against),
                thousands(self.against_days)
            ),
            Measure::Share => {
                format!("{} against {}, each as shares", incidents(total.count), thousands(total.against))
            }
        };
        let change = match self.measure {
            Measure::Rate => format!(": {}", change(total)),
            Measure::Share => String::new(),
        };
        format!("{counts}{change}{}.", self.in_areas(areas))
    }

    fn in_areas(&self, areas: &str) -> String {
        if self.areas.is_empty() {
            return String::new();
        }
        let significant = |above: bool| {
            self.areas.iter().filter(|area| area.significant && (area.pair.difference > 0.0) == above).count()
        };
        let (more, fewer) = (significant(true), significant(false));
        let of = thousands(self.areas.len());
        let only = [(Difference::OnlyHere, "first"), (Difference::OnlyThere, "second")].map(|(class, side)| {
            let count = self.areas_with(class);
            if count == 0 {
                String::new()
            } else {
                format!("; {} have incidents in the {side} alone", thousands(count))
            }
        });
        format!("; of {of} {areas}, {more} have clearly more and {fewer} clearly fewer{}", only.concat())
    }

    fn caveat(&self) -> String {
        let (here, there) = (&self.evidence, &self.against_evidence);
        let smaller: &Evidence = if here.incidents <= there.incidents { here } else { there };
        smaller.caveat()
    }
}

/// "55 % fewer a day (52 to 58 % fewer)", or that chance could make the difference.
fn change(total: &Pair) -> String {
    let Some(found) = total.ratio else { return "none on either side".to_owned() };
    let (Some(ratio), Some(high)) = (found.ratio, found.high) else {
        return "none in the second, so there is no ratio".to_owned();
    };
    if found.low <= 1.0 && high >= 1.0 {
        return format!("{} a day, which chance alone could make", more_or_fewer(ratio));
    }
    if ratio >= MANY_TIMES {
        return format!("{} a day (95 % interval {:.1} to {high:.1} times)", more_or_fewer(ratio), found.low);
    }
    let ends = if ratio < 1.0 { [high, found.low] } else { [found.low, high] };
    let [near, far] = ends.map(|end| percent((end - 1.0).abs()));
    format!("{} a day (95 % interval {near} to {far})", more_or_fewer(ratio))
}

fn more_or_fewer(ratio: f64) -> String {
    match ratio {
        ratio if ratio >= MANY_TIMES => format!("{ratio:.1} times as many"),
        ratio if ratio > 1.0 => format!("{} more", percent(ratio - 1.0)),
        ratio if ratio < 1.0 => format!("{} fewer", percent(1.0 - ratio)),
        _ => "as many".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::comparison::pair::Exposure;
    use crate::analysis::comparison::places::compare_places;

    fn comparison(counts: [usize; 2], days: [usize; 2], areas: &[(usize, usize)]) -> Comparison {
        let exposure = Exposure { here: days[0] as f64, there: days[1] as f64 };
        let evidence = |incidents| Evidence { incidents, snapped: incidents, hours_unknown: 0 };
        Comparison {
            measure: Measure::Rate,
            exposure,
            days: days[0],
            against_days: days[1],
            evidence: evidence(counts[0]),
            against_evidence: evidence(counts[1]),
            total: Pair::of(counts[0], counts[1], exposure),
            areas: compare_places(areas.iter().copied(), exposure),
            week: None,
            warning: None,
        }
    }

    #[test]
    fn in_words() {
        let fell = comparison([1260, 2810], [30, 31], &[(60, 200), (5, 0), (9, 9)]).reading("districts");
        assert_eq!(
            fell.statement,
            "1,260 incidents in 30 days against 2,810 in 31: 54 % fewer a day (95 % interval 50 % to 57 %); of 3 districts, \
             0 have clearly more and 1 clearly fewer; 1 have incidents in the first alone."
        );
        assert!(fell.caveat.contains("map points"), "{}", fell.caveat);
        let same = comparison([105, 100], [31, 31], &[]).reading("");
        assert_eq!(
            same.statement,
            "105 incidents against 100 in as many days: 5.0 % more a day, which chance alone could make."
        );
        let tripled = comparison([300, 100], [31, 31], &[]).reading("");
        assert!(
            tripled.statement.contains("3.0 times as many a day (95 % interval 2.4 to 3.8 times)"),
            "{}",
            tripled.statement
        );
        assert!(comparison([4, 0], [31, 31], &[]).reading("").caveat.contains("only 0 incidents"));
    }
}
