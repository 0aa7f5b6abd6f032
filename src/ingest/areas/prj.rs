/// The EPSG number of a reference system in well-known text, as a .prj file holds it; else the name that it goes by.
///
/// Esri's programs write names without numbers: those that boundary files in Britain and of UTM zones have are known here.
pub(super) fn epsg(text: &str) -> Result<u32, String> {
    let text = text.trim();
    // The authority of the whole stands last; those before belong to its parts.
    let authority = text.rfind("AUTHORITY[").or_else(|| text.rfind("ID["));
    if let Some(number) = authority.filter(|&at| closes_the_whole(text, at)).and_then(|at| number_in(&text[at..])) {
        return Ok(number);
    }
    let name = text.split('"').nth(1).unwrap_or(text);
    by_name(name).ok_or_else(|| name.to_owned())
}

/// Whether only closing brackets follow the element that begins at `at`.
fn closes_the_whole(text: &str, at: usize) -> bool {
    text[at..].find(']').is_some_and(|end| text[at + end..].chars().all(|c| c == ']' || c.is_whitespace()))
}

/// The number in `AUTHORITY["EPSG","27700"]` or `ID["EPSG",27700]`.
fn number_in(element: &str) -> Option<u32> {
    let inside = element.split(['[', ']']).nth(1)?;
    let (authority, number) = inside.split_once(',')?;
    let number = number.trim().trim_matches('"');
    (authority.trim().trim_matches('"') == "EPSG").then(|| number.parse().ok())?
}

fn by_name(name: &str) -> Option<u32> {
    let name = name.to_ascii_lowercase().replace([' ', '/', '-'], "_");
    match name.as_str() {
        "gcs_wgs_1984" | "wgs_84" | "wgs84" => Some(4326),
        "british_national_grid" | "osgb_1936_british_national_grid" | "osgb36___british_national_grid" => Some(27700),
        "wgs_1984_web_mercator_auxiliary_sphere" => Some(3857),
        "gcs_north_american_1983" => Some(4269),
        "gcs_etrs_1989" => Some(4258),
        _ => utm(name.strip_prefix("wgs_1984_utm_zone_")?),
    }
}

/// `10n` is EPSG:32610, `10s` EPSG:32710.
fn utm(zone: &str) -> Option<u32> {
    let (north, base) = (zone.strip_suffix('n'), 32_600);
    let (number, base) = match north {
        Some(number) => (number, base),
        None => (zone.strip_suffix('s')?, base + 100),
    };
    let number: u32 = number.parse().ok()?;
    (1..=60).contains(&number).then_some(base + number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_whole_counts() {
        let wkt = r#"PROJCS["OSGB 1936 / British National Grid",GEOGCS["OSGB 1936",AUTHORITY["EPSG","4277"]],
            UNIT["metre",1],AUTHORITY["EPSG","27700"]]"#;
        assert_eq!(epsg(wkt), Ok(27700));
        let of_a_part = r#"PROJCS["Local",GEOGCS["OSGB 1936",AUTHORITY["EPSG","4277"]],UNIT["metre",1]]"#;
        assert_eq!(epsg(of_a_part), Err("Local".to_owned()));
        assert_eq!(epsg(r#"PROJCRS["x",BASEGEOGCRS["y"],ID["EPSG",2913]]"#), Ok(2913));
    }

    #[test]
    fn names_without_numbers() {
        for (name, expected) in [
            ("British_National_Grid", 27700),
            ("GCS_WGS_1984", 4326),
            ("WGS_1984_UTM_Zone_10N", 32610),
            ("WGS_1984_UTM_Zone_56S", 32756),
            ("WGS_1984_Web_Mercator_Auxiliary_Sphere", 3857),
        ] {
            assert_eq!(epsg(&format!("PROJCS[\"{name}\",GEOGCS[\"z\"]]")), Ok(expected));
        }
        assert_eq!(epsg("PROJCS[\"WGS_1984_UTM_Zone_61N\"]"), Err("WGS_1984_UTM_Zone_61N".to_owned()));
        assert_eq!(epsg(""), Err(String::new()));
    }
}
