use super::trends::AreaTrends;
use super::windows::Windows;
use crate::analysis::finding::{month_in_words, percent, thousands};
use crate::analysis::months::Months;
use crate::index::{Filter, Index};
use crate::space::AreaLayer;

/// From this part on, the incidents that are known to no better than days make the cut of a window inside a month matter.
const MANY_FRACTION: f64 = 0.05;

impl AreaTrends {
    /// What was left out and why, one sentence each: part months, months without data, areas without residents, windows that the data
    /// are too coarse for.
    pub fn notes(&self, index: &Index, filter: &Filter, layer: &AreaLayer) -> Vec<String> {
        let mut notes = Vec::new();
        if let (Some(months), Some(windows)) = (&self.months, &self.windows) {
            notes.extend(of_windows(windows));
            notes.extend(of_months(months));
            notes.extend(self.of_trend(months));
            notes.extend(self.of_coarse_dates(windows));
        }
        let unknown =
            layer.areas().iter().filter(|area| area.population.is_none_or(|residents| residents <= 0.0)).count();
        if unknown > 0 {
            notes.push(format!(
                "{} of {} areas have no known residents, and so no rate.",
                unknown,
                layer.areas().len()
            ));
        }
        notes.extend(self.of_places(index, filter, layer));
        notes
    }

    fn of_trend(&self, months: &Months) -> Option<String> {
        let (first, last) = (*self.trend_months.first()?, *self.trend_months.last()?);
        let range =
            format!("{} to {}", month_in_words(months.first_date(first)), month_in_words(months.first_date(last)));
        Some(if self.deseasonalised {
            format!(
                "The trend runs over {} months, {range}, with the whole force's season taken out.",
                self.trend_months.len()
            )
        } else {
            format!(
                "The trend runs over {} months, {range}; two years of every month are needed to tell it from the season.",
                self.trend_months.len()
            )
        })
    }

    fn of_coarse_dates(&self, windows: &Windows) -> Option<String> {
        let whole_months = windows.now.start.day() == 1 && windows.now.end.day() == 1;
        let coarse = self.evidence.hours_unknown as f64 / self.evidence.incidents.max(1) as f64;
        (!whole_months && coarse > MANY_FRACTION).then(|| {
            format!(
                "{} of these incidents are known to the month or some days only, and count where the middle of that lies: a window of \
                 whole months would be exact.",
                percent(coarse)
            )
        })
    }

    fn of_places(&self, index: &Index, filter: &Filter, layer: &AreaLayer) -> Option<String> {
        let selection = index.select(filter).ok()?;
        let without = selection.len() - index.located(&selection);
        let in_areas: usize = self.areas.iter().map(|area| area.growth.count).sum();
        let outside = self.whole.count.saturating_sub(in_areas);
        (without + outside > 0).then(|| {
            format!(
                "{} incidents without a place count by their area code; {} lie in no {}.",
                thousands(without),
                thousands(outside),
                layer.name()
            )
        })
    }
}

fn of_windows(windows: &Windows) -> Vec<String> {
    let mut notes = Vec::new();
    if windows.years > 1 {
        notes.push(format!(
            "The window is longer than a year, and compared with the same dates {} years before.",
            windows.years
        ));
    }
    if windows.not_compared > 0 {
        notes.push(format!(
            "{} of its months are not compared, since they or the same month before have no data.",
            windows.not_compared
        ));
    }
    notes
}

fn of_months(months: &Months) -> Vec<String> {
    let name = |month: usize| month_in_words(months.first_date(month));
    let mut notes: Vec<String> = (months.partial().into_iter().flatten())
        .map(|first| format!("{} is not complete in the data, and is no month of the trend.", month_in_words(first)))
        .collect();
    for (first, end) in months.gaps() {
        notes.push(match end - first {
            1 => format!("There are no data of {}.", name(first)),
            _ => format!("There are no data from {} to {}.", name(first), name(end - 1)),
        });
    }
    notes
}
