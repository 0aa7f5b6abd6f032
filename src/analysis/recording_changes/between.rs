use super::changes::recording_changes;
use crate::analysis::observed_window;
use crate::index::{Filter, Index};

/// What to say beside a comparison of two filters whose windows differ: see [`warning`](super::RecordingChanges::warning).
///
/// The series that is searched is the force's, of the categories of both filters together and the first one's sources. `None` where
/// the windows are the same, where either lies beside the data, and where there is nothing to say. Cost: two passes over the incidents.
pub fn recording_warning(index: &Index, here: &Filter, there: &Filter) -> Option<String> {
    let (first, second) = (observed_window(index, here)?, observed_window(index, there)?);
    if first == second {
        return None;
    }
    let mut both = here.clone();
    if there.categories.is_empty() {
        both.categories.clear();
    } else if !both.categories.is_empty() {
        both.categories.extend(there.categories.iter().cloned());
    }
    recording_changes(index, &both).ok()?.warning(first, second)
}
