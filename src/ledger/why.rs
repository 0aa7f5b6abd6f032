use super::content::Content;
use super::header::Header;
use super::numbers::Numbers;
use crate::analysis::finding::{incidents, percent};
use crate::forecast::Part;

/// Why a cell is expected to have incidents: one part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub part: Part,
    /// Expected incidents; those of all reasons add up to the cell's.
    pub expected: f64,
    /// Of the cell's expected incidents.
    pub share_fraction: f64,
    /// "5 incidents in the last 28 days".
    pub words: String,
}

/// The parts of what is expected in the cell of row `row`, the largest first; none where the model does not tell them.
pub fn reasons(content: &Content, row: usize) -> Vec<Reason> {
    let Content { header, numbers } = content;
    let total: f64 = numbers.parts.iter().map(|(_, risk)| f64::from(risk[row])).sum();
    let reason = |(part, risk): &(Part, Vec<f32>)| {
        let expected = f64::from(risk[row]);
        let share_fraction = if total > 0.0 { expected / total } else { 0.0 };
        Reason { part: *part, expected, share_fraction, words: words(*part, header, numbers, row) }
    };
    let mut reasons: Vec<Reason> = numbers.parts.iter().map(reason).collect();
    reasons.sort_by(|a, b| b.expected.total_cmp(&a.expected));
    reasons
}

fn words(part: Part, header: &Header, numbers: &Numbers, row: usize) -> String {
    let facts = &numbers.facts;
    let count = |counts: &[u32]| incidents(counts[row] as usize);
    let dated = header.data.dated_to_the_day;
    match part {
        Part::RecentIncidents if dated => format!("{} in the last 28 days", count(&facts.last_28_days)),
        Part::RecentIncidents => format!("{} in the last month", count(&facts.last_28_days)),
        Part::LongMemory => {
            let since = header.data.from.map_or(String::new(), |from| format!(" since {}", from.strftime("%B %Y")));
            format!("{} in the last 12 months, {} in all{since}", count(&facts.last_365_days), facts.all[row])
        }
        Part::NearRepeats if dated => format!("{} in the last 14 days within 200 m", count(&facts.near_14_days)),
        Part::NearRepeats => "months alone are known, so that near repeats cannot be told".to_owned(),
        Part::Neighbourhood => {
            format!("{} in the last 12 months within 500 m, the cell left out", count(&facts.around_365_days))
        }
        Part::SeasonAndHour if header.shifts.is_some() => {
            format!("{}; when in the week its incidents come", season(header))
        }
        Part::SeasonAndHour => season(header),
        Part::Surroundings => "what is there: residents, places and other kinds of incident".to_owned(),
    }
}

fn season(header: &Header) -> String {
    match header.data.same_time_last_year_ratio {
        None => "the time of the year".to_owned(),
        Some(ratio) if (ratio - 1.0).abs() < 0.02 => "the time of the year: as busy as the year's average".to_owned(),
        Some(ratio) => {
            let side = if ratio > 1.0 { "busier" } else { "quieter" };
            format!("the time of the year: {} {side} than average a year ago", percent((ratio - 1.0).abs()))
        }
    }
}
