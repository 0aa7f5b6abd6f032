use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::forecast::{Covariate, EventsBefore, History};

/// A hash of everything that enters, number by number: two of the same value come from the same input.
#[derive(Clone, Default)]
pub struct Fingerprint(Sha256);

/// Later than every incident, and a day that calendars can name.
const AFTER_ALL: Date = Date::constant(9000, 1, 1);

impl Fingerprint {
    pub fn new() -> Self {
        Self::default()
    }

    /// Text, its length before it, so that `ab, c` is not `a, bc`.
    pub fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// The same for what is no text.
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Everything that a history knows. Cost: some 80 bytes hashed an incident.
    pub fn history(mut self, history: &History) -> Self {
        let cells = history.cells();
        self.number(cells.len() as f64);
        self.number(cells.ground_km2());
        for (centre, area) in cells.centres().iter().zip(cells.area_km2()) {
            for number in [centre.x, centre.y, *area] {
                self.number(number);
            }
        }
        for span in history.covered() {
            self.0.update(span.start().to_le_bytes());
            self.0.update(span.end().to_le_bytes());
        }
        let everything = history.before(AFTER_ALL);
        self = self.text(history.zone().name());
        self.events(everything.events());
        for (name, events) in everything.others() {
            self = self.text(name);
            self.events(events);
        }
        for covariate in everything.covariates() {
            self = self.covariate(covariate);
        }
        self
    }

    /// 64 hex digits.
    pub fn hex(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn number(&mut self, number: f64) {
        self.0.update(number.to_bits().to_le_bytes());
    }

    fn events(&mut self, events: EventsBefore<'_>) {
        self.0.update((events.len() as u64).to_le_bytes());
        for event in 0..events.len() {
            self.0.update(events.end_s()[event].to_le_bytes());
            let at = events.at()[event];
            for number in [events.middle_day()[event], at.x, at.y, events.weight()[event]] {
                self.number(number);
            }
            let cell = events.cell(event).map_or(u64::MAX, |cell| cell as u64);
            self.0.update(cell.to_le_bytes());
            self.0.update([events.provenance(event) as u8, events.hour_of_week(event).unwrap_or(u8::MAX)]);
        }
    }

    fn covariate(mut self, covariate: &Covariate) -> Self {
        match covariate {
            Covariate::Values { name, values } => {
                self = self.text(name);
                for value in values {
                    // No value is a number that none is.
                    self.number(value.unwrap_or(f64::NAN));
                }
            }
            Covariate::Places { name, at } => {
                self = self.text(name);
                for number in at.iter().flat_map(|at| [at.x, at.y]) {
                    self.number(number);
                }
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::fixture::history;

    #[test]
    fn one_incident_more_is_another_input() {
        let hex = |events: &[(u32, f64)]| Fingerprint::new().text("v").history(&history(3, events, 90)).hex();
        let once = hex(&[(0, -3.0), (1, -2.0)]);
        assert_eq!(
            (once.len(), hex(&[(1, -2.0), (0, -3.0)])),
            (64, once.clone()),
            "the order they come in is no matter"
        );
        for other in [hex(&[(0, -3.0)]), hex(&[(0, -3.0), (2, -2.0)]), hex(&[(0, -3.0), (1, -2.5)])] {
            assert_ne!(other, once);
        }
        assert_ne!(Fingerprint::new().text("ab").text("c").hex(), Fingerprint::new().text("a").text("bc").hex());
    }
}
