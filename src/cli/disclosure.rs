use anyhow::Context as _;
use clap::Subcommand;
use jiff::Timestamp;
use serde::Serialize;

use super::output::Context;
use crate::analysis::finding::percent;
use crate::disclosure::{
    Agreement, DisclosedPlace, FILE_NAME, Ground, Kept, Rules, Terms, combinations, in_words, protect,
};
use crate::index::{CategoryChoice, Index};
use crate::store::Store;

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tells the rules in disclosure.toml in sentences, as those whom they are about read them.
    Show {
        /// The agreement with this agency alone.
        #[arg(long)]
        agency: Option<String>,
    },
    /// Applies the rules to the data: what is shown, what is left out, what two sets of rules give away together.
    Check,
}

/// What `show --json` prints.
#[derive(Debug, Serialize)]
struct Shown {
    agreements: Vec<ShownAgreement>,
}

#[derive(Debug, Serialize)]
struct ShownAgreement {
    name: String,
    /// None for viewers.
    agency: Option<String>,
    version: String,
    /// A digest of all terms.
    rules: String,
    in_words: Vec<String>,
}

/// What `check --json` prints.
#[derive(Debug, Serialize)]
struct Checked {
    agreements: Vec<CheckedAgreement>,
    warnings: Vec<String>,
}

/// For the operator alone: the difference between what is covered and what is shown is a count.
#[derive(Debug, Serialize)]
struct CheckedAgreement {
    name: String,
    agency: Option<String>,
    rules: String,
    incidents_covered: usize,
    incidents_shown: usize,
    groups: usize,
    groups_shown: usize,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let rules = Rules::of_folder(&context.data_dir)?;
    match &args.command {
        Command::Show { agency } => show(&rules, agency.as_deref(), context),
        Command::Check => check(&rules, context),
    }
}

fn all(rules: &Rules) -> impl Iterator<Item = &Agreement> {
    rules.viewer().into_iter().chain(rules.agreements()).map(AsRef::as_ref)
}

fn show(rules: &Rules, agency: Option<&str>, context: &Context) -> anyhow::Result<()> {
    let wanted = |it: &&Agreement| agency.is_none() || it.written().agency.as_deref() == agency;
    let agreements: Vec<ShownAgreement> = all(rules)
        .filter(wanted)
        .map(|it| ShownAgreement {
            name: it.written().name.clone(),
            agency: it.written().agency.clone(),
            version: it.written().version.clone(),
            rules: it.rules().to_owned(),
            in_words: in_words(it),
        })
        .collect();
    if let Some(agency) = agency.filter(|_| agreements.is_empty()) {
        anyhow::bail!("{FILE_NAME} has no agreement with {agency:?}: nothing is disclosed to it");
    }
    let shown = Shown { agreements };
    context.answer(&shown, || shown_in_words(&shown))
}

fn shown_in_words(shown: &Shown) -> String {
    if shown.agreements.is_empty() {
        return format!("There is no {FILE_NAME} with rules: nothing is disclosed to viewers and partners.");
    }
    let of = |it: &ShownAgreement| {
        let whom = it.agency.as_deref().unwrap_or("everybody with the role viewer");
        let sentences: Vec<String> = it.in_words.iter().map(|sentence| format!("  {sentence}")).collect();
        format!("{} ({whom}), version {}, rules {}\n{}", it.name, it.version, it.rules, sentences.join("\n"))
    };
    shown.agreements.iter().map(of).collect::<Vec<_>>().join("\n\n")
}

fn check(rules: &Rules, context: &Context) -> anyhow::Result<()> {
    anyhow::ensure!(Store::exists(&context.data_dir), "there is no data folder at {}", context.data_dir.display());
    let store = Store::open(&context.data_dir)?;
    let has_ground = store.layers()?.iter().any(|layer| layer.study_area);
    let ground = if has_ground { Ground::Layer } else { Ground::Drawn };
    let loaded = store.load().context("the data folder cannot be read")?;
    let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area);
    let now = Timestamp::now();
    let today = now.to_zoned(index.incidents().zone().time_zone().clone()).date();
    let (mut agreements, mut warnings) = (Vec::new(), Vec::new());
    for agreement in all(rules) {
        let name = &agreement.written().name;
        let made = protect(&index, agreement.terms(), ground, now.as_second());
        let kept = made.with_context(|| format!("{name:?} cannot be applied"))?.kept;
        if !agreement.holds_on(today) {
            warnings.push(format!("{name:?} does not hold today, {today}: nothing is shown under it."));
        }
        warnings.extend(unknown_names(agreement, &index));
        agreements.push(checked(agreement, kept));
    }
    for it in combinations(rules) {
        let who = if it.with_viewers { "whoever sees both, as every partner may" } else { "the two together" };
        warnings.push(format!(
            "{:?} and {:?} are about the same incidents in other groups: {who} can subtract, and learn some of what each leaves out.",
            it.first, it.second
        ));
    }
    let answer = Checked { agreements, warnings };
    context.answer(&answer, || checked_in_words(&answer))
}

fn checked(agreement: &Agreement, kept: Kept) -> CheckedAgreement {
    CheckedAgreement {
        name: agreement.written().name.clone(),
        agency: agreement.written().agency.clone(),
        rules: agreement.rules().to_owned(),
        incidents_covered: kept.covered,
        incidents_shown: kept.disclosed,
        groups: kept.groups,
        groups_shown: kept.groups_disclosed,
    }
}

/// Words of the terms that the data do not know: most often misspelled.
fn unknown_names(agreement: &Agreement, index: &Index) -> Vec<String> {
    let (name, terms): (_, &Terms) = (&agreement.written().name, agreement.terms());
    let known = index.incidents().dictionaries();
    let has = |choice: &CategoryChoice| known.categories.iter().any(|category| choice.admits(category));
    let categories = terms.categories.iter().filter(|choice| !has(choice)).map(|it| format!("category {it}"));
    let sources = terms.sources.iter().filter(|it| !known.sources.contains(it)).map(|it| format!("agency {it:?}"));
    let mut said: Vec<String> =
        categories.chain(sources).map(|what| format!("{name:?}: the data hold no incident of {what}.")).collect();
    if matches!(terms.place, DisclosedPlace::Cell(_)) && index.layers().is_empty() {
        said.push(format!("{name:?}: there are no areas, so that the study area is drawn around what is shown."));
    }
    said
}

fn checked_in_words(answer: &Checked) -> String {
    let mut lines: Vec<String> = answer
        .agreements
        .iter()
        .map(|it| {
            let whom = it.agency.as_deref().unwrap_or("viewers");
            let part =
                if it.incidents_covered == 0 { 0.0 } else { it.incidents_shown as f64 / it.incidents_covered as f64 };
            format!(
                "{} ({whom}): {} of {} incidents in complete periods are shown ({}), {} of {} groups; rules {}",
                it.name,
                it.incidents_shown,
                it.incidents_covered,
                percent(part),
                it.groups_shown,
                it.groups,
                it.rules
            )
        })
        .collect();
    if lines.is_empty() {
        lines.push(format!("There is no {FILE_NAME} with rules: nothing is disclosed to viewers and partners."));
    }
    lines.extend(answer.warnings.iter().map(|warning| format!("Note: {warning}")));
    lines.join("\n")
}
