use super::agreement::Agreement;
use super::terms::{DisclosedPlace, DisclosedRisk, Terms};

/// What an agreement discloses and what it keeps back, a sentence each, for the partner and for whoever asks.
pub fn in_words(agreement: &Agreement) -> Vec<String> {
    let terms = agreement.terms();
    let Terms { threshold, period, .. } = terms;
    let mut sentences = vec![
        format!("Incidents of {}{}.", listed(terms.categories.iter().map(ToString::to_string)), recorded_by(terms)),
        format!("Places are known as {}; no address, no street, no point.", terms.place.in_words()),
        format!("Times are known as the {} they lie in; no day and no hour. {}", period.word(), released(terms)),
        format!(
            "Where fewer than {threshold} incidents are alike in {}, they are left out, so that every count is 0 or at least {threshold} \
             and may be too low.",
            alike(terms)
        ),
    ];
    sentences.push(match terms.fields.len() {
        0 => "Nothing else is told of them.".to_owned(),
        _ => format!("Besides, {} is told.", listed(terms.fields.iter().map(|field| field.in_words().to_owned()))),
    });
    sentences.push(match terms.risk {
        DisclosedRisk::None => "No forecast is shown.".to_owned(),
        DisclosedRisk::Bands => format!(
            "Of forecasts, the first 1, 5 and 20 % of the area are shown, without numbers, where a cell holds at least {} residential \
             addresses or {threshold} of these incidents. They rest on all incidents, also on those that are left out here.",
            terms.residential_addresses
        ),
    });
    sentences
}

fn released(terms: &Terms) -> String {
    let word = terms.period.word();
    match terms.delay_days {
        0 => format!("A {word} is shown once it is over."),
        days => format!("A {word} is shown {days} days after it is over."),
    }
}

fn recorded_by(terms: &Terms) -> String {
    if terms.sources.is_empty() {
        String::new()
    } else {
        format!(", recorded by {}", listed(terms.sources.iter().cloned()))
    }
}

/// What makes a group.
fn alike(terms: &Terms) -> String {
    let place = match terms.place {
        DisclosedPlace::Cell(_) => "cell",
        DisclosedPlace::Area(_) => "area",
    };
    let own = [place, terms.period.word(), "category"].map(str::to_owned);
    listed(own.into_iter().chain(terms.fields.iter().map(|field| field.in_words().to_owned())))
}

/// "a, b and c".
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    match names.pop() {
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Rules;

    #[test]
    fn reads_like_an_agreement() {
        let rules = Rules::read(
            "[viewer]\nname = \"Map\"\npurpose = \"p\"\nlegal_basis = \"l\"\nversion = \"1\"\ncategories = [\"asb\", \"fire\"]\n\
             place = \"hex:7\"\nperiod = \"quarter\"\nthreshold = 10\nfields = [\"attended\"]\ndelay_days = 7",
        );
        let said = in_words(rules.unwrap().viewer().unwrap()).join(" ");
        assert!(said.starts_with("Incidents of asb and fire."), "{said}");
        assert!(said.contains("cells of about 5.2 km² (H3 resolution 7)"), "{said}");
        assert!(said.contains("A quarter is shown 7 days after it is over."), "{said}");
        assert!(
            said.contains("fewer than 10 incidents are alike in cell, quarter, category and whether somebody went"),
            "{said}"
        );
        assert!(said.contains("No forecast is shown."), "{said}");
    }
}
