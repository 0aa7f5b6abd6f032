use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::calendar::Calendar;
use super::codes::NUISANCE_NEIGHBOUR;
use super::event::{Agency, Class, Event, Planted};
use super::published::{AsbType, YEARS};
use super::site::Site;

/// Decides which police incidents were attended: in each published year as many as were published, the graver the likelier.
/// Crimes are attended three times in five.
pub(super) fn attend(events: &mut [Event], calendar: &Calendar, rng: &mut ChaCha8Rng) {
    let weight = |event: &Event| match event.class {
        Class::Asb(AsbType::Personal) => 2.2,
        Class::Asb(AsbType::Environmental) => 0.6,
        _ if event.vulnerable => 2.0,
        _ => 1.0,
    };
    let asb =
        |event: &Event| event.agency == Agency::Police && matches!(event.class, Class::Asb(_) | Class::CovidBreach);
    for (year, published) in YEARS.iter().enumerate() {
        let rows = rows_of_year(events, year, calendar, asb);
        let chosen = choose(&rows, published.attended as usize, |row| weight(&events[row]), rng);
        rows.iter().for_each(|&row| events[row].attended = Some(false));
        chosen.iter().for_each(|&row| events[row].attended = Some(true));
    }
    for event in events.iter_mut().filter(|event| matches!(event.class, Class::Crime(_))) {
        event.attended = Some(rng.random_bool(0.6));
    }
    for event in events.iter_mut() {
        event.grade = grade(event.attended, rng);
    }
}

/// Turns as many nuisance incidents at homes into calls about a neighbour as were published for each year.
pub(super) fn name_neighbours(events: &mut [Event], sites: &[Site], calendar: &Calendar, rng: &mut ChaCha8Rng) {
    let at_home = |event: &Event| {
        let public = matches!(event.planted, Some(Planted::Site(site)) if sites[site].plan.radius_m > 0.0);
        event.class == Class::Asb(AsbType::Nuisance) && !public
    };
    let weight = |event: &Event| if event.planted.is_some() { 4.0 } else { 1.0 };
    for (year, published) in YEARS.iter().enumerate() {
        let rows = rows_of_year(events, year, calendar, at_home);
        for row in choose(&rows, published.nuisance_neighbours as usize, |row| weight(&events[row]), rng) {
            events[row].closing_code = NUISANCE_NEIGHBOUR;
        }
    }
}

fn rows_of_year(events: &[Event], year: usize, calendar: &Calendar, wanted: impl Fn(&Event) -> bool) -> Vec<usize> {
    let of_year = |event: &Event| calendar.month_of(event.when.start()).is_some_and(|month| month / 12 == year);
    (0..events.len()).filter(|&row| wanted(&events[row]) && of_year(&events[row])).collect()
}

/// `count` of the rows without repetition, the heavier the likelier: those with the least of a uniform number over the weight.
fn choose(rows: &[usize], count: usize, weight: impl Fn(usize) -> f64, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let mut keys: Vec<(f64, usize)> = rows.iter().map(|&row| (rng.random::<f64>() / weight(row), row)).collect();
    keys.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    keys.truncate(count);
    keys.into_iter().map(|(_, row)| row).collect()
}

fn grade(attended: Option<bool>, rng: &mut ChaCha8Rng) -> u8 {
    let u: f64 = rng.random();
    match attended {
        Some(true) if u < 0.2 => 1,
        Some(true) if u < 0.7 => 2,
        Some(true) => 3,
        _ if u < 0.7 => 4,
        _ => 3,
    }
}
