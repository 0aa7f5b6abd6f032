use std::path::Path;
use std::sync::Arc;

use super::checked::Profile;
use super::error::ProfileError;

/// Name and text of every profile that comes with the program.
const BUILT_IN: &[(&str, &str)] = &[
    ("data-police-uk-street", include_str!("../../../data/profiles/data-police-uk-street.toml")),
    ("data-police-uk-outcomes", include_str!("../../../data/profiles/data-police-uk-outcomes.toml")),
    ("storm", include_str!("../../../data/profiles/storm.toml")),
    ("incident-recording-system", include_str!("../../../data/profiles/incident-recording-system.toml")),
    ("chicago-aggravated-assaults", include_str!("../../../data/profiles/chicago-aggravated-assaults.toml")),
    ("medellin-homicides", include_str!("../../../data/profiles/medellin-homicides.toml")),
    ("nyc-vehicle-thefts", include_str!("../../../data/profiles/nyc-vehicle-thefts.toml")),
    ("portland-burglary", include_str!("../../../data/profiles/portland-burglary.toml")),
    ("portland-motor-vehicle-theft", include_str!("../../../data/profiles/portland-motor-vehicle-theft.toml")),
    ("portland-calls-for-service", include_str!("../../../data/profiles/portland-calls-for-service.toml")),
    ("vancouver-crimes", include_str!("../../../data/profiles/vancouver-crimes.toml")),
    ("benchmark-points", include_str!("../../../data/profiles/benchmark-points.toml")),
];

/// The profiles that come with the program, in the order of their list.
pub fn built_in_profiles() -> Result<Vec<Arc<Profile>>, ProfileError> {
    BUILT_IN.iter().map(|(name, text)| Profile::parse(text, name).map(Arc::new)).collect()
}

/// The profile that `name_or_path` means: a built-in one, else the file at that path.
pub fn find_profile(name_or_path: &str) -> Result<Profile, ProfileError> {
    if let Some((name, text)) = BUILT_IN.iter().find(|(name, _)| *name == name_or_path) {
        return Profile::parse(text, name);
    }
    let path = Path::new(name_or_path);
    if path.extension().is_some_and(|ending| ending == "toml") || path.exists() {
        return Profile::read(path);
    }
    let known = BUILT_IN.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    Err(ProfileError::Unknown { name: name_or_path.to_owned(), known })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_is_sound_and_has_its_own_name() {
        for (profile, (name, _)) in built_in_profiles().unwrap().iter().zip(BUILT_IN) {
            assert_eq!(profile.name, *name);
        }
    }

    #[test]
    fn unknown_names_are_answered_with_the_known() {
        let error = find_profile("strom").unwrap_err().to_string();
        assert!(error.contains("storm") && error.contains("\"strom\""), "{error}");
    }
}
