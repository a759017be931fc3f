//! Names of Regions: which there are, as far as known, and which one a mistyped name may mean.

use strsim::damerau_levenshtein;

/// Regions of the partitions, as botocore 1.43's endpoints name them. There may be newer ones.
const KNOWN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

/// Whether there was such a Region when this was built.
pub(super) fn is_known(region: &str) -> bool {
    KNOWN.contains(&region)
}

/// The Regions whose names are nearest, three at most: those of the list, or of those known.
pub(super) fn near(region: &str, list: &[String]) -> Vec<String> {
    let known: Vec<String> = if list.is_empty() { KNOWN.iter().map(|r| (*r).to_owned()).collect() } else { list.to_vec() };
    let mut found: Vec<(usize, String)> =
        known.into_iter().map(|r| (damerau_levenshtein(&r, &region.to_lowercase()), r)).filter(|(n, _)| *n <= 3).collect();
    found.sort();
    found.into_iter().take(3).map(|(_, region)| region).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_named() {
        assert_eq!(near("eu-wst-1", &[]), ["eu-west-1", "eu-west-2", "eu-west-3"]);
        assert_eq!(near("EU-WEST-1", &[]).first().map(String::as_str), Some("eu-west-1"));
        assert!(near("frankfurt", &[]).is_empty());
        assert_eq!(near("us-est-1", &["us-east-1".to_owned()]), ["us-east-1"]);
    }
}
