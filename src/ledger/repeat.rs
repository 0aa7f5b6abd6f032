use super::content::Content;
use super::entry::find;
use super::error::LedgerError;
use super::learned::Learned;
use super::make::{Maker, Request};
use crate::analysis::Progress;
use crate::index::Index;
use crate::store::Store;

/// What came of making a stored forecast again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// The same to the last bit.
    Same,
    /// The data that it was made from are not there any more.
    OtherData,
    /// The same data, and another forecast: made by another version of the program, or on another kind of machine.
    Other,
}

impl Repeated {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::OtherData => "other-data",
            Self::Other => "other",
        }
    }
}

/// Makes a stored forecast again from today's data, with the choices and the fit of the days that they were made on; nothing is stored.
/// `None` where there is none of that number.
pub fn repeat(store: &Store, index: &Index, id: u32, progress: &Progress) -> Result<Option<Repeated>, LedgerError> {
    let Some(stored) = find(store, id)? else { return Ok(None) };
    let header = &stored.header;
    let maker = Maker::new(index, request_of(id, &stored)?)?;
    let mut learned = Learned::new();
    for day in [header.chosen_on, header.fitted_on] {
        if day != header.origin {
            maker.make(day, &mut learned, progress)?;
        }
    }
    let made = maker.make(header.origin, &mut learned, progress)?;
    Ok(Some(if made.header.data.fingerprint != header.data.fingerprint {
        Repeated::OtherData
    } else if store.forecast(id)?.is_some_and(|(entry, _)| entry.content_hash == made.hash()) {
        Repeated::Same
    } else {
        Repeated::Other
    }))
}

fn request_of(id: u32, content: &Content) -> Result<Request, LedgerError> {
    let header = &content.header;
    let damaged = |what| LedgerError::Damaged { id, what };
    Ok(Request {
        filter: header.filter.clone(),
        grid: header.grid.parse().map_err(|_| damaged("its grid cannot be read"))?,
        horizon: header.horizon.parse().map_err(|_| damaged("its horizon cannot be read"))?,
        model: header.model.clone(),
        seed: header.seed,
        provenances: header.provenances.parse().map_err(|_| damaged("its treatment of incidents cannot be read"))?,
    })
}
