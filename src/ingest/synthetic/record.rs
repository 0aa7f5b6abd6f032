use std::borrow::Cow;

use super::address;
use super::event::{Agency, Class, Event, Spot};
use super::scene::Scene;
use crate::incident::{Incident, Location, Precision};

/// Writes events down as their agency would.
pub(super) struct Recorder<'a> {
    scene: &'a Scene,
}

impl<'a> Recorder<'a> {
    pub fn new(scene: &'a Scene) -> Self {
        Self { scene }
    }

    pub fn incident(&self, event: &Event) -> Incident<'a> {
        let (place, precision, location) = match event.spot {
            Spot::Address(number) => {
                let address = self.scene.addresses.get(number);
                let key = address::key(number).into();
                let text = address::text(address, &self.scene.ground).into();
                (Some(address.at), Precision::Exact, Some(Location { key, text }))
            }
            Spot::Neighbourhood(_) => (None, Precision::Area, None),
            Spot::Unknown => (None, Precision::None, None),
        };
        Incident {
            external_id: Some(self.reference(event).into()),
            category: event.class.category(),
            when: event.when,
            place,
            precision,
            location,
            area_code: self
                .neighbourhood(event)
                .map(|index| self.scene.ground.neighbourhoods[index].code.as_str().into()),
            source: event.agency.name().into(),
            provenance: event.provenance,
            attended: event.attended,
            repeat: event.repeat,
            vulnerable: event.vulnerable,
            outcome: None,
            attributes: self.attributes(event),
        }
    }

    /// The agency's own number, in its usual form.
    pub fn reference(&self, event: &Event) -> String {
        let date = self.scene.zone.civil(event.when.start()).date();
        let (year, number) = (date.year(), event.number);
        match (event.agency, event.class) {
            (Agency::Police, Class::Crime(_)) => format!("SYN-42/{number:06}/{:02}", year % 100),
            (Agency::Police, _) => format!("SYN-EP-{year}{:02}{:02}-{number:04}", date.month(), date.day()),
            (Agency::Fire, _) => format!("SYN-FR-{year}-{number:05}"),
            (Agency::Council, _) => format!("SYN-CC-{year}-{number:05}"),
        }
    }

    fn neighbourhood(&self, event: &Event) -> Option<usize> {
        match event.spot {
            Spot::Address(address) => Some(self.scene.neighbourhood(address)),
            Spot::Neighbourhood(index) => Some(index),
            Spot::Unknown => None,
        }
    }

    fn attributes(&self, event: &Event) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        let mut attributes: Vec<(Cow<'a, str>, Cow<'a, str>)> = vec![
            ("opening_code".into(), event.opening_code.into()),
            ("closing_code".into(), event.closing_code.into()),
            ("grade".into(), GRADES[usize::from(event.grade.clamp(1, 4)) - 1].into()),
            ("reported_by".into(), event.reported_by.into()),
        ];
        if let Some(neighbourhood) = self.neighbourhood(event) {
            attributes.push(("beat".into(), self.beat(neighbourhood).into()));
        }
        if let Some(kind) = event.recorded_as {
            attributes.push(("recorded_as".into(), kind.slug().into()));
        }
        attributes.push(("synthetic".into(), "yes".into()));
        attributes
    }

    /// Neighbourhoods with the same number in their name are one beat: `Castle Point 004B` belongs to `CAS-004`.
    fn beat(&self, neighbourhood: usize) -> String {
        let name = &self.scene.ground.neighbourhoods[neighbourhood].name;
        let (district, number) = name.rsplit_once(' ').unwrap_or((name, ""));
        let district: String = district.chars().take(3).flat_map(char::to_uppercase).collect();
        format!("{district}-{}", number.trim_end_matches(|c: char| c.is_ascii_alphabetic()))
    }
}

const GRADES: [&str; 4] = ["1 emergency", "2 priority", "3 scheduled", "4 no deployment"];
