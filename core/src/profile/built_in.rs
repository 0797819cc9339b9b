//! The profiles that come with the library.

/// The names of the built-in profiles.
///
/// ```
/// use tallymark::profile::{BUILT_IN, Profile};
/// assert!(BUILT_IN.iter().all(|name| Profile::built_in(name).is_ok()));
/// ```
pub const BUILT_IN: [&str; 11] = [
    "us-dscsa",
    "eu-fmd",
    "ru-mdlp",
    "tr-its",
    "sa-rsd",
    "ae-tatmeen",
    "eg-eptts",
    "kr-kpis",
    "cn-nmpa",
    "br-sncm",
    "in-export",
];

/// The file of one of them.
pub(super) fn text(name: &str) -> Option<&'static str> {
    macro_rules! file {
        ($name:literal) => {
            include_str!(concat!("../../data/profiles/", $name, ".json"))
        };
    }
    Some(match name {
        "us-dscsa" => file!("us-dscsa"),
        "eu-fmd" => file!("eu-fmd"),
        "ru-mdlp" => file!("ru-mdlp"),
        "tr-its" => file!("tr-its"),
        "sa-rsd" => file!("sa-rsd"),
        "ae-tatmeen" => file!("ae-tatmeen"),
        "eg-eptts" => file!("eg-eptts"),
        "kr-kpis" => file!("kr-kpis"),
        "cn-nmpa" => file!("cn-nmpa"),
        "br-sncm" => file!("br-sncm"),
        "in-export" => file!("in-export"),
        _ => return None,
    })
}
