use super::choices::{AreaChoice, CategoryChoice, Filter};
use super::parse::FilterError;
use crate::index::build::Index;
use crate::index::selection::Selection;
use crate::space::{Area, AreaLayer};
use crate::time::{HOURS_PER_WEEK, HourOfWeek};

impl Index {
    /// The incidents that pass `filter`: one pass over a column for each part that is given.
    ///
    /// A category, area or source that the data do not know is an error; a kind without incidents selects none.
    pub fn select(&self, filter: &Filter) -> Result<Selection, FilterError> {
        let mut selection = Selection::all(self.incidents().len());
        self.keep_categories(filter, &mut selection)?;
        self.keep_sources(filter, &mut selection)?;
        self.keep_areas(filter, &mut selection)?;
        let incidents = self.incidents();
        if !filter.provenance.is_empty() {
            selection.retain(|row| filter.provenance.contains(&incidents.provenance(row)));
        }
        self.keep_dates(filter, &mut selection);
        self.keep_shape(filter, &mut selection);
        self.keep_hours(filter, &mut selection);
        Ok(selection)
    }

    fn keep_categories(&self, filter: &Filter, selection: &mut Selection) -> Result<(), FilterError> {
        if filter.categories.is_empty() {
            return Ok(());
        }
        let known = &self.incidents().dictionaries().categories;
        for choice in &filter.categories {
            let missing = matches!(choice, CategoryChoice::Class(_)) && !known.iter().any(|it| choice.admits(it));
            if missing {
                return Err(FilterError::NotInData { parameter: "category", value: choice.to_string() });
            }
        }
        let mut admitted = [false; 256];
        for (category, admitted) in known.iter().zip(&mut admitted) {
            *admitted = filter.categories.iter().any(|choice| choice.admits(category));
        }
        let column = self.incidents().categories();
        selection.retain(|row| admitted[usize::from(column[row])]);
        Ok(())
    }

    fn keep_sources(&self, filter: &Filter, selection: &mut Selection) -> Result<(), FilterError> {
        if filter.sources.is_empty() {
            return Ok(());
        }
        let mut admitted = [false; 256];
        for name in &filter.sources {
            let known = self.incidents().dictionaries().sources.iter().position(|source| source == name);
            let not_in_data = || FilterError::NotInData { parameter: "source", value: name.clone() };
            admitted[known.ok_or_else(not_in_data)?] = true;
        }
        let column = self.incidents().sources();
        selection.retain(|row| admitted[usize::from(column[row])]);
        Ok(())
    }

    fn keep_areas(&self, filter: &Filter, selection: &mut Selection) -> Result<(), FilterError> {
        let mut admitted: Vec<bool> = Vec::new();
        for choice in &filter.areas {
            let (layer, wanted) = self.area(choice)?;
            let areas = self.membership().areas(layer);
            admitted.resize(areas.size_hint().0.max(admitted.len()), false);
            areas.zip(&mut admitted).for_each(|(area, admitted)| *admitted |= area == Some(wanted));
        }
        if !filter.areas.is_empty() {
            let membership = self.membership();
            selection.retain(|row| admitted[membership.combination_of(row)]);
        }
        Ok(())
    }

    /// The layer's and the area's number.
    fn area(&self, choice: &AreaChoice) -> Result<(usize, usize), FilterError> {
        let found = self.layer(&choice.layer).and_then(|layer| {
            let area = self.layers()[layer].by_code(&choice.code)?;
            Some((layer, area))
        });
        found.ok_or_else(|| FilterError::NotInData { parameter: "area", value: choice.to_string() })
    }

    fn keep_dates(&self, filter: &Filter, selection: &mut Selection) {
        let incidents = self.incidents();
        let zone = incidents.zone();
        if filter.from.is_some() || filter.to.is_some() {
            let from = filter.from.map_or(i64::MIN, |date| zone.day_start(date));
            let to = filter.to.map_or(i64::MAX, |date| zone.day_start(date));
            selection.retain(|row| (from..to).contains(&incidents.midpoint(row)));
        }
    }

    fn keep_shape(&self, filter: &Filter, selection: &mut Selection) {
        let incidents = self.incidents();
        if let Some(bbox) = filter.bbox {
            selection.retain(|row| incidents.place(row).is_some_and(|place| bbox.contains(place)));
        }
        if let Some(ring) = &filter.polygon {
            let shape = ring.polygon().into();
            let area = Area { code: String::new(), name: String::new(), population: None, deprivation: None, shape };
            let layer = AreaLayer::new("polygon".to_owned(), vec![area], Vec::new())
                .expect("a single area whose places are checked makes a layer");
            selection.retain(|row| incidents.place(row).is_some_and(|place| layer.find(place).is_some()));
        }
    }

    /// Last, so that only incidents that pass everything else count as left out for want of an hour.
    fn keep_hours(&self, filter: &Filter, selection: &mut Selection) {
        if filter.hours.is_none() && filter.days.is_empty() {
            return;
        }
        let mut admitted = [false; HOURS_PER_WEEK];
        for (hour, admitted) in (0..HOURS_PER_WEEK as HourOfWeek).zip(&mut admitted) {
            let in_day = filter.days.is_empty() || filter.days.iter().any(|&day| day as u8 == hour / 24);
            *admitted = in_day && filter.hours.is_none_or(|hours| hours.contains(hour % 24));
        }
        let incidents = self.incidents();
        let before = selection.len();
        selection.retain(|row| incidents.hour_of_week(row).is_some());
        selection.set_hours_unknown(before - selection.len());
        selection.retain(|row| incidents.hour_of_week(row).is_some_and(|hour| admitted[usize::from(hour)]));
    }
}
