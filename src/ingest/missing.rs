/// Words that stand for nothing in one export or another.
pub(super) const MISSING: [&str; 8] = ["NA", "N/A", "NULL", "None", "NaN", "-", "#N/A", "\\N"];
