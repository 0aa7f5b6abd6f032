use super::rhythm::Rhythm;

/// A hot spot that is planted in a named town.
pub(super) struct TownSpot {
    pub town: &'static str,
    pub rhythm: Rhythm,
    pub radius_m: f64,
    /// Expected incidents of anti-social behaviour in an ordinary year.
    pub per_year: f64,
}

/// Larger towns have larger night-time economies; coasts have summers; the shopping centre by the Thames has days.
pub(super) const TOWN_SPOTS: [TownSpot; 20] = [
    spot("Southend-on-Sea", Rhythm::NightTime, 250.0, 480.0),
    spot("Colchester", Rhythm::NightTime, 230.0, 400.0),
    spot("Basildon", Rhythm::NightTime, 220.0, 360.0),
    spot("Chelmsford", Rhythm::NightTime, 220.0, 360.0),
    spot("Harlow", Rhythm::NightTime, 200.0, 270.0),
    spot("Grays", Rhythm::NightTime, 200.0, 230.0),
    spot("Brentwood", Rhythm::NightTime, 200.0, 220.0),
    spot("Clacton-on-Sea", Rhythm::Outdoors, 220.0, 320.0),
    spot("Braintree", Rhythm::NightTime, 180.0, 180.0),
    spot("Rayleigh", Rhythm::AfterSchool, 180.0, 150.0),
    spot("Witham", Rhythm::AfterSchool, 180.0, 150.0),
    spot("Wickford", Rhythm::AfterSchool, 180.0, 150.0),
    spot("Canvey Island", Rhythm::AfterSchool, 200.0, 160.0),
    spot("West Thurrock", Rhythm::Daytime, 250.0, 240.0),
    spot("Pitsea", Rhythm::Daytime, 200.0, 160.0),
    spot("Loughton", Rhythm::NightTime, 200.0, 170.0),
    spot("Waltham Abbey", Rhythm::AfterSchool, 180.0, 140.0),
    spot("Maldon", Rhythm::Outdoors, 200.0, 140.0),
    spot("Harwich", Rhythm::Outdoors, 200.0, 140.0),
    spot("Shoeburyness", Rhythm::Outdoors, 220.0, 170.0),
];

const fn spot(town: &'static str, rhythm: Rhythm, radius_m: f64, per_year: f64) -> TownSpot {
    TownSpot { town, rhythm, radius_m, per_year }
}
