use jiff::civil::Date;
use serde_json::{Map, Value};

use super::blend::{Blend, Said};
use crate::analysis::Progress;
use crate::forecast::boosting::FittedBoosting;
use crate::forecast::error::ForecastError;
use crate::forecast::features::Sweep;
use crate::forecast::forecaster::{Fitted, Forecaster, Task};
use crate::forecast::mixture::FittedMixture;
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// The members, fitted.
pub(super) struct Members {
    boosting: FittedBoosting,
    plain: Box<dyn Fitted>,
}

impl Members {
    /// On what followed `origins`, which ascend and whose horizons were over by the past's; `plain` is the count, its half-life chosen.
    pub(super) fn fit(
        past: Past<'_>,
        task: &Task,
        plain: &dyn Forecaster,
        origins: &[Date],
        progress: &Progress,
    ) -> Result<Self, ForecastError> {
        let plain = plain.fit(past, task, progress)?;
        let mixture = FittedMixture::on(past, task, origins, progress)?;
        Ok(Self { boosting: FittedBoosting::on(past, task, mixture, progress)?, plain })
    }

    /// What each says at `pasts`, which ascend: one sweep goes through them.
    pub(super) fn say_at(&self, pasts: &[Past<'_>], task: &Task) -> Result<Vec<Said>, ForecastError> {
        let Some(first) = pasts.first() else { return Ok(Vec::new()) };
        let mut sweep = self.boosting.mixture().before_all(*first, task);
        let mut said = Vec::with_capacity(pasts.len());
        for past in pasts {
            sweep.go_to(*past);
            said.push(self.say(&sweep, *past, task)?);
        }
        Ok(said)
    }

    /// What each says at `past`, where the mixture's sweep is.
    fn say(&self, sweep: &Sweep<'_>, past: Past<'_>, task: &Task) -> Result<Said, ForecastError> {
        let (mixture, boosting) = self.boosting.both_at(sweep);
        Ok(Said { mixture, boosting, plain: self.plain.risk(past, task)? })
    }
}

/// Members and how much each says.
pub(super) struct FittedEnsemble {
    pub(super) members: Members,
    pub(super) blend: Blend,
}

impl Fitted for FittedEnsemble {
    fn risk(&self, past: Past<'_>, task: &Task) -> Result<Vec<f64>, ForecastError> {
        let said = self.members.say(&self.members.boosting.mixture().at(past, task), past, task)?;
        Ok(self.blend.risk(&said))
    }

    fn risks(&self, pasts: &[Past<'_>], task: &Task) -> Result<Vec<Vec<f64>>, ForecastError> {
        Ok(self.members.say_at(pasts, task)?.iter().map(|said| self.blend.risk(said)).collect())
    }

    /// The mixture's parts, each as much larger as the trees make the cell's risk; what the plain count says is long memory.
    fn parts(&self, past: Past<'_>, task: &Task) -> Result<Vec<(Part, Vec<f64>)>, ForecastError> {
        let sweep = self.members.boosting.mixture().at(past, task);
        let said = self.members.say(&sweep, past, task)?;
        let factor = |(mixture, boosting): (&f64, &f64)| {
            let corrected = if *mixture > 0.0 { boosting / mixture } else { 1.0 };
            self.blend.mixture + self.blend.boosting * corrected
        };
        let factors: Vec<f64> = said.mixture.iter().zip(&said.boosting).map(factor).collect();
        let mut parts = self.members.boosting.mixture().parts_at(&sweep);
        for (_, values) in &mut parts {
            values.iter_mut().zip(&factors).for_each(|(value, factor)| *value *= factor);
        }
        let plain = said.plain.iter().map(|plain| self.blend.plain * plain);
        match parts.iter_mut().find(|(part, _)| *part == Part::LongMemory) {
            Some((_, values)) => values.iter_mut().zip(plain).for_each(|(value, plain)| *value += plain),
            None => parts.push((Part::LongMemory, plain.collect())),
        }
        Ok(parts)
    }

    fn parameters(&self) -> Map<String, Value> {
        let Blend { mixture, boosting, plain } = self.blend;
        let blend = serde_json::json!({ "mixture": mixture, "boosting": boosting, "count-decayed": plain });
        Map::from_iter([
            ("blend".to_owned(), blend),
            ("boosting".to_owned(), Value::Object(self.members.boosting.parameters())),
            ("count-decayed".to_owned(), Value::Object(self.members.plain.parameters())),
        ])
    }
}
