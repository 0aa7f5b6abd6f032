use anyhow::Context as _;
use jiff::civil::Date;

use crate::cli::output::Context;
use crate::index::{Filter, Index, Selection};
use crate::store::Store;

/// The filter that every analysis takes, in the words of the API.
#[derive(Debug, clap::Args)]
pub struct FilterArguments {
    /// Kinds or classes: asb,crime/burglary
    #[arg(long)]
    category: Option<String>,
    /// First civil day: 2021-03-01
    #[arg(long)]
    from: Option<String>,
    /// First civil day after the window: 2021-04-01
    #[arg(long)]
    to: Option<String>,
    /// Civil hours, the second left out: 22-4
    #[arg(long)]
    hours: Option<String>,
    /// Weekdays: fri,sat
    #[arg(long)]
    days: Option<String>,
    /// Areas as layer:code, with commas between them
    #[arg(long)]
    area: Option<String>,
    /// Agencies, with commas between them
    #[arg(long)]
    source: Option<String>,
    /// How incidents came to be known: public-report,officer-found
    #[arg(long)]
    provenance: Option<String>,
    /// A ring of places: lng,lat;lng,lat;lng,lat
    #[arg(long, allow_hyphen_values = true)]
    polygon: Option<String>,
    /// A box: west,south,east,north
    #[arg(long, allow_hyphen_values = true)]
    bbox: Option<String>,
}

/// The data of the folder, and what of it passes the filter.
pub struct Selected {
    pub index: Index,
    pub filter: Filter,
    pub selection: Selection,
    pub store: Store,
}

impl Selected {
    /// The same incidents, less those from civil date `date` on.
    pub fn before(self, date: Date) -> anyhow::Result<Self> {
        let to = Some(self.filter.to.map_or(date, |to| to.min(date)));
        let filter = Filter { to, ..self.filter };
        let selection = self.index.select(&filter)?;
        Ok(Self { filter, selection, ..self })
    }
}

impl FilterArguments {
    /// Opens the data folder and applies the filter.
    pub fn select(&self, context: &Context) -> anyhow::Result<Selected> {
        let filter = self.filter()?;
        let store = Store::open(&context.data_dir).context("the data folder cannot be read")?;
        let loaded = store.load()?;
        let index = Index::build(loaded.incidents, loaded.layers, loaded.study_area);
        let index = index.with_place_sets(loaded.place_sets);
        let selection = index.select(&filter)?;
        Ok(Selected { index, filter, selection, store })
    }

    fn filter(&self) -> anyhow::Result<Filter> {
        let given = [
            ("category", &self.category),
            ("from", &self.from),
            ("to", &self.to),
            ("hours", &self.hours),
            ("days", &self.days),
            ("area", &self.area),
            ("source", &self.source),
            ("provenance", &self.provenance),
            ("polygon", &self.polygon),
            ("bbox", &self.bbox),
        ];
        Ok(Filter::parse(given.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))))?)
    }
}
