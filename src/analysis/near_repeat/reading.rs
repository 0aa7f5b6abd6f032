use super::raised::{Raised, RaisedBand};
use super::table::NearRepeats;
use super::zones::Zone;
use crate::analysis::dated::DatedIncidents;
use crate::analysis::finding::{Evidence, Finding, incidents, thousands};

impl NearRepeats {
    /// The table in words. `raised` comes from it, `evidence` from the same selection.
    pub fn reading(&self, raised: &Raised, evidence: &Evidence) -> Finding {
        let statement = match self.widest(raised) {
            None => {
                "Near and soon after an incident there are no more others than chance would bring: no near-repeat pattern was found.".to_owned()
            }
            Some((band, ratio)) if band.radius.0 == 0.0 => {
                let days = band.days;
                format!(
                    "For {days} days after an incident, another at the same place is {ratio:.1} times as likely as chance would make it; the streets around \
                     show no such pattern."
                )
            }
            Some((band, ratio)) => {
                let (radius_m, days) = (band.radius.0, band.days);
                format!(
                    "Within {radius_m} m of an incident and for {days} days after it, another is {ratio:.1} times as likely as chance would make it."
                )
            }
        };
        Finding { statement, caveat: caveat(self.incidents(), evidence) }
    }

    /// The farthest raised band, and the ratio from the origin to its edge and for as long as it lasts.
    fn widest(&self, raised: &Raised) -> Option<(RaisedBand, f64)> {
        let band = *raised.bands().last()?;
        let rows = (0..=band.distance_band).map(|row| &self.row(row)[..band.time_bands]);
        let cells: Vec<_> = rows.flatten().copied().collect();
        Some((band, super::raised::ratio(&cells)?))
    }
}

/// The zones of one date, as it is written, in words.
pub fn zones_reading(table: &NearRepeats, zones: &[Zone], date: &str, evidence: &Evidence) -> Finding {
    let highest = zones.iter().map(|zone| zone.ratio).reduce(f64::max);
    let statement = match highest {
        None => format!("On {date} no place is near enough to a recent incident for the risk to be raised."),
        Some(ratio) => {
            let (count, are) = (thousands(zones.len()), if zones.len() == 1 { "zone is" } else { "zones are" });
            format!(
                "On {date} {count} {are} alive round recent incidents, where another is up to {ratio:.1} times as likely as chance would make it."
            )
        }
    };
    Finding { statement, caveat: caveat(table.incidents(), evidence) }
}

fn caveat(dated: &DatedIncidents, evidence: &Evidence) -> String {
    if dated.window_too_long > dated.len() {
        return format!(
            "Only {} could be compared: when the others happened is not known well enough.",
            incidents(dated.len())
        );
    }
    if 2 * evidence.snapped > evidence.incidents {
        return "Most of these incidents are placed on map points, so that the same place means the same street, and only what was reported is counted."
            .to_owned();
    }
    evidence.caveat()
}
